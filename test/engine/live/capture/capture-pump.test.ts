// SPDX-License-Identifier: Apache-2.0
// From the shim's blocks to files: order, counting, cutting, rotation, compression, readers that go away.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CapturePump, type EventTap } from '../../../../src/engine/live/capture/capture-pump.js';
import { ok } from '../../../../src/engine/result.js';
import { OutputFailure, openOutput } from '../../../../src/engine/scap/block-output.js';
import { CaptureFiles } from '../../../../src/engine/scap/capture-files.js';
import { spanOfBlocks } from '../../../../src/engine/scap/event-blocks.js';
import { eventType } from '../../../../src/engine/scap/event-types.js';
import type { Rotation } from '../../../../src/engine/scap/recording-names.js';
import { ScapReader } from '../../../../src/engine/scap/scap-reader.js';
import { eventBlock, sectionBlock } from '../../../../src/engine/scap/scap-writer.js';
import { partialSink } from '../../scap/partial-sink.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-pump-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const CLOSE = eventType('close_e').id;
const block = (tid: number) => eventBlock({ cpu: 0, time: 1n, tid, type: CLOSE, params: [new Uint8Array(8)] });

/** Gives the batches one by one, as the shim would: in one buffer that it uses again. */
function tapOf(batches: readonly (readonly number[])[], whenEmpty: () => void): EventTap {
  const buffer = Buffer.alloc(1 << 20);
  const left = [...batches];
  return {
    drain: () => {
      const batch = left.shift();
      if (batch === undefined) whenEmpty();
      const bytes = Buffer.concat((batch ?? []).map(block));
      buffer.fill(0xff);
      bytes.copy(buffer);
      return ok(buffer.subarray(0, bytes.length));
    },
  };
}

interface Trial {
  readonly batches: readonly (readonly number[])[];
  readonly rotation?: Partial<Rotation>;
  readonly count?: number;
  readonly compress?: boolean;
  readonly clock?: () => number;
  readonly prepare?: (pump: CapturePump) => void;
}

/** Runs a capture to its end; the tids of each file, by its name. */
async function run(trial: Trial): Promise<Record<string, readonly number[]>> {
  const ending = new AbortController();
  const rotation = { megabytes: 0, seconds: 0, events: 0, files: 0, ...trial.rotation };
  const files = await CaptureFiles.open({
    path: join(directory, 'out'),
    compress: trial.compress ?? false,
    rotation,
    header: sectionBlock,
    clock: trial.clock ?? (() => 0),
    date: () => new Date(0),
  });
  const tap = tapOf(trial.batches, () => ending.abort());
  const count = trial.count ?? Number.POSITIVE_INFINITY;
  const pump = new CapturePump({ tap, files, count, counts: rotation.events > 0, drainBytes: 1 << 20 });
  trial.prepare?.(pump);
  await pump.run(ending.signal);
  await pump.finish();
  await files.close();
  const read = (name: string) => readFileSync(join(directory, name));
  const unpacked = (name: string) => (trial.compress === true ? gunzipSync(read(name)) : read(name));
  return Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, tidsOf(unpacked(name))]),
  );
}

