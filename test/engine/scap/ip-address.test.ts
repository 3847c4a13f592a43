// SPDX-License-Identifier: Apache-2.0
// Addresses as bytes and as text: node's own parser is the judge of what is an address, and RFC 5952 of how it is written.

import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatIp,
  type IpAddress,
  ipFromBytes,
  isIpv4Mapped,
  isUnspecified,
  mappedIpv4,
  parseIp,
} from '../../../src/engine/scap/ip-address.js';

const bytesOf = (size: number): fc.Arbitrary<Uint8Array> =>
  // Zeros in plenty: they are what the short form is about.
  fc
    .uint8Array({ minLength: size, maxLength: size })
    .chain((bytes) =>
      fc
        .uint8Array({ minLength: size, maxLength: size, max: 3 })
        .map((mask) => bytes.map((b, i) => (mask[i] === 0 ? b : 0))),
    );

test('formatting and parsing are inverse', () => {
  for (const size of [4, 16] as const) {
    fc.assert(
      fc.property(bytesOf(size), (bytes) => {
        const ip = ipFromBytes(bytes, 0, size);
        const text = formatIp(ip);
        assert.ok(size === 4 ? isIPv4(text) : isIPv6(text), text);
        assert.equal(parseIp(text), ip, text);
      }),
      { seed: 1, numRuns: 3000 },
    );
  }
});

/** The text that the operating system writes for an address. */
const TEXTS: readonly (readonly [text: string, canonical: string])[] = [
  ['0.0.0.0', '0.0.0.0'],
  ['255.1.2.3', '255.1.2.3'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:DB8:AAAA::', '2001:db8:aaaa::'],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['::ffff:0a00:0001', '::ffff:10.0.0.1'],
  ['::10.0.0.1', '::10.0.0.1'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['fe80:0:0:0:1:2:3:4', 'fe80::1:2:3:4'],
  ['1:0:0:2:0:0:0:0', '1:0:0:2::'],
];

test('the canonical text', () => {
  for (const [text, canonical] of TEXTS) {
    const ip = parseIp(text);
    assert.ok(ip !== undefined, text);
    assert.equal(formatIp(ip), canonical);
  }
});

test('texts that are not addresses', () => {
  for (const text of [
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.-4',
    ' 1.2.3.4',
    '1.2.3.4 ',
    'a.b.c.d',
    '1..2.3',
    '1.02.3.4',
    '00.1.2.3',
  ]) {
    assert.equal(parseIp(text), undefined, text);
  }
  const wrong = [
    ':',
    ':::',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'g::',
    '12345::',
    '::1%eth0',
    '1:2:3:4:5:6:7:',
    '::1.2.3',
    '1.2.3.4::',
    ':1:2:3:4:5:6:7',
  ];
  for (const text of wrong) {
    assert.equal(isIPv6(text.replace('%eth0', '%')), false, text);
    assert.equal(parseIp(text), undefined, text);
  }
});

test('parsing takes what node takes', () => {
  const part = fc.constantFrom(':', '::', '0', '1', 'ff', 'ffff', '12345', '.', '1.2.3.4', 'g', '255', '256');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 17 }), (parts) => {
      const text = parts.join('');
      const isAddress = isIPv4(text) || isIPv6(text);
      assert.equal(parseIp(text) !== undefined, isAddress, text);
    }),
    { seed: 4, numRuns: 20_000 },
  );
  const groups = fc.array(fc.constantFrom('0', 'a', 'ffff', ''), { minLength: 6, maxLength: 10 });
  fc.assert(
    fc.property(groups, (list) => {
      const text = list.join(':');
      assert.equal(parseIp(text) !== undefined, isIPv6(text), text);
    }),
    { seed: 5, numRuns: 20_000 },
  );
});

test('unspecified and mapped addresses', () => {
  const ip = (text: string): IpAddress => parseIp(text) ?? assert.fail(text);
  assert.equal(isUnspecified(ip('0.0.0.0')), true);
  assert.equal(isUnspecified(ip('::')), true);
  assert.equal(isUnspecified(ip('::1')), false);
  assert.equal(isIpv4Mapped(ip('::ffff:1.2.3.4')), true);
  assert.equal(isIpv4Mapped(ip('::')), false);
  assert.equal(isIpv4Mapped(ip('::1')), false);
  assert.equal(isIpv4Mapped(ip('1.2.3.4')), false);
  assert.equal(formatIp(mappedIpv4(ip('::ffff:1.2.3.4'))), '1.2.3.4');
});
