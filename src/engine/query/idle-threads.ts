// SPDX-License-Identifier: Apache-2.0
// What is there at the end of a window, as rows without events: the threads in the table, so that tables list idle
// processes with their memory, user and fds; and the fds that processes have open.

import type { View } from '../../views/view.js';
import { IDLE_KIND } from '../event/event-kinds.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { FdTable } from '../state/fd-table.js';
import type { Thread } from '../state/thread.js';
import { CHUNK_ROWS, type Chunk, type EventStore, IDLE_BASE } from '../store/event-store.js';
import type { OpenColumns } from '../store/open-columns.js';

/** Chunks with one row per thread; none where there are no events yet. */
export function idleChunks(capture: Capture, window: TimeWindow): readonly Chunk[] {
  const { store, state } = capture;
  if (store.rows === 0) return [];
  const end = rowAt(capture, window.to);
  const isNow = end >= store.rows - 1;
  const chunks = new ThreadChunks(store, end, isNow ? state.threads.size : state.table.everyThread.length);
  if (isNow) {
    for (const thread of state.threads.values()) chunks.add(state.snapshots.versionOf(thread));
  } else {
    for (const thread of state.table.everyThread) {
      if (thread.birthRow > end || thread.deathRow <= end) continue;
      chunks.add(state.snapshots.versions.at(thread.version, end));
    }
  }
  return chunks.all;
}

class ThreadChunks {
  readonly all: Chunk[] = [];
  readonly #store: EventStore;
  readonly #asOf: number;
  /** Threads that may still come. */
  #left: number;

  constructor(store: EventStore, asOf: number, most: number) {
    this.#store = store;
    this.#asOf = asOf;
    this.#left = most;
  }

  add(version: number): void {
    if (version === 0) return;
    let chunk = this.all.at(-1);
    if (chunk === undefined || chunk.count === chunk.open?.time.length) {
      const rows = Math.max(1, Math.min(this.#left, CHUNK_ROWS));
      chunk = this.#store.sideChunk(IDLE_BASE + this.all.length * CHUNK_ROWS, rows);
      chunk.asOf = this.#asOf;
      this.all.push(chunk);
    }
    this.#left--;
    push(chunk, version);
  }
}

/** Chunks with one row for each fd that is open, by process. */
function openFdChunks(capture: Capture, window: TimeWindow): Chunk[] {
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
    const fds = isNow ? table.entries() : table.at(end);
    for (const entry of fds) pushFd(store, chunks, version, entry);
  }
  return chunks;
}

/** A chunk with one row for each core that the recorder speaks of: one that computes makes no events. */
function coreChunks({ state, store }: Capture, window: TimeWindow): readonly Chunk[] {
  const cpus = state.hostSamples.at(window.to)?.cpus ?? [];
  const chunk = store.sideChunk(IDLE_BASE, Math.max(1, cpus.length));
  const { open } = chunk;
  if (open === undefined || cpus.length === 0) return [];
  for (const { cpu } of cpus) {
    if (cpu === undefined) continue;
    if (cpu > store.maxCpu) store.maxCpu = cpu;
    pushEmpty(chunk, open);
    open.cpu[chunk.count - 1] = cpu;
  }
  return [chunk];
}

/** Whether a view has rows without events alone. */
export function isOfState({ ofOpenFds, ofThreads }: View): boolean {
  return ofOpenFds === true || ofThreads === true;
}

/** The rows without events that a view has besides: fds that are open, or threads, at the end of the window. */
export function rowsWithoutEvents(capture: Capture, view: View, window: TimeWindow): readonly Chunk[] {
  if (view.ofOpenFds === true) return openFdChunks(capture, window);
  if (view.includesIdle === true && view.key === 'evt.cpu') return coreChunks(capture, window);
  return view.includesIdle === true || view.ofThreads === true ? idleChunks(capture, window) : [];
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

function pushFd(store: EventStore, chunks: Chunk[], version: number, [fd, id]: readonly [number, number]): void {
  let chunk = chunks.at(-1);
  if (chunk === undefined || chunk.count === CHUNK_ROWS) {
    chunk = store.sideChunk(IDLE_BASE + chunks.length * CHUNK_ROWS, CHUNK_ROWS);
    chunks.push(chunk);
  }
  const i = chunk.count;
  push(chunk, version);
  if (chunk.count === i) return;
  const { open } = chunk;
  if (open === undefined) return;
  open.fd[i] = id;
  open.fdNum[i] = fd;
}

/** A chunk with one row, for a thread as it is now. */
export function threadChunk({ state, store }: Capture, thread: Thread): Chunk | undefined {
  const chunk = store.sideChunk(IDLE_BASE, 1);
  chunk.asOf = store.rows - 1;
  push(chunk, state.snapshots.versionOf(thread));
  return chunk.count === 0 ? undefined : chunk;
}

function push(chunk: Chunk, version: number): void {
  const { open } = chunk;
  if (open === undefined || chunk.count === open.time.length || version === 0) return;
  pushEmpty(chunk, open);
  open.version[chunk.count - 1] = version;
}

function pushEmpty(chunk: Chunk, open: OpenColumns): void {
  const i = chunk.count++;
  open.kind[i] = IDLE_KIND;
  open.fdNum[i] = -1;
  open.result[i] = Number.NaN;
  open.latency[i] = Number.NaN;
  open.time[i] = Number.NaN;
}

/** The last row at or before a time; file order is nearly time order. */
export function rowAt(capture: Capture, time: number): number {
  const { store } = capture;
  if (time === Number.POSITIVE_INFINITY) return store.rows - 1;
  for (let c = store.chunks.length - 1; c >= 0; c--) {
    const chunk = store.chunks[c];
    if (chunk === undefined || chunk.minTime > time) continue;
    const times = chunk.time;
    for (let i = chunk.count - 1; i >= 0; i--) {
      if ((times[i] as number) <= time) return chunk.base + i;
    }
  }
  return -1;
}
