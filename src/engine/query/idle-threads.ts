// SPDX-License-Identifier: Apache-2.0
// What is there at the end of a window, as rows without events: the threads in the table, so that tables list idle
// processes with their memory, user and fds; and the fds that processes have open.

import { IDLE_KIND } from '../event/event-kinds.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { FdTable } from '../state/fd-table.js';
import type { Thread } from '../state/thread.js';
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

/** Chunks with one row for each fd that is open, by process. */
export function openFdChunks(capture: Capture, window: TimeWindow): Chunk[] {
  const { store, state } = capture;
  const end = store.rows === 0 ? -1 : rowAt(capture, window.to);
  const isNow = end >= store.rows - 1;
  const chunks: Chunk[] = [];
  // Threads of a process share a table; the main thread stands for them where it is still there.
  const done = new Set<FdTable>();
  for (const thread of threadsAt(capture, isNow ? undefined : end)) {
    const table = thread.fds;
    if (table === undefined || done.has(table)) continue;
    done.add(table);
    const version = isNow ? state.snapshots.versionOf(thread) : state.snapshots.versions.at(thread.version, end);
    const fds = isNow ? [...table.entries()].map(([fd, { id }]): [number, number] => [fd, id]) : table.at(end);
    for (const [fd, id] of fds.sort(([a], [b]) => a - b)) pushFd(chunks, version, fd, id);
  }
  return chunks;
}

/** Threads in the table at event `row`, or now; main threads first. */
function threadsAt({ state }: Capture, row: number | undefined): readonly Thread[] {
  const threads =
    row === undefined
      ? [...state.threads.values()]
      : state.table.everyThread.filter(({ birthRow, deathRow }) => birthRow <= row && row < deathRow);
  const isMain = ({ attributes: { tid, pid } }: Thread) => Number(tid === pid);
  return threads.sort((a, b) => isMain(b) - isMain(a));
}

function pushFd(chunks: Chunk[], version: number, fd: number, id: number): void {
  let chunk = chunks.at(-1);
  if (chunk === undefined || chunk.count === CHUNK_ROWS) {
    chunk = new Chunk(IDLE_BASE + chunks.length * CHUNK_ROWS, 0);
    chunks.push(chunk);
  }
  const i = chunk.count;
  push(chunk, version);
  if (chunk.count === i) return;
  chunk.fd[i] = id;
  chunk.fdNum[i] = fd;
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
