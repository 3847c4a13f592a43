// SPDX-License-Identifier: Apache-2.0
// The columnar table: chunks fill up and start again where the raw stream jumps, rows are found by their number, the
// oldest leave first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNK_ROWS, EventStore, OPEN_BYTES, RowFlag } from '../../../src/engine/store/event-store.js';

/** Flags of row number n: all but STATE_ONLY. */
const flagsOf = (n: number): number => (n % 8) << 1;

/** Appends row number n: every column a function of n, so that a row can be told from any other. */
function append(store: EventStore, n: number, time = n * 10, rawOffset = n * 100, flags = flagsOf(n)): void {
  store.append(time, n % 4096, n % 128, n, n + 1, (n % 500) - 1, -n, n / 2, n % 7, rawOffset, flags);
}

function assertRow(store: EventStore, n: number, time = n * 10, rawOffset = n * 100): void {
  const at = store.locate(n);
  assert.ok(at !== undefined, `row ${n}`);
  const { chunk, index } = at;
  assert.equal(chunk.base + index, n);
  assert.deepEqual(
    [chunk.time[index], chunk.kind[index], chunk.cpu[index], chunk.version[index], chunk.fd[index], chunk.fdNum[index]],
    [time, n % 4096, n % 128, n, n + 1, (n % 500) - 1],
  );
  assert.deepEqual([chunk.result[index], chunk.latency[index], chunk.pair[index]], [-n, n / 2, n % 7]);
  assert.equal(chunk.rawBase + (chunk.rawOffset[index] as number), rawOffset);
  assert.equal(chunk.flags[index], flagsOf(n));
}

test('rows are where their numbers say, across chunks', () => {
  const store = new EventStore();
  const rows = 2 * CHUNK_ROWS + 77;
  for (let n = 0; n < rows; n++) append(store, n);
  assert.equal(store.rows, rows);
  assert.equal(store.chunks.length, 3);
  assert.ok(store.byteLength < 3 * OPEN_BYTES, 'full chunks are packed');
  for (const n of [0, 1, CHUNK_ROWS - 1, CHUNK_ROWS, 2 * CHUNK_ROWS - 1, 2 * CHUNK_ROWS, rows - 1]) assertRow(store, n);
  for (const n of [-1, rows, rows + 1, 1e12]) assert.equal(store.locate(n), undefined);
  assert.deepEqual(store.span(), { from: 0, to: (rows - 1) * 10 });
});

test('an empty store', () => {
  const store = new EventStore();
  assert.equal(store.locate(0), undefined);
  assert.equal(store.evictOldest(), undefined);
  assert.ok(store.span().from > store.span().to);
});

test('a jump of more than 4 GiB in the raw stream begins a chunk', () => {
  const store = new EventStore();
  const offsets = [0, 100, 0xffffffff, 0xffffffff + 100, 0x2_0000_0000, 0x9_0000_0000, 0x9_0000_0010];
  for (const [n, offset] of offsets.entries()) append(store, n, n, offset);
  assert.equal(store.chunks.length, 3);
  for (const [n, offset] of offsets.entries()) assertRow(store, n, n, offset);
});

test('the oldest chunk leaves, never the last', () => {
  const store = new EventStore();
  for (let n = 0; n < 3 * CHUNK_ROWS + 5; n++) append(store, n);
  assert.equal(store.evictOldest()?.base, 0);
  assert.equal(store.evicted, CHUNK_ROWS);
  assert.equal(store.locate(CHUNK_ROWS - 1), undefined);
  assertRow(store, CHUNK_ROWS);
  assertRow(store, 3 * CHUNK_ROWS + 4);
  assert.deepEqual(store.span(), { from: CHUNK_ROWS * 10, to: (3 * CHUNK_ROWS + 4) * 10 });
  store.evictOldest();
  store.evictOldest();
  assert.equal(store.evictOldest(), undefined);
  assert.equal(store.chunks.length, 1);
  assertRow(store, 3 * CHUNK_ROWS);
  assert.equal(store.locate(3 * CHUNK_ROWS - 1), undefined);
  append(store, 3 * CHUNK_ROWS + 5);
  assertRow(store, 3 * CHUNK_ROWS + 5);
});

test('rows that were added up before they left stay in the span', () => {
  const store = new EventStore();
  store.keepsSpan = true;
  for (let n = 0; n < 2 * CHUNK_ROWS + 5; n++) append(store, n);
  store.evictOldest();
  store.evictOldest();
  assert.deepEqual(store.span(), { from: 0, to: (2 * CHUNK_ROWS + 4) * 10 });
});

test('the span follows times in any order, also when what held an end of it leaves', () => {
  const store = new EventStore();
  const time = (n: number): number => (n < CHUNK_ROWS ? 1000 + ((n * 7919) % 1000) : 500 + ((n * 7919) % 1000));
  for (let n = 0; n < CHUNK_ROWS + 100; n++) append(store, n, n === 5 ? 99_999 : time(n));
  const times = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, i) => (from + i === 5 ? 99_999 : time(from + i)));
  const all = times(0, CHUNK_ROWS + 100);
  assert.deepEqual(store.span(), { from: Math.min(...all.slice(-200)), to: 99_999 });
  store.evictOldest();
  const left = times(CHUNK_ROWS, CHUNK_ROWS + 100);
  assert.deepEqual(store.span(), { from: Math.min(...left), to: Math.max(...left) });
});

test('rows without a time have no part in the span', () => {
  const store = new EventStore();
  append(store, 0, Number.NaN);
  assert.ok(store.span().from > store.span().to);
  append(store, 1, 50);
  append(store, 2, Number.NaN);
  append(store, 3, 40);
  assert.deepEqual(store.span(), { from: 40, to: 50 });
});

test('rows that are never shown have no part in the span', () => {
  const store = new EventStore();
  append(store, 0, 7, 0, RowFlag.STATE_ONLY);
  assert.ok(store.span().from > store.span().to);
  append(store, 1, 50);
  append(store, 2, 90, 200, RowFlag.STATE_ONLY | RowFlag.PAIRED);
  append(store, 3, 60);
  assert.deepEqual(store.span(), { from: 50, to: 60 });
});
