// SPDX-License-Identifier: Apache-2.0
// Texts by number: each once, the same back, whatever bytes they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../../src/engine/scap/text.js';
import { Texts } from '../../../src/engine/state/texts.js';

test('any bytes: the same number for the same, another for others, and the text back', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 200 }), (all) => {
      const texts = new Texts();
      const ids = new Map<string, number>();
      for (const one of all) {
        const key = [...one].join();
        const id = texts.ofBytes(one, 0, one.length);
        assert.equal(ids.get(key) ?? id, id);
        assert.ok([...ids].every(([other, known]) => other === key || known !== id));
        ids.set(key, id);
        const text = decodeText(one, 0, one.length);
        assert.equal(texts.text(id), text);
        assert.equal(texts.of(text), id);
        assert.equal(texts.startsWithSlash(id), text.startsWith('/'));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('many texts, longer ones than a page among them', () => {
  const texts = new Texts();
  const text = (n: number) => `/tmp/${'x'.repeat(n % 97 === 0 ? 70_000 : n % 50)}/${n}`;
  const ids = Array.from({ length: 5000 }, (_, n) => texts.of(text(n)));
  assert.equal(texts.count, 5001, 'the empty text is the first');
  assert.equal(texts.text(0), '');
  for (const [n, id] of ids.entries()) {
    assert.equal(texts.text(id), text(n));
    assert.equal(texts.of(text(n)), id);
  }
});

test('addresses are bytes, not UTF-8', () => {
  const texts = new Texts();
  const id = texts.ofLatin1('\xff\x80\0\x01');
  assert.equal(texts.latin1(id), '\xff\x80\0\x01');
});

test('texts move to another dictionary', () => {
  const from = new Texts();
  const to = new Texts();
  to.of('other');
  const moved = to.take(from, from.of('/a/\udcff'));
  assert.equal(to.text(moved), '/a/\udcff');
  assert.equal(to.of('/a/\udcff'), moved);
});
