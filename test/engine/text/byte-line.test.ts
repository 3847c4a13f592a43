// SPDX-License-Identifier: Apache-2.0
// The bytes of a line: numbers digit by digit, texts with and without ASCII, growth.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, encodeText } from '../../../src/engine/scap/text.js';
import { ByteLine } from '../../../src/engine/text/byte-line.js';

function written(write: (line: ByteLine) => void): string {
  const line = new ByteLine(1);
  write(line);
  return line.slice(0);
}

test('every safe integer in decimal', () => {
  const edges = [0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 4_294_967_295, 4_294_967_296, 9_007_199_254_740_991];
  for (const value of edges) {
    assert.equal(
      written((line) => line.decimal(value)),
      String(value),
    );
    if (value > 0) {
      assert.equal(
        written((line) => line.decimal(-value)),
        String(-value),
      );
    }
  }
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => written((line) => line.decimal(value)) === String(value)));
});

test('nine digits', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), (value) => {
      assert.equal(
        written((line) => line.nineDigits(value)),
        String(value).padStart(9, '0'),
      );
    }),
  );
});

test('every u64 in hex', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (value) => {
      const low = Number(value & 0xffffffffn);
      const high = Number(value >> 32n);
      assert.equal(
        written((line) => line.hex(low, high)),
        value.toString(16).toUpperCase(),
      );
    }),
  );
});

test('texts and bytes come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
      const line = new ByteLine(1);
      for (const part of parts) {
        line.text(decodeText(part, 0, part.length));
        line.copy(part, 0, part.length);
      }
      const twice = Buffer.concat(parts.flatMap((part) => [part, part]));
      assert.deepEqual(Buffer.from(line.take()), twice);
      assert.equal(line.length, 0);
    }),
  );
  assert.deepEqual(Buffer.from(encodeText('é')), Buffer.from([0xc3, 0xa9]));
  assert.equal(
    written((line) => line.text('aé😀')),
    'aé😀',
  );
});

test('a line can be cut back', () => {
  const line = new ByteLine();
  line.text('keep');
  const start = line.length;
  line.text('drop');
  line.cutTo(start);
  line.byte(0x21);
  assert.equal(line.slice(0), 'keep!');
  assert.equal(line.slice(1, 3), 'ee');
});
