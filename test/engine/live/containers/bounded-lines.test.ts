// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedLines } from '../../../../src/engine/live/containers/bounded-lines.js';

test('lines, however the stream is cut', () => {
  const text = 'one\ntwo\n\nthree\nfour';
  for (let size = 1; size <= text.length; size++) {
    const lines = new BoundedLines(10);
    const found: string[] = [];
    for (let at = 0; at < text.length; at += size) found.push(...lines.push(text.slice(at, at + size)));
    assert.deepEqual(found, ['one', 'two', '', 'three']);
  }
});

test('a line over the limit is dropped and counted, the next one is there', () => {
  const lines = new BoundedLines(3);
  assert.deepEqual(lines.push('abc\nabcd'), ['abc']);
  assert.deepEqual(lines.push('efgh'), []);
  assert.deepEqual(lines.push('\nxyz\nlong line\n'), ['xyz']);
  assert.equal(lines.dropped, 2);
});

test('an endless line is not gathered', () => {
  const lines = new BoundedLines(1000);
  const piece = 'x'.repeat(1 << 20);
  for (let i = 0; i < 1000; i++) assert.deepEqual(lines.push(piece), []);
  assert.equal(lines.dropped, 1);
});
