// SPDX-License-Identifier: Apache-2.0
// -p: every event that passes the filter as a line, while the capture is read or runs. Memory does not grow with it.

import { Trait } from '../engine/event/event-kinds.js';
import type { EventView } from '../engine/event/event-view.js';
import type { CompiledFilter } from '../engine/filter/compile.js';
import { CONTAINER_FORMAT, expandEscapes, KUBERNETES_FORMAT, PLAIN_FORMAT } from '../engine/format/default-formats.js';
import { compileFormat, type LineFormat } from '../engine/format/format.js';
import type { Capture, Onlooker } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { PassingEvent } from '../engine/query/passing-event.js';
import { rowFilter, shownTest } from '../engine/query/row-filter.js';
import { RowScan } from '../engine/query/row-scan.js';
import { RowView } from '../engine/query/row-view.js';
import { lineNeeds } from '../engine/query/stream-needs.js';
import { KEPT_BYTES, SPARE_ENTRIES } from '../engine/query/stream-view.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { EventCursor } from '../engine/scap/event-cursor.js';
import { CHUNK_ROWS, RowFlag } from '../engine/store/event-store.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { notify } from './complain.js';
import { namesOf, userFilter } from './filter-words.js';
import { latencyNotes } from './latency-note.js';
import { openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { retiredNotes } from './retired-notes.js';
import { countsFromEnd, isPast, windowOf } from './time-window.js';

/** Prints; the error is a message for the user. Resolves to a warning where the capture ended early. */
export async function printEvents(options: Options): Promise<Result<string | undefined, string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const format = lineFormat(options);
  if (!format.ok) return format;
  for (const note of retiredNotes(filter.value, format.value.fields)) notify(`sysdrill: ${note}`);
  const needs = lineNeeds(format.value.fields, filter.value?.plan);
  const passes = filter.value === undefined && needs.past === 'none' && isWhole(options);
  const input = await openTextInput(options, { rawBudget: KEPT_BYTES, budget: KEPT_BYTES });
  if (!input.ok) return input;
  const opened = input.value;
  const { capture } = opened;
  const lines = new Lines(format.value, options);
  const printer = new Printer(capture, filter.value, lines, options);
  if (passes) capture.onlooker = new PassingPrinter(capture, lines, options.internal, () => printer.printNew());
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  await opened.read(() => {
    if (needsEnd || !capture.isStartKnown) return true;
    const goOn = printer.printNew();
    if (options.read.length === 0) lines.output.flush();
    if (needs.past === 'none') capture.drain(SPARE_ENTRIES);
    else capture.trim(KEPT_BYTES);
    return goOn;
  });
  printer.printNew();
  lines.output.flush();
  const asked = [...options.words, ...format.value.fields.map(({ field }) => field.name)];
  for (const note of latencyNotes(options, capture, asked)) notify(`sysdrill: ${note}`);
  if (printer.problem !== undefined) return failure(printer.problem);
  if (capture.store.rows === 0 && capture.defect !== undefined) {
    return failure(`${opened.name}: ${capture.defect.reason}`);
  }
  return ok(opened.warning());
}

function isWhole({ from, to, seconds }: Options): boolean {
  return from === undefined && to === undefined && !Number.isFinite(seconds);
}

function lineFormat(options: Options): Result<LineFormat, string> {
  const text =
    options.print ?? (options.pods ? KUBERNETES_FORMAT : options.containers ? CONTAINER_FORMAT : PLAIN_FORMAT);
  const compiled = compileFormat(expandEscapes(text), {
    ...DEFAULT_PRINT,
    buffers: options.buffers,
    maxBuffer: options.verbose ? 0 : DEFAULT_PRINT.maxBuffer,
    time: options.time,
    portName: namesOf(options).portName,
  });
  return compiled.ok ? ok(compiled.value) : failure(compiled.error.message);
}

