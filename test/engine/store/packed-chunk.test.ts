// SPDX-License-Identifier: Apache-2.0
// A packed chunk holds what the open columns held: of real captures, and of rows that the codecs have to set aside.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OpenColumns } from '../../../src/engine/store/open-columns.js';
import type { PackedChunk } from '../../../src/engine/store/packed-chunk.js';
import { freshBlock, Packer } from '../../../src/engine/store/packer.js';
import { loaded } from '../query/loaded.js';
import { DEMO_CAPTURE, FILES_CAPTURE, siblingCapture } from '../scap/capture-files.js';

const COLUMNS = [
  'time',
  'kind',
  'cpu',
  'version',
  'fd',
  'fdNum',
  'result',
  'latency',
  'pair',
  'rawOffset',
  'flags',
] as const;

/** Every column decoded as a whole. */
function decoded(packed: PackedChunk): OpenColumns {
  const columns = new OpenColumns(packed.count);
  packed.decodeTimes(columns.time);
  packed.decodeKinds(columns.kind);
  packed.decodeCpus(columns.cpu);
  packed.decodeVersions(columns.version);
  packed.decodeFds(columns.fd);
  packed.decodeFdNums(columns.fdNum);
  packed.decodeResults(columns.result);
  packed.decodePairs(columns.pair);
  packed.decodeLatencies(columns, columns.latency);
  packed.decodeRawOffsets(columns.rawOffset);
  packed.decodeFlags(columns.flags);
  return columns;
}

function readRow(packed: PackedChunk, i: number): Record<(typeof COLUMNS)[number], number> {
  return {
    time: packed.timeAt(i),
    kind: packed.kindAt(i),
    cpu: packed.statusAt(i) >>> 8,
    version: packed.versionAt(i),
    fd: packed.fdAt(i),
    fdNum: packed.fdNumAt(i),
    result: packed.resultAt(i),
    latency: packed.latencyAt(i),
    pair: packed.pairAt(i),
    rawOffset: packed.rawOffsetAt(i),
    flags: packed.statusAt(i) & 0xff,
  };
}

function assertSame(packed: PackedChunk, open: OpenColumns): void {
  const whole = decoded(packed);
  for (const column of COLUMNS) {
    assert.deepEqual(whole[column], open[column].slice(0, packed.count), column);
  }
  for (let i = 0; i < packed.count; i += Math.max(1, packed.count >> 10)) {
    const row = readRow(packed, i);
    for (const column of COLUMNS) assert.ok(Object.is(row[column], open[column][i]), `${column} of row ${i}`);
  }
}

for (const path of [FILES_CAPTURE, DEMO_CAPTURE, siblingCapture('containers.scap')]) {
  if (path === undefined) continue;
  test(`rows of ${path.split('/').at(-1)}`, async () => {
    const capture = await loaded(path, 60_000);
    const last = capture.store.chunks.at(-1);
    assert.ok(last?.open !== undefined && last.count > 1000);
    assertSame(last.packed(), last.open);
  });
}

/** A number that is small, and now and then anything. */
const mostly = (small: number, any: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 9, arbitrary: fc.nat(small) }, { weight: 1, arbitrary: any });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const double = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, -1, 2 ** 53, -(2 ** 63)));

const ROW = fc.record({
  time: mostly(1e9, double),
  kind: mostly(20, fc.nat(0xffff)),
  cpu: mostly(3, fc.nat(0xffff)),
  version: mostly(50, uint32),
  fd: mostly(50, uint32),
  fdNum: mostly(9, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  result: mostly(99, double),
  latency: mostly(99, fc.oneof(fc.double(), fc.constant(Number.NaN))),
  pair: mostly(9, uint32),
  flags: fc.nat(255),
  step: mostly(30, fc.nat(1 << 22)),
});

test('any rows', () => {
  const packer = new Packer();
  const property = fc.property(fc.array(ROW, { minLength: 1, maxLength: 700 }), fc.constantFrom(1, 4), (rows, unit) => {
    const open = new OpenColumns(rows.length);
    let offset = 0;
    for (const [i, { step, ...row }] of rows.entries()) {
      for (const column of COLUMNS) if (column !== 'rawOffset') open[column][i] = row[column];
      // -0 ns are 0.
      if (open.latency[i] === 0) open.latency[i] = 0;
      if (open.time[i] === 0) open.time[i] = 0;
      offset += step * unit;
      open.rawOffset[i] = offset;
    }
    assertSame(packer.pack(open, rows.length, freshBlock), open);
  });
  fc.assert(property, { numRuns: 200 });
});

test('a full chunk of rows that have nothing in common', () => {
  const rows = 65536;
  const open = new OpenColumns(rows);
  for (let i = 0; i < rows; i++) {
    open.time[i] = i * 1e8 + 0.5;
    open.kind[i] = i;
    open.cpu[i] = i;
    open.version[i] = i * 65521;
    open.fd[i] = 0xffffffff - i;
    open.fdNum[i] = i - 40_000;
    open.result[i] = i * 2 ** 40;
    open.latency[i] = i / 3;
    open.pair[i] = i * 60_000;
    open.rawOffset[i] = i * 65_000;
    open.flags[i] = i & 255;
  }
  const packer = new Packer();
  assertSame(packer.pack(open, rows, freshBlock), open);
  // The tables of the encoders begin again.
  for (let turn = 0; turn < 3; turn++) assertSame(packer.pack(open, 300, freshBlock), open);
});

test('times are moved, unknown ones stay unknown', () => {
  const open = new OpenColumns(300);
  for (let i = 0; i < 300; i++) open.time[i] = i % 7 === 0 ? Number.NaN : i * 1000;
  const packed = new Packer().pack(open, 300, freshBlock);
  packed.shift = -5000;
  assertSame(packed, Object.assign(open, { time: open.time.map((time) => time - 5000) }));
});
