// SPDX-License-Identifier: Apache-2.0
// Sums have bounds: small files that list, describe or claim more than there is memory for. And what has room is all there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { idleChunks } from '../../../src/engine/query/idle-threads.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { Block } from '../../../src/engine/scap/block-types.js';
import { LONG_BLOCK } from '../../../src/engine/scap/long-block.js';
import { captureHeader, processesBlock } from '../../../src/engine/scap/scap-writer.js';
import { containerEvent } from '../../../src/engine/state/container-json.js';
import { ListRoom } from '../../../src/engine/state/list-room.js';
import { NoRawStore } from '../../../src/engine/store/raw-store.js';
import { START } from '../scap/block-writer.js';
import { eventBlockOf } from '../state/event-encoder.js';
import { listed, listedFile } from '../state/world.js';

const NOTHING = { machine: undefined, interfaces: [], users: [], groups: [], processes: [], fds: [] };
const CALL = eventBlockOf('getcwd_x', { res: -2 }, { tid: 1, time: START });
const MIB = 1 << 20;

function capture(room: number): Capture {
  const made = new Capture(new NoRawStore());
  made.state.room = new ListRoom(room);
  return made;
}

function fed(room: number, ...pieces: readonly Uint8Array[]): Capture {
  const made = capture(room);
  for (const piece of pieces) made.feed(piece);
  made.end();
  return made;
}

/** A header that claims a length, and zeros for its content, in pieces. */
function* longBlock(type: number, length: number): Generator<Uint8Array> {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(length, 4);
  yield header;
  const zeros = new Uint8Array(MIB);
  for (let left = length - 12; left > 0; left -= zeros.length) yield zeros.subarray(0, Math.min(left, zeros.length));
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(length, 0);
  yield trailer;
}

test('as many idle threads are rows as there are', () => {
  const processes = Array.from({ length: 70_000 }, (_, i) => listed(i + 1));
  const made = fed(Number.POSITIVE_INFINITY, captureHeader({ ...NOTHING, processes }, 'newest'), CALL);
  const chunks = idleChunks(made, EVERYTHING);
  assert.equal(
    chunks.reduce((sum, { count }) => sum + count, 0),
    70_000,
  );
  assert.deepEqual(made.cautions(), []);
});

test('processes beyond the room are left out and counted, after their texts', () => {
  const args = Array.from({ length: 1000 }, () => 'a');
  const processes = Array.from({ length: 400 }, (_, i) => listed(i + 1, { args }));
  const made = fed(MIB, captureHeader({ ...NOTHING, processes }, 'newest'), CALL);
  const { room, threads } = made.state;
  assert.ok(room.texts > 0 && room.processes > 0);
  assert.equal(threads.size, 400 - room.processes);
  assert.match(made.cautions()[0] ?? '', /no room .*: \d+ listed processes, \d+ lists of arguments and environments$/);
});

test('so are open files, those of processes that were left out too', () => {
  const fds = Array.from({ length: 5000 }, (_, fd) => listedFile(fd, '/data/file'));
  const processes = [listed(1)];
  const made = fed(MIB, captureHeader({ ...NOTHING, processes, fds: [{ tid: 1, fds }] }, 'newest'), CALL);
  assert.ok(made.state.room.fds > 1000);
  assert.equal([...(made.state.threads.get(1)?.fds?.entries() ?? [])].length, 5000 - made.state.room.fds);
});

test('and descriptions of containers', () => {
  const json = (id: number) => JSON.stringify({ container: { id: `c${id}`, labels: { x: 'y'.repeat(1000) } } });
  const events = Array.from({ length: 500 }, (_, id) => containerEvent(json(id), START));
  const made = fed(MIB, captureHeader(NOTHING, 'newest'), ...events, CALL);
  assert.ok(made.state.room.containers > 100);
  assert.equal(made.state.containers.size, 500 - made.state.room.containers);
});

test('a block of a GiB that nobody knows costs no memory', () => {
  const made = capture(MIB);
  made.feed(captureHeader(NOTHING, 'newest'));
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (const piece of longBlock(0x7777, 1 << 30)) {
    made.feed(piece);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  made.feed(CALL);
  made.end();
  assert.ok(most < 64 * MIB, `${most} bytes`);
  assert.equal(made.store.rows, 1);
  assert.equal(made.defect, undefined);
  assert.match(made.cautions()[0] ?? '', /: 1 blocks of more than 32 MiB$/);
});

test('a list of processes that is longer is read as it comes, however it is cut', () => {
  const block = Buffer.from(processesBlock([listed(1, { env: ['X='.padEnd(4000, 'x')] })], 'newest'));
  const entry = block.subarray(8, block.length - 4);
  const entryLength = entry.readUInt32LE(0);
  const copies = Math.ceil((LONG_BLOCK + 1000) / entryLength);
  const body = Buffer.alloc(copies * entryLength);
  for (let i = 0; i < copies; i++) {
    entry.copy(body, i * entryLength, 0, entryLength);
    body.writeBigInt64LE(BigInt(i + 1), i * entryLength + 4);
    body.writeBigInt64LE(BigInt(i + 1), i * entryLength + 12);
  }
  const padding = (4 - (body.length % 4)) % 4;
  const total = 12 + body.length + padding;
  const whole = Buffer.alloc(total);
  whole.writeUInt32LE(Block.PROCESSES_V9, 0);
  whole.writeUInt32LE(total, 4);
  body.copy(whole, 8);
  whole.writeUInt32LE(total, total - 4);
  const stream = Buffer.concat([captureHeader(NOTHING, 'newest'), whole, CALL]);
  for (const size of [stream.length, MIB, 777_777]) {
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
      stream.subarray(i * size, (i + 1) * size),
    );
    const made = fed(Number.POSITIVE_INFINITY, ...pieces);
    assert.equal(made.defect, undefined);
    assert.equal(made.state.threads.size, copies);
    assert.equal(made.state.threads.get(copies)?.attributes.env[0]?.length, 4000);
    assert.equal(made.store.rows, 1);
  }
  const cut = fed(Number.POSITIVE_INFINITY, stream.subarray(0, stream.length >> 1));
  assert.match(cut.defect?.reason ?? '', /^the last block has \d+ of \d+ bytes$/);
});
