// SPDX-License-Identifier: Apache-2.0
// However a stream is cut, the reader makes the same of it: one byte at a time, 64, at random, or whole. Over real
// captures, with every raw parameter of every event compared.

import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { concat } from './byte-list.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCaptures } from './capture-files.js';
import { cut, type Dump, dumpBytes, dumpChunks } from './event-dump.js';
import { random } from './random.js';

/** Below this, also byte by byte. */
const SMALL = 4 << 20;

function assertSame(actual: Dump, expected: Dump, what: string): void {
  assert.deepEqual(actual.defects, expected.defects, what);
  assert.deepEqual(actual.metadata, expected.metadata, what);
  assert.equal(actual.events.length, expected.events.length, what);
  const differs = expected.events.findIndex((line, i) => line !== actual.events[i]);
  if (differs >= 0) assert.equal(actual.events[differs], expected.events[differs], what);
  assert.deepEqual(actual.offsets, expected.offsets, what);
}

function checkCuts(path: string): void {
  const bytes = plainBytes(path);
  const whole = dumpBytes(bytes);
  assert.ok(whole.events.length > 0, 'the capture has events');
  assert.deepEqual(whole.defects, []);
  const next = random(basename(path).length);
  const sizes = Array.from({ length: 997 }, () => 1 + Math.floor(next() ** 4 * 70_000));
  if (bytes.length < SMALL) assertSame(dumpChunks(cut(bytes, [1])), whole, '1-byte chunks');
  assertSame(dumpChunks(cut(bytes, [64])), whole, '64-byte chunks');
  assertSame(dumpChunks(cut(bytes, sizes)), whole, 'random chunks');
}

for (const path of [FILES_CAPTURE, DEMO_CAPTURE]) {
  test(`${basename(path)}: any cutting gives the same`, () => checkCuts(path));
}

const siblings = siblingCaptures(1 << 20);
test('further captures: any cutting gives the same', { skip: siblings.skip ?? false }, async (t) => {
  for (const path of siblings.paths) await t.test(basename(path), () => checkCuts(path));
});

test('a capture after itself is read twice, and numbers go on', () => {
  const bytes = plainBytes(FILES_CAPTURE);
  const once = dumpBytes(bytes);
  const twice = dumpChunks(cut(concat(bytes, bytes), [65536]));
  assert.deepEqual(twice.defects, []);
  assert.deepEqual(twice.metadata, [...once.metadata, ...once.metadata]);
  const withoutNumber = (line: string): string => line.slice(line.indexOf(' '));
  const doubled = [...once.events, ...once.events].map((line, i) => `${i + 1}${withoutNumber(line)}`);
  assert.equal(twice.events.length, doubled.length);
  assert.equal(
    doubled.findIndex((line, i) => line !== twice.events[i]),
    -1,
  );
});
