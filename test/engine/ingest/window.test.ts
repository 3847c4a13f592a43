// SPDX-License-Identifier: Apache-2.0
// A capture of which a window is shown: the same events as without it, the same threads and descriptors, nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture, type EpochWindow } from '../../../src/engine/ingest/capture.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { readCapture } from '../../fixtures/shifted-capture.js';
import { FILES_CAPTURE } from '../scap/capture-files.js';

const BYTES = readCapture(FILES_CAPTURE);
const CHUNK = 1 << 16;

function read(window?: EpochWindow): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.window = window;
  for (let at = 0; at < BYTES.length && !capture.stopped; at += CHUNK) capture.feed(BYTES.subarray(at, at + CHUNK));
  return capture;
}

/** What is shown, a line an event. */
function lines(capture: Capture, isShown: (time: number) => boolean): readonly string[] {
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const view = new RowView(capture);
  const all = Array.from({ length: list.length }, (_, n) => list.row(n));
  return all.flatMap((row) => {
    assert.ok(view.moveToRow(row));
    const { thread, time } = view;
    return isShown(time) ? [`${row} ${time} ${thread?.comm} ${thread?.exe} ${view.fd?.name ?? ''}`] : [];
  });
}

test('events of a window are what they are in the whole capture', () => {
  const whole = read();
  const { from, to } = whole.store.span();
  const [start, end] = [from + (to - from) * 0.4, from + (to - from) * 0.5].map(Math.round) as [number, number];
  const { baseTime } = whole.state;
  const part = read({ from: baseTime + BigInt(start), to: baseTime + BigInt(end) });
  const wanted = lines(whole, (time) => time >= start && time <= end);
  assert.ok(wanted.length > 100 && wanted.length < whole.store.rows / 2);
  assert.deepEqual(
    lines(part, () => true),
    wanted,
  );
  const held = part.store.span();
  assert.ok(held.from >= start && held.to <= end);
  assert.equal(part.skipped, 0, 'nothing is said to have been skipped');
});

test('what comes a second after a window is not read', () => {
  const whole = read();
  const { baseTime } = whole.state;
  const start = read({ from: baseTime, to: baseTime + 1000n });
  assert.ok(start.stopped && start.offset < whole.offset && start.newest > 1e9);
  const early = read({ from: baseTime - 10_000_000_000n, to: baseTime - 5_000_000_000n });
  assert.deepEqual([early.stopped, lines(early, () => true).length], [true, 0]);
});