function tidsOf(bytes: Uint8Array): readonly number[] {
  const tids: number[] = [];
  const reader = new ScapReader(partialSink({ event: (cursor) => tids.push(cursor.tid) }));
  reader.push(bytes);
  reader.end();
  return tids;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('every block arrives, in order, in one file', async () => {
  assert.deepEqual(await run({ batches: [range(1, 500), [], range(501, 502), [503]] }), { out: range(1, 503) });
});

test('blocks of our own go in between two drains', async () => {
  const prepare = (pump: CapturePump) => {
    pump.inject(block(-1));
    pump.inject(block(-2));
  };
  assert.deepEqual(await run({ batches: [[1, 2]], prepare }), { out: [-1, -2, 1, 2] });
});

test('-n ends after exactly so many events, also in the middle of a batch', async () => {
  assert.deepEqual(await run({ batches: [range(1, 10), range(11, 20)], count: 13 }), { out: range(1, 13) });
});

test('-e begins a file after exactly so many events', async () => {
  const batches = [range(1, 7), range(8, 9)];
  assert.deepEqual(await run({ batches, rotation: { events: 4 } }), {
    out0: [1, 2, 3, 4],
    out1: [5, 6, 7, 8],
    out2: [9],
  });
});

test('-W keeps a ring: names come round again', async () => {
  const files = await run({ batches: [range(1, 25)], rotation: { events: 2, files: 11 } });
  assert.deepEqual(
    Object.keys(files),
    range(0, 10)
      .map((i) => `out${i}`)
      .sort(),
  );
  assert.deepEqual([files['out0'], files['out1'], files['out2']], [[23, 24], [25], [5, 6]]);
});

test('-C begins a file when one is full, -G when one is old', async () => {
  const perMegabyte = Math.ceil(1_000_000 / block(1).length);
  const bySize = await run({ batches: [range(1, perMegabyte), [9], [10]], rotation: { megabytes: 1 } });
  assert.deepEqual([bySize['out0']?.length, bySize['out1']], [perMegabyte, [9, 10]]);
  rmSync(directory, { recursive: true });
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-pump-'));
  let time = 0;
  const clock = () => (time += 400);
  const byAge = await run({ batches: [[1], [2], [3], [4], [5], [6]], rotation: { seconds: 2 }, clock });
  assert.ok(Object.keys(byAge).length >= 2);
  assert.deepEqual(Object.values(byAge).flat(), range(1, 6));
});

test('gzip: whole, and readable up to the last flush while it grows', async () => {
  assert.deepEqual(await run({ batches: [range(1, 3000), range(3001, 3003)], compress: true }), {
    out: range(1, 3003),
  });
  const path = join(directory, 'growing');
  const output = openOutput(path, true);
  await output.write(Buffer.concat([sectionBlock(), block(1), block(2)]));
  await output.flush();
  const so_far = gunzipSync(readFileSync(path), { finishFlush: 2 });
  assert.deepEqual(tidsOf(so_far), [1, 2]);
  await output.close();
});

test('a file that cannot be made, and a full disk, are told in words', async () => {
  assert.throws(() => openOutput(join(directory, 'no', 'such'), false), /its directory does not exist/);
  assert.throws(() => openOutput(directory, false), /it is a directory/);
  const full = openOutput('/dev/full', false);
  await assert.rejects(
    full.write(block(1)),
    (error) => error instanceof OutputFailure && !error.isReaderGone && /the disk is full/.test(error.message),
  );
});

test('after a failed write the capture ends with its reason', { timeout: 10_000 }, async () => {
  const files = await CaptureFiles.open({
    path: join(directory, 'x'),
    compress: false,
    rotation: { megabytes: 0, seconds: 0, events: 1, files: 0 },
    header: sectionBlock,
    clock: () => 0,
    date: () => new Date(0),
  });
  const pump = new CapturePump({
    tap: tapOf([[1], [2], [3]], () => undefined),
    files,
    count: 99,
    counts: true,
    drainBytes: 1,
  });
  rmSync(directory, { recursive: true });
  await assert.rejects(pump.run(new AbortController().signal), /its directory does not exist/);
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-pump-'));
});

test('counting blocks', () => {
  const bytes = Buffer.concat([block(1), block(2), block(3)]);
  const one = block(1).length;
  assert.deepEqual(spanOfBlocks(bytes, bytes.length, 2), { events: 2, bytes: 2 * one });
  assert.deepEqual(spanOfBlocks(bytes, bytes.length, 9), { events: 3, bytes: 3 * one });
  assert.deepEqual(spanOfBlocks(bytes, 0, 9), { events: 0, bytes: 0 });
  assert.deepEqual(spanOfBlocks(new Uint8Array(16), 16, 9), { events: 0, bytes: 16 });
});
