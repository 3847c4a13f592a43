// SPDX-License-Identifier: Apache-2.0
// Captured bytes become strings and the same bytes again, whatever they are; valid UTF-8 becomes what it says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCString, decodeStrings, decodeText, encodeText } from '../../../src/engine/scap/text.js';

/** Bytes that are likely to be parts of characters, whole or broken. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xa0, 0x9f, 0xbd, 0xff), {
      maxLength: 40,
    })
    .map((list) => Uint8Array.from(list)),
  fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 3 })), { maxLength: 8 })
    .map((parts) =>
      Uint8Array.from(Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p, 'utf8') : p)))),
    ),
);

test('no byte is lost', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const text = decodeText(bytes, 0, bytes.length);
      assert.deepEqual(Uint8Array.from(encodeText(text)), bytes);
    }),
    { seed: 1, numRuns: 20_000 },
  );
});

test('valid UTF-8 is what it says, characters beyond the first plane and U+FFFD included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const bytes = Buffer.from(text, 'utf8');
      assert.equal(decodeText(bytes, 0, bytes.length), text);
      assert.deepEqual(Buffer.from(encodeText(text)), bytes);
    }),
    { seed: 2, numRuns: 5000 },
  );
  const odd = 'a\ufffdb\u{1f600}\ud7ff\ue000';
  assert.equal(decodeText(Buffer.from(odd), 0, Buffer.byteLength(odd)), odd);
});

test('equal texts have equal bytes: decoding is one to one', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      const same = decodeText(a, 0, a.length) === decodeText(b, 0, b.length);
      assert.equal(same, Buffer.compare(a, b) === 0);
    }),
    { seed: 3, numRuns: 3000 },
  );
});

test('bytes that are no UTF-8 stand for themselves', () => {
  const cases: readonly (readonly [bytes: readonly number[], text: string])[] = [
    [[0xff], '\udcff'],
    [[0x41, 0xc3], 'A\udcc3'],
    // Overlong forms, surrogates, beyond the last character, a lone continuation.
    [[0xc0, 0xaf], '\udcc0\udcaf'],
    [[0xe0, 0x80, 0xaf], '\udce0\udc80\udcaf'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    [[0x80], '\udc80'],
    [[0xe2, 0x82, 0xac, 0xe2, 0x82], '€\udce2\udc82'],
    [[0xf0, 0x9f, 0x98, 0x80, 0xff], '\u{1f600}\udcff'],
  ];
  for (const [bytes, text] of cases) assert.equal(decodeText(Uint8Array.from(bytes), 0, bytes.length), text);
});

test('only the given range is looked at', () => {
  const bytes = Uint8Array.of(0xff, 0x61, 0x62, 0, 0xc3, 0xa4, 0xff);
  assert.equal(decodeText(bytes, 1, 3), 'ab');
  assert.equal(decodeCString(bytes, 1, 7), 'ab');
  assert.equal(decodeCString(bytes, 4, 6), 'ä');
  assert.equal(decodeCString(bytes, 3, 7), '');
  assert.equal(decodeText(bytes, 4, 5), '\udcc3');
  const inside = Buffer.concat([bytes, bytes]).subarray(7);
  assert.equal(decodeText(inside, 1, 3), 'ab');
  assert.equal(decodeText(inside, 4, 6), 'ä');
});

test('strings back to back: empty ones count, the last NUL does not', () => {
  const decode = (text: string): string[] => decodeStrings(Buffer.from(text), 0, Buffer.byteLength(text));
  assert.deepEqual(decode(''), []);
  assert.deepEqual(decode('a\0b\0'), ['a', 'b']);
  assert.deepEqual(decode('a\0b'), ['a', 'b']);
  assert.deepEqual(decode('\0'), ['']);
  assert.deepEqual(decode('\0\0a\0\0'), ['', '', 'a', '']);
  const bytes = Buffer.from('xx\0ab\0cd');
  assert.deepEqual(decodeStrings(bytes, 3, 7), ['ab', 'c']);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }).filter((s) => !s.includes('\0'))), (list) => {
      assert.deepEqual(decode(list.map((s) => `${s}\0`).join('')), list);
    }),
    { seed: 6 },
  );
});

test('long texts and short ones are the same', () => {
  for (let length = 0; length < 60; length++) {
    const text = 'abcdefghij'.repeat(6).slice(0, length);
    assert.equal(decodeText(Buffer.from(text), 0, length), text);
    assert.equal(decodeCString(Buffer.from(`${text}\0rest`), 0, length + 5), text);
  }
});
