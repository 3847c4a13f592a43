// SPDX-License-Identifier: Apache-2.0
// Raw bytes of the rows, against one big buffer: in a file, in memory, beyond the budget in a spool file, and with
// the oldest dropped.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { FileRawStore, type RawStore, StreamRawStore } from '../../../src/engine/store/raw-store.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-raw-'));
after(() => rmSync(folder, { recursive: true }));

/** The stream: every place looks different from its neighbours, near and far. */
const CONTENT = Uint8Array.from({ length: 4_000_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff);

function bytesAt(offset: number, length: number): Uint8Array {
  return CONTENT.slice(offset, offset + length);
}

/** read() and span() of [offset, offset + length) of a stream of `size` bytes of which those before `from` may be gone. */
function check(store: RawStore, offset: number, length: number, size: number, from: number): void {
  const there = Math.max(0, Math.min(length, size - offset));
  const what = `[${offset}, +${length}) of ${size} from ${from}`;
  const mayBeGone = offset < from;
  const read = store.read(offset, length);
  if (read === undefined) assert.ok(mayBeGone, `${what}: read() has nothing`);
  else {
    assert.equal(read.length, there, what);
    assert.ok(Buffer.from(read).equals(bytesAt(offset, there)), `${what}: read() gives other bytes`);
  }
  const span = store.span(offset, length);
  if (span === undefined) {
    assert.ok(mayBeGone || there < length, `${what}: span() has nothing`);
    return;
  }
  assert.ok(there >= length, `${what}: span() goes beyond the end`);
  const part = span.bytes.subarray(span.at, span.at + length);
  assert.ok(Buffer.from(part).equals(bytesAt(offset, length)), `${what}: span() gives other bytes`);
  for (let i = 0; i < Math.min(length, 8); i++)
    assert.equal(span.view.getUint8(span.at + i), CONTENT[offset + i], what);
}

type Step =
  | { readonly kind: 'append'; readonly length: number }
  | { readonly kind: 'look'; readonly at: number; readonly length: number }
  | { readonly kind: 'trim'; readonly at: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const lengths = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 70_000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('append' as const), length: fc.integer({ min: 1, max: 90_000 }) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), at: share, length: lengths }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trim' as const), at: share }) },
);

/** Runs the steps on a store with this budget. */
function run(store: RawStore, steps: readonly Step[]): void {
  let size = 0;
  let from = 0;
  try {
    for (const one of steps) {
      switch (one.kind) {
        case 'append':
          store.append(bytesAt(size, one.length));
          size += one.length;
          break;
        case 'look':
          if (size > 0) check(store, Math.floor(one.at * size), one.length, size, from);
          break;
        case 'trim': {
          // Only ever forwards, to a place that rows still need.
          from = Math.max(from, Math.floor(one.at * size));
          store.trim(from);
          break;
        }
      }
    }
    for (let offset = from; offset < size; offset += 40_000) check(store, offset, 100, size, from);
    if (size > from) check(store, from, size - from, size, from);
  } finally {
    store.close();
  }
}

for (const [name, budget, runs] of [
  ['in memory', Number.POSITIVE_INFINITY, 150],
  ['spooled beyond a small budget', 100_000, 250],
  ['spooled nearly always', 1, 150],
] as const) {
  test(name, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => run(new StreamRawStore(budget), steps)),
      { seed: 17, numRuns: runs },
    );
  });
}

test('across every border between segments and at the border of the spool', () => {
  const store = new StreamRawStore(64);
  let size = 0;
  for (let i = 0; i < 30; i++) {
    store.append(bytesAt(size, 7 + i));
    size += 7 + i;
    for (let offset = 0; offset < size; offset++) check(store, offset, 24, size, 0);
  }
  for (let length = 0; length <= size; length++) check(store, 0, length, size, 0);
  store.close();
});

test('memory: within the budget but for one chunk and the cache, and shrinking with trim', () => {
  const store = new StreamRawStore(1 << 20);
  for (let i = 0; i < 200; i++) store.append(new Uint8Array(100_000));
  assert.ok(store.memoryBytes <= (1 << 20) + 100_000, `${store.memoryBytes} bytes`);
  for (let offset = 0; offset < 20_000_000; offset += 10_000) store.read(offset, 100);
  assert.ok(store.memoryBytes <= (1 << 20) + 100_000 + (5 << 20), `${store.memoryBytes} bytes`);
  store.close();
  const live = new StreamRawStore(Number.POSITIVE_INFINITY);
  for (let i = 0; i < 200; i++) live.append(new Uint8Array(100_000));
  assert.equal(live.memoryBytes, 20_000_000);
  live.trim(19_000_000);
  assert.ok(live.memoryBytes <= 1_100_000, `${live.memoryBytes} bytes`);
  assert.equal(live.read(0, 10), undefined);
  live.close();
});

test('nothing appended yet', () => {
  const store = new StreamRawStore(10);
  assert.equal(store.span(0, 1), undefined);
  assert.equal(store.read(0, 1)?.length ?? 0, 0);
  store.close();
});

test('the capture file itself, at random and across its pages', () => {
  const size = 1_500_001;
  const path = join(folder, 'file');
  writeFileSync(path, bytesAt(0, size));
  const store: RawStore = new FileRawStore(path);
  fc.assert(
    fc.property(share, lengths, (at, length) => check(store, Math.floor(at * size), length, size, 0)),
    { seed: 19, numRuns: 400 },
  );
  for (const border of [262_144, 524_288, 1_310_720]) {
    for (let offset = border - 40; offset < border + 4; offset++) check(store, offset, 39, size, 0);
  }
  check(store, 10, 900_000, size, 0);
  check(store, size - 5, 5, size, 0);
  check(store, size - 5, 6, size, 0);
  check(store, size, 1, size, 0);
  store.append(new Uint8Array(10));
  store.trim(1000);
  check(store, 0, 100, size, 0);
  assert.ok(store.memoryBytes <= 5 << 20);
  store.close();
});

test('a file store that keeps what came last gives the same bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-recent-'));
  try {
    const path = join(folder, 'file');
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) & 0xff);
    writeFileSync(path, bytes);
    const store = new FileRawStore(path, true);
    const buffer = new Uint8Array(30_000);
    for (let at = 0; at < bytes.length; at += buffer.length) {
      const chunk = buffer.subarray(0, Math.min(buffer.length, bytes.length - at));
      chunk.set(bytes.subarray(at, at + chunk.length));
      store.append(chunk);
      buffer.fill(0);
      for (const [from, length] of [
        [at, 10],
        [at + chunk.length - 7, 7],
        [Math.max(0, at - 3), 6],
        [0, 50],
      ] as const) {
        const span = store.span(from, length);
        assert.ok(span !== undefined);
        assert.deepEqual(span.bytes.slice(span.at, span.at + length), bytes.slice(from, from + length));
      }
    }
    store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
