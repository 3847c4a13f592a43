// SPDX-License-Identifier: Apache-2.0
// Compressed captures: the same as plain ones, several members in a row are one stream, and a file that breaks off gives
// everything before the break.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { breakReason } from '../../../src/engine/scap/byte-source.js';
import { ScapReader, type ScapSink } from '../../../src/engine/scap/scap-reader.js';
import { concat } from './byte-list.js';
import { FILES_CAPTURE, openSource, plainBytes } from './capture-files.js';
import {
  type Dump,
  dumpBytes,
  dumpSink,
  emptyDump,
  emptyTally,
  hashesOf,
  type Tally,
  tallySink,
} from './event-dump.js';
import { below, random } from './random.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-gzip-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A file through byte source and reader, with what the source itself complains of. */
async function readFile(path: string, sink: ScapSink): Promise<void> {
  const reader = new ScapReader(sink);
  const source = await openSource(path);
  try {
    for await (const chunk of source.chunks()) reader.push(chunk);
    reader.end();
  } catch (error) {
    reader.end(breakReason(error));
  } finally {
    await source.close();
  }
}

async function dumpFile(path: string): Promise<Dump> {
  const dump = emptyDump();
  await readFile(path, dumpSink(dump));
  return dump;
}

async function tallyFile(path: string): Promise<Tally> {
  const tally = emptyTally();
  await readFile(path, tallySink(tally));
  return tally;
}

const plain = plainBytes(FILES_CAPTURE);
const whole = dumpBytes(plain);
const hashes = hashesOf(plain);
/** End of each event's block: where the next one starts. */
const ends = [...whole.offsets.slice(1), plain.length];

/** How many events end at or before an offset of the plain stream. */
function eventsBefore(offset: number): number {
  const index = ends.findIndex((end) => end > offset);
  return index < 0 ? ends.length : index;
}

test('plain and compressed give the same', async () => {
  for (const [name, bytes] of [
    ['plain.scap', plain],
    ['stored.scap.gz', gzipSync(plain, { level: 0 })],
    ['best.scap.gz', gzipSync(plain, { level: 9 })],
  ] as const) {
    const dump = await dumpFile(write(name, bytes));
    assert.deepEqual(dump, whole, name);
  }
});

test('several members are one stream, wherever they divide it', async () => {
  const next = random(7);
  const cuts = [0, ...Array.from({ length: 6 }, () => below(next, plain.length)), plain.length].sort((a, b) => a - b);
  const members = cuts.slice(1).map((end, i) => gzipSync(plain.subarray(cuts[i], end)));
  const dump = await dumpFile(write('members.scap.gz', concat(...members)));
  assert.deepEqual(dump, whole);
});

test('a compressed capture after itself is read twice', async () => {
  const once = gzipSync(plain);
  const dump = await dumpFile(write('twice.scap.gz', concat(once, once)));
  assert.equal(dump.events.length, 2 * whole.events.length);
  assert.deepEqual(dump.defects, []);
});

test('bytes after the last member that are not gzip end it quietly', async () => {
  const dump = await dumpFile(write('tail.scap.gz', concat(gzipSync(plain), new Uint8Array(512))));
  assert.deepEqual(dump.events.length, whole.events.length);
});

test('compressed data that ends early: every event before, one defect', async () => {
  const packed = readFileSync(FILES_CAPTURE);
  const next = random(11);
  for (let i = 0; i < 200; i++) {
    const size = 20 + below(next, packed.length - 28);
    const cut = packed.subarray(0, size);
    const inflated = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
    const dump = await tallyFile(write('cut.scap.gz', cut));
    const expected = eventsBefore(inflated.length);
    assert.equal(dump.events, expected, `cut at ${size}`);
    assert.equal(dump.hash, hashes[expected], `cut at ${size}`);
    assert.equal(dump.defects.length, 1, `cut at ${size}`);
    const [defect] = dump.defects;
    assert.match(defect?.reason ?? '', /compressed data ends early/);
    const offset = defect?.offset ?? -1;
    assert.ok(offset <= inflated.length && offset >= (ends[expected - 1] ?? 0), `cut at ${size}: offset ${offset}`);
  }
});

test('a damaged byte in compressed data: every event before, one defect', async () => {
  const packed = readFileSync(FILES_CAPTURE);
  const next = random(13);
  for (let i = 0; i < 30; i++) {
    const at = 10 + below(next, packed.length - 18);
    const damaged = Uint8Array.from(packed);
    damaged[at] = (damaged[at] as number) ^ (1 << below(next, 8));
    // What a decompressor can yield up to the damage, or beyond it where the damage still decodes.
    const dump = await tallyFile(write('damaged.scap.gz', damaged));
    const sound = gunzipSync(packed.subarray(0, at), { finishFlush: constants.Z_SYNC_FLUSH });
    const expected = eventsBefore(sound.length);
    assert.ok(dump.events >= expected, `byte ${at}: ${dump.events} of ${expected} events`);
    if (dump.events === expected) assert.equal(dump.hash, hashes[expected], `byte ${at}`);
    assert.equal(dump.defects.length, 1, `byte ${at}`);
  }
});
