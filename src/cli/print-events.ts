// SPDX-License-Identifier: Apache-2.0
// -p: every event that passes the filter as a line, while the capture is read or runs. Memory does not grow with it.

import type { CompiledFilter } from '../engine/filter/compile.js';
import { CONTAINER_FORMAT, expandEscapes, KUBERNETES_FORMAT, PLAIN_FORMAT } from '../engine/format/default-formats.js';
import { compileFormat, type LineFormat } from '../engine/format/format.js';
import type { Capture } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { rowFilter, shownTest } from '../engine/query/row-filter.js';
import { RowScan } from '../engine/query/row-scan.js';
import { RowView } from '../engine/query/row-view.js';
import { failure, ok, type Result } from '../engine/result.js';
import { CHUNK_ROWS } from '../engine/store/event-store.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { tell } from './complain.js';
import { namesOf, userFilter } from './filter-words.js';
import { latencyNotes } from './latency-note.js';
import { openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { retiredNotes } from './retired-notes.js';
import { countsFromEnd, isBehind, windowOf } from './time-window.js';

/** Columns and raw bytes kept behind the printer, for events that look back (the enter event of a call). */
const KEPT_BYTES = 96 << 20;

/** Prints; the error is a message for the user. Resolves to a warning where the capture ended early. */
export async function printEvents(options: Options): Promise<Result<string | undefined, string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const format = lineFormat(options);
  if (!format.ok) return format;
  for (const note of retiredNotes(filter.value, format.value.fields)) tell(`sysdrill: ${note}`);
  const input = await openTextInput(options, { rawBudget: KEPT_BYTES, budget: KEPT_BYTES });
  if (!input.ok) return input;
  const opened = input.value;
  const { capture } = opened;
  const output = new Output();
  const printer = new Printer(capture, filter.value, format.value, options, output);
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  await opened.read(() => {
    if (needsEnd || !capture.isStartKnown) return true;
    const goOn = printer.printNew();
    if (options.read.length === 0) output.flush();
    capture.trim(KEPT_BYTES);
    return goOn;
  });
  printer.printNew();
  output.flush();
  const asked = [...options.words, ...format.value.fields.map(({ field }) => field.name)];
  for (const note of latencyNotes(options, capture, asked)) tell(`sysdrill: ${note}`);
  if (printer.problem !== undefined) return failure(printer.problem);
  if (capture.store.rows === 0 && capture.defect !== undefined) {
    return failure(`${opened.name}: ${capture.defect.reason}`);
  }
  return ok(opened.warning());
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

class Printer {
  problem: string | undefined;
  readonly #capture: Capture;
  readonly #format: LineFormat;
  readonly #options: Options;
  readonly #output: Output;
  readonly #scan: RowScan;
  readonly #view: RowView;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  #fixed: TimeWindow | undefined;
  #next = 0;
  #printed = 0;
  #wantsMore = true;

  constructor(
    capture: Capture,
    filter: CompiledFilter | undefined,
    format: LineFormat,
    options: Options,
    output: Output,
  ) {
    this.#capture = capture;
    this.#format = format;
    this.#options = options;
    this.#output = output;
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
    const window = this.#window();
    if (window === undefined) return false;
    this.#scan.sync();
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      const n = this.#scan.rows(chunk, this.#rows, window, Math.max(0, this.#next - chunk.base));
      for (let k = 0; k < n; k++) {
        this.#print(this.#view.moveTo(chunk, this.#rows[k] as number));
        this.#printed++;
        if (this.#printed >= this.#options.count || this.#output.closed) return false;
      }
    }
    this.#next = store.rows;
    return !isBehind(this.#capture, window);
  }

  #print(view: RowView): void {
    if (!this.#options.json) {
      this.#output.event(this.#format, view);
      return;
    }
    const json = this.#format.json(view);
    if (json !== undefined) this.#output.line(json);
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
