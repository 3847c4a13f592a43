// SPDX-License-Identifier: Apache-2.0
// Where captures are written to: plain and compressed files, devices, what cannot be written; the files of a recording.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { OutputFailure, openOutput } from '../../../src/engine/scap/block-output.js';
import { CaptureFiles } from '../../../src/engine/scap/capture-files.js';
import { eventType } from '../../../src/engine/scap/event-types.js';
import type { Rotation } from '../../../src/engine/scap/recording-names.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { eventBlock, sectionBlock } from '../../../src/engine/scap/scap-writer.js';
import { partialSink } from './partial-sink.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-output-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const CLOSE = eventType('close_e').id;
const block = (tid: number) => eventBlock({ cpu: 0, time: 1n, tid, type: CLOSE, params: [new Uint8Array(8)] });

function tidsOf(bytes: Uint8Array): readonly number[] {
  const tids: number[] = [];
  const reader = new ScapReader(partialSink({ event: (cursor) => tids.push(cursor.tid) }));
  reader.push(bytes);
  reader.end();
  return tids;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Writes the events one by one; the tids of each file, by its name. */
async function written(tids: readonly number[], given: Partial<Rotation>, clock = () => 0) {
  const rotation = { megabytes: 0, seconds: 0, events: 0, files: 0, ...given };
  const path = join(directory, 'out');
  const header = sectionBlock;
  const files = await CaptureFiles.open({ path, compress: false, rotation, header, clock, date: () => new Date(0) });
  for (const tid of tids) {
    await files.rotateIfDue();
    await files.write(block(tid), 1);
  }
  await files.close();
  return Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, tidsOf(readFileSync(join(directory, name)))]),
  );
}

test('a new file after a number of events, in a ring of names', async () => {
  assert.deepEqual(await written(range(1, 9), { events: 3 }), { out0: [1, 2, 3], out1: [4, 5, 6], out2: [7, 8, 9] });
  const ring = await written(range(1, 25), { events: 2, files: 11 });
  assert.deepEqual([ring['out0'], ring['out1'], ring['out2']], [[23, 24], [25], [5, 6]]);
});

test('a file when one is full, or old', async () => {
  const perMegabyte = Math.ceil(1_000_000 / block(1).length);
  const bySize = await written(range(1, perMegabyte + 2), { megabytes: 1 });
  assert.deepEqual(Object.values(bySize).flat(), range(1, perMegabyte + 2));
  assert.equal(Object.keys(bySize).length, 2);
  rmSync(directory, { recursive: true });
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-output-'));
  let time = 0;
  const byAge = await written(range(1, 6), { seconds: 2 }, () => (time += 400));
  assert.ok(Object.keys(byAge).length >= 2);
  assert.deepEqual(Object.values(byAge).flat(), range(1, 6));
});

test('gzip: readable up to the last flush while it grows', async () => {
  const path = join(directory, 'growing');
  const output = openOutput(path, true);
  await output.write(Buffer.concat([sectionBlock(), block(1), block(2)]));
  await output.flush();
  const so_far = gunzipSync(readFileSync(path), { finishFlush: 2 });
  assert.deepEqual(tidsOf(so_far), [1, 2]);
  await output.close();
});

test('a file that cannot be made, and a full disk, are reported', async () => {
  assert.throws(() => openOutput(join(directory, 'no', 'such'), false), /its directory does not exist/);
  assert.throws(() => openOutput(directory, false), /it is a directory/);
  const full = openOutput('/dev/full', false);
  await assert.rejects(
    full.write(block(1)),
    (error) => error instanceof OutputFailure && !error.isReaderGone && /the disk is full/.test(error.message),
  );
});
