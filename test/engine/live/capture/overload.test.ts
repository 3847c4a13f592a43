// SPDX-License-Identifier: Apache-2.0
// A machine with eight times as many busy processes as cores, one of them making system calls without a pause, watched with
// a window over everything: the engine is up to date or says what it skipped, its memory keeps its bound, and every event is
// shown or lost for a reason that is counted. SYSDRILL_OVERLOAD_SECONDS=300 watches for longer, and prints what it saw.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { suite, test } from 'node:test';
import { Capture } from '../../../../src/engine/ingest/capture.js';
import { captureProgress } from '../../../../src/engine/ingest/capture-progress.js';
import { lagOf } from '../../../../src/engine/ingest/catch-up.js';
import { type LiveSource, startCapture } from '../../../../src/engine/pipeline/live-source.js';
import { StreamRawStore } from '../../../../src/engine/store/raw-store.js';
import { CountedSource } from '../../../fixtures/counted-source.js';
import { compileFixture, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { tableNumbers } from '../../../fixtures/table-numbers.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const SECONDS = Number(process.env['SYSDRILL_OVERLOAD_SECONDS'] ?? 6);
const PROCESSES = 8 * cpus().length;
const MEMORY = 256e6;
/** The row store drops whole chunks. */
const CHUNK = 16e6;
/** A refresh takes a fifth of the time at most. */
const REST = 4;
/** ns behind at which nothing of the load is left in the pipe. */
const CAUGHT_UP = 2e9;

/** In sessions of their own, as programs of different users are: the scheduler then shares the cores by session. */
function startLoad(program: string): readonly ChildProcess[] {
  const options = { stdio: 'ignore', detached: true } as const;
  const spinners = Array.from({ length: PROCESSES - 1 }, () => spawn(program, ['spin', '100000000'], options));
  return [spawn(program, ['mixed', '1000000000'], options), ...spinners];
}

async function endLoad(load: readonly ChildProcess[]): Promise<void> {
  for (const child of load.filter(({ signalCode }) => signalCode === null)) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

interface Seen {
  readonly capture: Capture;
  readonly counted: CountedSource;
  readonly live: LiveSource;
  readonly lags: readonly number[];
  /** Most bytes that the engine held. */
  readonly memory: number;
  readonly refreshes: number;
}

/** Reads as the engine does, with a table over everything that is made again and again; ends when it has caught up. */
async function watch(live: LiveSource, load: readonly ChildProcess[]): Promise<Seen> {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  const counted = new CountedSource(live.source);
  const lags: number[] = [];
  const end = Date.now() + SECONDS * 1000;
  let [memory, refreshAt, refreshes] = [0, 0, 0];
  for await (const _ of captureProgress(counted.source, capture, { bytes: MEMORY, beyond: 'leave', live: true })) {
    memory = Math.max(memory, capture.memoryBytes);
    const now = Date.now();
    const lag = lagOf(capture, now);
    if (!capture.skips) lags.push(lag);
    if (now > end) {
      await endLoad(load);
      if (lag < CAUGHT_UP) live.stop();
    }
    if (now < refreshAt || now > end) continue;
    tableNumbers(capture, { view: 'procs', columns: ['CPU', 'CALLS'] });
    refreshAt = Date.now() + Math.max(1000, REST * (Date.now() - now));
    refreshes++;
  }
  return { capture, counted, live, lags, memory, refreshes };
}

suite('a machine at its limit', { skip }, () => {
  test('is shown up to date, and what is missing is counted by its cause', async () => {
    const load = startLoad(compileFixture('count.c'));
    let seen: Seen;
    try {
      const started = await startCapture([process.execPath, MAIN, 'capture', '-w', '-']);
      assert.ok(started.ok, started.ok ? '' : started.error);
      seen = await watch(started.value, load);
    } finally {
      await endLoad(load);
    }
    const { capture, counted, live, lags, memory, refreshes } = seen;
    const { drops, events } = live.report();
    const { rows, evicted, chunks } = capture.store;
    const held = chunks.reduce((sum, { count }) => sum + count, 0);
    assert.equal(capture.defect, undefined);
    assert.ok(counted.events > 0 && refreshes > 0);
    // Its last report may be missing where the machine gave it no time.
    assert.ok(counted.events >= events, `${events} handed over, ${counted.events} came`);
    assert.equal(rows, counted.events + counted.own, 'every event has a number');
    // Skipped ones have a number, and no row; those that left memory may be among them.
    assert.ok(held + capture.skipped <= rows, `${held} held, ${capture.skipped} skipped of ${rows}`);
    assert.ok(held + capture.skipped + evicted >= rows, `${held} held, ${evicted} gone of ${rows}`);
    assert.ok(
      lags.every((lag) => lag <= 5e9),
      `${Math.max(...lags) / 1e9} s behind without skipping`,
    );
    assert.ok(memory <= MEMORY + CHUNK, `${memory} bytes`);
    const figures = { seconds: SECONDS, events, ...drops, evicted, skipped: capture.skipped, memory, refreshes };
    console.log(JSON.stringify({ ...figures, behind: Math.max(...lags) / 1e9, rss: process.memoryUsage().rss }));
  });
});