/** Writes lines, as many as are wanted. */
class Lines {
  readonly output: Output;
  readonly #format: LineFormat;
  readonly #isJson: boolean;
  #left: number;

  constructor(format: LineFormat, options: Options) {
    const { json, count } = options;
    this.output = new Output(options);
    this.#format = format;
    this.#isJson = json;
    this.#left = count;
  }

  /** Nothing more is to be written. */
  get isDone(): boolean {
    return this.#left <= 0 || this.output.closed;
  }

  print(event: EventView): void {
    this.#left--;
    if (!this.#isJson) {
      this.output.event(this.#format, event);
      return;
    }
    const json = this.#format.json(event);
    if (json !== undefined) this.output.json(json);
  }
}

/** Prints events while they pass, none of which is stored. */
class PassingPrinter implements Onlooker {
  readonly #capture: Capture;
  readonly #traits: Uint16Array;
  readonly #lines: Lines;
  readonly #event: PassingEvent;
  /** Union of Trait: events that are not shown. */
  readonly #hidden: number;
  readonly begin: () => void;

  /** `begin` prints what is held. */
  constructor(capture: Capture, lines: Lines, internal: boolean, begin: () => void) {
    this.begin = begin;
    this.#capture = capture;
    this.#traits = capture.kinds.traits;
    this.#lines = lines;
    this.#event = new PassingEvent(capture);
    this.#hidden = internal ? 0 : Trait.INTERNAL;
  }

  event(cursor: EventCursor, kind: number, flags: number): void {
    // Before anything is left out: what a thread was is remembered from when somebody asked.
    const event = this.#event.moveTo(cursor, kind, flags);
    if ((flags & RowFlag.STATE_ONLY) !== 0 || ((this.#traits[kind] as number) & this.#hidden) !== 0) return;
    if (!this.#lines.isDone) this.#lines.print(event);
    // What is left of the chunk that was read, 14,000 events, would change a state that nobody asks.
    if (this.#lines.isDone) this.#capture.limit = 0;
  }
}

/** Prints events that are stored. */
class Printer {
  problem: string | undefined;
  readonly #capture: Capture;
  readonly #lines: Lines;
  readonly #options: Options;
  readonly #scan: RowScan;
  readonly #view: RowView;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  #fixed: TimeWindow | undefined;
  #next = 0;
  #wantsMore = true;

  constructor(capture: Capture, filter: CompiledFilter | undefined, lines: Lines, options: Options) {
    this.#capture = capture;
    this.#lines = lines;
    this.#options = options;
    this.#view = new RowView(capture);
    this.#scan = new RowScan([
      ...(options.internal ? [] : [shownTest(capture)]),
      ...(filter === undefined ? [] : [rowFilter(capture, filter.plan)]),
    ]);
  }

  /** Prints what has come since the last call; false when nothing more is wanted. */
  printNew(): boolean {
    if (this.#wantsMore) this.#wantsMore = this.#printMore();
    return this.#wantsMore;
  }

  #printMore(): boolean {
    const { store } = this.#capture;
    if (store.rows === this.#next) return true;
    if (this.#lines.isDone) return false;
    const window = this.#window();
    if (window === undefined) return false;
    this.#scan.sync();
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      const n = this.#scan.rows(chunk, this.#rows, window, Math.max(0, this.#next - chunk.base));
      for (let k = 0; k < n; k++) {
        this.#lines.print(this.#view.moveTo(chunk, this.#rows[k] as number));
        if (this.#lines.isDone) return false;
      }
    }
    this.#next = store.rows;
    return !isPast(this.#capture, window);
  }

  /** Worked out once: the start of what is held moves on while a file streams through. */
  #window(): TimeWindow | undefined {
    if (this.#fixed !== undefined) return this.#fixed;
    const window = windowOf(this.#options, this.#capture);
    if (!window.ok) {
      this.problem = window.error;
      return undefined;
    }
    this.#fixed = window.value;
    return this.#fixed;
  }
}
