// SPDX-License-Identifier: Apache-2.0
// The service by itself, over a capture that is there: when a watcher begins, what a slow one gets, what a rude one gets.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Capture } from '../../../../src/engine/ingest/capture.js';
import { WatchService } from '../../../../src/engine/live/service/watch-service.js';
import type { CaptureReport } from '../../../../src/engine/protocol/capture-report.js';
import { type Frame, FrameReader, textOf } from '../../../../src/engine/protocol/service-frames.js';
import { StreamRawStore } from '../../../../src/engine/store/raw-store.js';
import { fromBytes } from '../../query/loaded.js';
import { DEMO_CAPTURE } from '../../scap/capture-files.js';

const BYTES = gunzipSync(readFileSync(DEMO_CAPTURE));
/** Bytes that may wait for a watcher: more than half of the capture. */
const QUEUE = 4 << 20;
const HALF = BYTES.length >> 1;
/** Bytes by which the end is known. */
const TAIL = 50_000;
const REPORT: CaptureReport = {
  drops: { kernel: 0, shim: 0 },
  events: 0,
  bytes: 0,
  narrowed: 0,
  queue: 0,
  cpuMs: 0,
  ms: 0,
  containers: [],
};

let directory = '';
let server: Server;
let path = '';
let service: WatchService;
/** Of the next connection. */
let uid = 0;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-service-'));
  path = join(directory, 'socket');
  service = new WatchService({ group: undefined, owner: undefined }, QUEUE);
  server = createServer((socket) => service.accept(socket, { uid, groups: [uid] }, 0));
  await new Promise<void>((resolve) => server.listen(path, resolve));
});
afterEach(() => {
  service.close('the test is over');
  server.close();
  rmSync(directory, { recursive: true });
});

class Client {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  isClosed = false;

  constructor() {
    this.socket = connect(path);
    const reader = new FrameReader();
    this.socket.on('data', (piece) => this.frames.push(...(reader.push(piece) ?? [])));
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.on('error', () => undefined);
  }

  async until(holds: () => boolean): Promise<void> {
    for (let i = 0; i < 1000; i++) {
      if (holds()) return;
      await sleep(10);
    }
    assert.fail(`it did not happen: ${this.frames.map(({ kind }) => kind).join()}`);
  }

  has(kind: Frame['kind']): Promise<void> {
    return this.until(() => this.frames.some((frame) => frame.kind === kind));
  }

  get blocks(): Buffer {
    return Buffer.concat(this.frames.filter(({ kind }) => kind === 'blocks').map(({ content }) => content));
  }
}

async function client(user = 0): Promise<Client> {
  uid = user;
  const made = new Client();
  await made.has('hello');
  return made;
}

function feed(from: number, to: number, step = 100_000): void {
  for (let at = from; at < to; at += step) {
    assert.equal(service.feed(BYTES.subarray(at, Math.min(to, at + step))), undefined);
  }
}

test('who comes later gets the machine as it is, and then every event', async () => {
  feed(0, HALF);
  const watcher = await client();
  feed(HALF, BYTES.length);
  const whole = fromBytes(BYTES);
  await watcher.until(() => watcher.blocks.subarray(-TAIL).equals(BYTES.subarray(-TAIL)));
  const seen = fromBytes(watcher.blocks);
  const alive = (capture: typeof whole) => [...capture.state.threads.keys()].sort((a, b) => a - b);
  assert.deepEqual(alive(seen), alive(whole));
  assert.equal(seen.sections.length, 1);
});

test('another user gets nothing of processes that nobody can prove to be that user’s', async () => {
  feed(0, HALF);
  const watcher = await client(54_321);
  feed(HALF, BYTES.length);
  for (let i = 0; i < 3; i++) service.report(REPORT, i);
  await watcher.has('report');
  const seen = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  seen.feed(watcher.blocks);
  assert.equal(seen.sections.length, 1);
  assert.equal(seen.state.threads.size, 0);
  assert.ok(!watcher.blocks.includes('/usr/bin/'));
  assert.match(
    textOf(watcher.frames.find(({ kind }) => kind === 'report')?.content ?? new Uint8Array(0)),
    /"limited":true/,
  );
});

test('who does not read is not waited for: events are left out, and counted', async () => {
  feed(0, HALF);
  const watcher = await client();
  feed(HALF, BYTES.length);
  await watcher.has('blocks');
  watcher.socket.pause();
  for (let i = 0; i < 4; i++) {
    feed(0, BYTES.length, 1 << 18);
    // What is written goes to the socket between two turns of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  watcher.socket.resume();
  let isWhole = false;
  for (let i = 0; i < 500 && !isWhole; i++) {
    service.report(REPORT, i);
    await sleep(10);
    const last = watcher.frames.findLast(({ kind }) => kind === 'report');
    isWhole = last !== undefined && /"shim":[1-9]/.test(textOf(last.content));
  }
  assert.ok(isWhole, 'the loss was not reported');
});

test('a word from one who watches is the last', async () => {
  const watcher = await client();
  watcher.socket.write('GET / HTTP/1.1\r\n\r\n');
  await watcher.until(() => watcher.isClosed);
  assert.match(textOf(watcher.frames.at(-1)?.content ?? new Uint8Array(0)), /takes no words/);
  assert.equal((await client()).frames[0]?.kind, 'hello');
});

test('one too many is refused', async () => {
  const present = [await client(7), await client(7), await client(7), await client(7)];
  const fifth = await client(7);
  await fifth.until(() => fifth.isClosed);
  assert.match(textOf(fifth.frames.at(-1)?.content ?? new Uint8Array(0)), /4 of this user are watching/);
  present[0]?.socket.destroy();
  await fifth.until(() => present[0]?.isClosed === true);
  await sleep(20);
  const next = await client(7);
  assert.deepEqual(
    next.frames.map(({ kind }) => kind),
    ['hello'],
  );
});
