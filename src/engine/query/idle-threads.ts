// SPDX-License-Identifier: Apache-2.0
// The threads that are in the table at the end of a window, each as one row without an event, so that tables list idle
// processes with their memory, user and fds.

import type { TimeWindow } from '../pipeline/protocol.js';
import type { Thread } from '../state/thread.js';
import type { Capture } from '../store/capture.js';
import { IDLE_KIND } from '../store/event-kinds.js';
import { CHUNK_ROWS, Chunk, IDLE_BASE } from '../store/event-store.js';

/** A chunk with one row per thread; undefined where there are none. At most CHUNK_ROWS threads. */
export function idleChunk(capture: Capture, window: TimeWindow): Chunk | undefined {
  const { store, state } = capture;
  if (store.rows === 0) return undefined;
  const end = rowAt(capture, window.to);
  const chunk = new Chunk(IDLE_BASE, 0);
  const isNow = end >= store.rows - 1;
  if (isNow) {
    for (const thread of state.threads.values()) push(chunk, state.snapshots.versionOf(thread));
  } else {
    for (const thread of state.table.everyThread) {
      if (thread.birthRow > end || thread.deathRow <= end) continue;
      push(chunk, state.snapshots.versions.at(thread.version, end));
    }
  }
  return chunk.count === 0 ? undefined : chunk;
}

/** A chunk with one row, for a thread as it is now. */
export function threadChunk({ state }: Capture, thread: Thread): Chunk | undefined {
  const chunk = new Chunk(IDLE_BASE, 0);
  push(chunk, state.snapshots.versionOf(thread));
  return chunk.count === 0 ? undefined : chunk;
}

function push(chunk: Chunk, version: number): void {
  if (chunk.count === CHUNK_ROWS || version === 0) return;
  const i = chunk.count++;
  chunk.kind[i] = IDLE_KIND;
  chunk.version[i] = version;
  chunk.fdNum[i] = -1;
  chunk.result[i] = Number.NaN;
  chunk.latency[i] = Number.NaN;
  chunk.time[i] = Number.NaN;
}

/** The last row at or before a time; file order is nearly time order. */
export function rowAt(capture: Capture, time: number): number {
  const { store } = capture;
  if (time === Number.POSITIVE_INFINITY) return store.rows - 1;
  for (let c = store.chunks.length - 1; c >= 0; c--) {
    const chunk = store.chunks[c];
    if (chunk === undefined || chunk.minTime > time) continue;
    for (let i = chunk.count - 1; i >= 0; i--) {
      if ((chunk.time[i] as number) <= time) return chunk.base + i;
    }
  }
  return -1;
}
