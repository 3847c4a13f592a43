// SPDX-License-Identifier: Apache-2.0
// Export of events, in memory that does not grow with them.

import { type EventBatch, EventExport } from '../engine/export/event-export.js';
import type { ExportColumn } from '../engine/export/export-columns.js';
import type { Capture } from '../engine/ingest/capture.js';
import { lineNeeds } from '../engine/query/stream-needs.js';
import { KEPT_BYTES, SPARE_ENTRIES } from '../engine/query/stream-view.js';
import { failure, ok, type Result } from '../engine/result.js';
import { notify } from './complain.js';
import { type EventTaker, openTaker } from './export-takers.js';
import type { Target } from './export-target.js';
import { userFilter } from './filter-words.js';
import { latencyNotes } from './latency-note.js';
import { openTextInput, type TextInput } from './open-input.js';
import type { Options } from './options.js';
import { retiredNotes } from './retired-notes.js';
import { countsFromEnd, isPast, windowOf } from './time-window.js';

/** The error is a sentence; the value are lines for standard error. */
export async function exportEvents(
  options: Options,
  columns: readonly ExportColumn[],
  target: Target,
): Promise<Result<readonly string[], string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const uses = columns.map(({ use }) => use);
  for (const note of retiredNotes(filter.value, uses)) notify(`sysdrill: ${note}`);
  const needs = lineNeeds(uses, filter.value?.plan);
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  const held = needsEnd ? options.memory : KEPT_BYTES;
  const input = await openTextInput(options, { rawBudget: held, budget: held });
  if (!input.ok) return input;
  const { capture } = input.value;
  const opened = await openTaker(target, { options, columns, capture });
  if (!opened.ok) return opened;
  const taker = opened.value;
  const run = new ExportRun(input.value, taker, { ...options, columns, filter: filter.value });
  await input.value.read(async () => {
    if (needsEnd || !capture.isStartKnown) return true;
    const goesOn = await run.advance();
    if (needs.past === 'none') capture.drain(SPARE_ENTRIES);
    else capture.trim(KEPT_BYTES);
    return goesOn;
  });
  await run.advance();
  if (run.problem !== undefined) return failure(run.problem);
  const closed = await taker.close().catch((error: unknown) => failure((error as Error).message));
  if (!closed.ok) return closed;
  const lines = closed.value;
  return ended(
    input.value,
    lines,
    latencyNotes(options, capture, [...options.words, ...columns.map(({ name }) => name)]),
  );
}

function ended(
  { capture, name, warning }: TextInput,
  lines: readonly string[],
  notes: readonly string[],
): Result<readonly string[], string> {
  if (capture.store.rows === 0 && capture.defect !== undefined) return failure(`${name}: ${capture.defect.reason}`);
  const said = warning();
  return ok([...notes, ...lines, ...(said === undefined ? [] : [said])]);
}

interface RunOptions extends Options {
  readonly columns: readonly ExportColumn[];
  readonly filter: ConstructorParameters<typeof EventExport>[1]['filter'];
}

/** Hands out what has come, within the window. */
class ExportRun {
  problem: string | undefined;
  readonly #capture: Capture;
  readonly #taker: EventTaker;
  readonly #options: RunOptions;
  #events: EventExport | undefined;
  #to = Number.POSITIVE_INFINITY;
  #wantsMore = true;

  constructor({ capture }: TextInput, taker: EventTaker, options: RunOptions) {
    this.#capture = capture;
    this.#taker = taker;
    this.#options = options;
  }

  async advance(): Promise<boolean> {
    if (!this.#wantsMore || this.#capture.store.rows === 0) return this.#wantsMore;
    this.#events ??= this.#start();
    this.#wantsMore = (await this.#events?.advance((batch) => this.#take(batch))) ?? false;
    this.#wantsMore &&= !isPast(this.#capture, { from: 0, to: this.#to });
    return this.#wantsMore;
  }

  /** A full disk is reported, not thrown. */
  async #take(batch: EventBatch): Promise<boolean> {
    try {
      return await this.#taker.take(batch);
    } catch (error) {
      this.problem = (error as Error).message;
      return false;
    }
  }

  /** The window counts from the first event: it is known once. */
  #start(): EventExport | undefined {
    const window = windowOf(this.#options, this.#capture);
    if (!window.ok) {
      this.problem = window.error;
      return undefined;
    }
    this.#to = window.value.to;
    return new EventExport(this.#capture, { ...this.#options, window: window.value });
  }
}
