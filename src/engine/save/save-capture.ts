// SPDX-License-Identifier: Apache-2.0
// Saves what a filter and a time window keep of a capture as a capture of its own, with the state that explains it: what
// saveCapture of the engine does for the interface, and `-r FILE -w FILE` on the command line. Two ways: saveCapture takes
// everything that a store holds; StreamSaver follows a file while it is read, in memory that does not grow with it.

import { statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Capture } from '../ingest/capture.js';
import type { SavedCapture } from '../protocol/protocol.js';
import { failure, ok, type Result } from '../result.js';
import { OutputFailure } from '../scap/block-output.js';
import { Relevance } from './relevance.js';
import { type FileOptions, KeptWriter } from './save-capture-blocks.js';
import { type KeptOptions, KeptRows } from './save-capture-rows.js';

export interface SaveOptions extends KeptOptions, FileOptions {
  /** Files that must not be written to: those that the capture is read from. */
  readonly sources: readonly string[];
}

/** With the number of files, which only rotation makes more than one. */
export interface Saved extends SavedCapture {
  readonly files: number;
  /** Lines about what was hidden. */
  readonly notes: readonly string[];
}

/** Saves what the store holds now; the error is a message for the user, and nothing was written then. */
export async function saveCapture(capture: Capture, options: SaveOptions): Promise<Result<Saved, string>> {
  const problem = sourceProblem(options);
  if (problem !== undefined) return failure(problem);
  const { store } = capture;
  const kept = new KeptRows(capture, options);
  const writer = new KeptWriter(capture, kept, options);
  const lost = options.window.from < store.span().from ? store.evicted : 0;
  const rows = store.rows;
  // Live, chunks leave the store meanwhile: these stay, and what is missing of their bytes is counted.
  const chunks = [...store.chunks];
  return finished(writer, lost, async () => {
    while (kept.next < rows && kept.step()) await nextTurn();
    if (store.evicted === 0) leaveOut(capture, kept, writer, options);
    for (let c = 0; c < chunks.length; c++) await writer.write(chunks.slice(c), kept.lastShown);
  });
}

/** Saves while the capture is being read; the oldest chunks leave the store when they are written. */
export class StreamSaver {
  readonly #capture: Capture;
  readonly #kept: KeptRows;
  readonly #writer: KeptWriter;
  readonly #budget: number;
  readonly #options: SaveOptions;
  readonly #problem: string | undefined;
  #failure: unknown;

  /** `budget`: bytes of columns and events that may be held. */
  constructor(capture: Capture, options: SaveOptions, budget: number) {
    this.#capture = capture;
    this.#budget = budget;
    this.#options = options;
    this.#problem = sourceProblem(options);
    this.#kept = new KeptRows(capture, options);
    this.#writer = new KeptWriter(capture, this.#kept, options);
  }

  /** To be called when events have come; false when no more are wanted. */
  async step(): Promise<boolean> {
    if (this.#problem !== undefined || this.#failure !== undefined) return false;
    while (this.#kept.step());
    const { store } = this.#capture;
    try {
      while (this.#capture.memoryBytes > this.#budget && store.chunks.length > 1) await this.#release();
    } catch (error) {
      this.#failure = error;
      return false;
    }
    return !this.#kept.isFull;
  }

  async finish(): Promise<Result<Saved, string>> {
    if (this.#problem !== undefined) return failure(this.#problem);
    return finished(this.#writer, 0, async () => {
      if (this.#failure !== undefined) throw this.#failure;
      while (this.#kept.step());
      if (this.#capture.store.evicted === 0) leaveOut(this.#capture, this.#kept, this.#writer, this.#options);
      const { chunks } = this.#capture.store;
      for (let c = 0; c < chunks.length; c++) await this.#writer.write(chunks.slice(c), this.#kept.lastShown);
    });
  }

  async #release(): Promise<void> {
    const { store } = this.#capture;
    const [oldest] = store.chunks;
    if (oldest === undefined) return;
    const waiting = this.#kept.settle(oldest);
    this.#writer.keepWaiting(oldest, waiting);
    await this.#writer.write(store.chunks, Number.POSITIVE_INFINITY);
    this.#kept.retire(oldest);
    this.#capture.evictOldest();
  }
}

/**
 * Leaves out whom a filter's events do not speak of. Without a filter everybody is in the part: those that were idle, too.
 * Only where everything is held: what is written already had to be complete for whatever came.
 */
function leaveOut(capture: Capture, kept: KeptRows, writer: KeptWriter, { filter }: SaveOptions): void {
  if (filter === undefined) return;
  const relevance = new Relevance(capture, kept);
  kept.prune((chunk, i) => relevance.needs(chunk, i));
  writer.relevance = relevance;
}

async function finished(writer: KeptWriter, lost: number, write: () => Promise<void>): Promise<Result<Saved, string>> {
  try {
    await write();
    if (writer.events === 0) {
      writer.abandon();
      return failure('no event passes the filter: there is nothing to save');
    }
    await writer.close();
  } catch (error) {
    writer.abandon();
    if (error instanceof OutputFailure) return failure(error.message);
    throw error;
  }
  const { events, stateEvents, bytes, files, notes } = writer;
  return ok({ events, stateEvents, bytes, files, notes, missing: lost + writer.missing });
}

/** A capture is never written over itself: the events behind those that are read would be gone. */
function sourceProblem({ path, sources }: SaveOptions): string | undefined {
  const target = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (target === undefined) return undefined;
  for (const source of sources) {
    const other = source === '-' ? undefined : statSync(source, { throwIfNoEntry: false });
    if (other !== undefined && other.dev === target.dev && other.ino === target.ino) {
      return `${path} is the capture that is being read: choose another name`;
    }
  }
  return undefined;
}
