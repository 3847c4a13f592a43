// SPDX-License-Identifier: Apache-2.0
// A view without the terminal interface: as an aligned table (--raw) or as one JSON object per row (--json).

import type { CompiledFilter } from '../engine/filter/compile.js';
import type { Capture } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { needsEventBytes } from '../engine/query/event-bytes.js';
import { type StreamNeeds, viewNeeds } from '../engine/query/stream-needs.js';
import { KEPT_BYTES, StreamView } from '../engine/query/stream-view.js';
import type { Table } from '../engine/query/table.js';
import { planView, type ViewPlan } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import { OpenTable } from '../engine/session/open-table.js';
import type { View } from '../views/view.js';
import { notify } from './complain.js';
import { joinedFilter, userFilter } from './filter-words.js';
import { type Edge, type GraphFormat, graphText } from './graph-text.js';
import { latencyNotes } from './latency-note.js';
import { type InputBudgets, openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { retiredNotes } from './retired-notes.js';
import { cellText, writeJson, writeRaw } from './table-text.js';
import { countsFromEnd, isPast, timeWindow } from './time-window.js';

export async function printView(options: Options, view: View): Promise<Result<string | undefined, string>> {
  const collected = await collectView(options, view);
  if (!collected.ok) return collected;
  const { table, capture } = collected.value;
  const output = new Output(options);
  if (options.graph !== undefined) writeGraph(table, output, options.graph, capture.state.baseTime);
  else if (options.json) writeJson(table, output);
  else writeRaw(table, output, () => capture.state.baseTime);
  output.flush();
  const asked = [view.filter ?? '', ...options.words, ...table.source.plan.columns.map(({ use }) => use.field.name)];
  for (const note of latencyNotes(options, capture, asked)) notify(`sysdrill: ${note}`);
  return ok(collected.value.warning);
}

export interface CollectedView {
  readonly table: Table;
  readonly capture: Capture;
  readonly warning: string | undefined;
}

/** The view over all that the options name, of the running system when it has ended. */
export async function collectView(options: Options, view: View): Promise<Result<CollectedView, string>> {
  const user = userFilter(options.words);
  if (!user.ok) return user;
  for (const note of retiredNotes(user.value, [])) notify(`sysdrill: ${note}`);
  const planned = planView(view, options.containers);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const joined = joinedFilter(view.filter, options.words);
  if (!joined.ok) return joined;
  const filter = joined.value;
  const question = { plan, filter, needs: viewNeeds(plan, filter?.plan) };
  const reading = readingOf(options, question);
  const input = await openTextInput(options, reading.budgets);
  if (!input.ok) return input;
  const opened = input.value;
  if (isEndless(options) && process.stderr.isTTY) {
    process.stderr.write('sysdrill: capturing; Ctrl-C ends it and prints the table (or give -M SECONDS)\n');
  }
  const { capture } = opened;
  const collector = new Collector(capture, options, question, reading.streams);
  await opened.read(() => collector.advance() && capture.store.rows < options.count);
  if (capture.store.rows === 0) return failure(`${opened.name}: ${capture.defect?.reason ?? 'it is empty'}`);
  const made = collector.finish();
  return made.ok ? ok({ table: made.value, capture, warning: opened.warning() }) : made;
}

interface Question {
  readonly plan: ViewPlan;
  /** The view's own and the user's. */
  readonly filter: CompiledFilter | undefined;
  readonly needs: StreamNeeds;
}

interface Reading {
  /** Events leave once they have been added up. */
  readonly streams: boolean;
  readonly budgets: InputBudgets;
}

/** A window that ends before the capture needs threads and fds as they were then, one from the end all events. */
function readingOf(options: Options, { plan, filter, needs }: Question): Reading {
  const { view } = plan;
  const isOfState = view.includesIdle === true || view.ofOpenFds === true || view.ofThreads === true;
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  if (needsEnd || (options.to !== undefined && isOfState) || needs.past === 'all') {
    const rawBudget = needsEventBytes(plan, filter?.plan) ? options.memory : undefined;
    return { streams: false, budgets: { rawBudget, budget: options.memory } };
  }
  return { streams: true, budgets: { rawBudget: needs.bytes ? KEPT_BYTES : undefined, scope: needs.scope } };
}

/** Makes the table: while the capture is read, or from all of it. */
class Collector {
  readonly #capture: Capture;
  readonly #options: Options;
  readonly #question: Question;
  readonly #streams: boolean;
  #stream: Result<StreamView, string> | undefined;

  constructor(capture: Capture, options: Options, question: Question, streams: boolean) {
    this.#capture = capture;
    this.#options = options;
    this.#question = question;
    this.#streams = streams;
  }

  /** To be called after every read; false where what was asked for cannot be, or all of it is there. */
  advance(): boolean {
    if (!this.#capture.isStartKnown) return true;
    if (!this.#streams) return this.#goesOn();
    this.#stream ??= this.#start();
    if (this.#stream.ok) this.#stream.value.advance();
    return this.#stream.ok && this.#goesOn();
  }

  /** Whether more of the window may come. */
  #goesOn(): boolean {
    const { from, to } = this.#options;
    if (to === undefined || countsFromEnd(from) || countsFromEnd(to)) return true;
    const window = this.#window();
    return !window.ok || !isPast(this.#capture, window.value);
  }

  finish(): Result<Table, string> {
    if (!this.#streams) return this.#stored();
    const stream = this.#stream ?? this.#start();
    return stream.ok ? ok(stream.value.finish()) : stream;
  }

  #start(): Result<StreamView, string> {
    const window = this.#window();
    return window.ok ? ok(new StreamView(this.#capture, { ...this.#question, window: window.value })) : window;
  }

  #stored(): Result<Table, string> {
    const { plan, filter } = this.#question;
    const window = this.#window();
    if (!window.ok) return window;
    return ok(new OpenTable(this.#capture, plan, filter, { window: window.value, sort: undefined, text: '' }).table);
  }

  #window(): Result<TimeWindow, string> {
    const { store, state } = this.#capture;
    return timeWindow(this.#options.from, this.#options.to, { span: store.span(), baseTime: state.baseTime });
  }
}

function isEndless({ read, seconds, count }: Options): boolean {
  return read.length === 0 && !Number.isFinite(seconds) && !Number.isFinite(count);
}

/** Rows of the view `dependencies` as edges. */
function writeGraph(table: Table, output: Output, format: GraphFormat, baseTime: bigint): void {
  const columns = table.columns();
  const edges = Array.from({ length: table.length }, (_, place): Edge => {
    const { cells } = table.row(place);
    const text = (title: string): string => {
      const c = columns.findIndex((column) => column.title === title);
      return cellText(cells[c] ?? null, columns[c], baseTime).trim();
    };
    const failed = text('ERRORS') !== '0';
    const label = [
      text('PROTO'),
      `${text('CALLS/s')}/s`,
      `p95 ${text('P95')}`,
      ...(failed ? [`${text('ERRORS')} failed`] : []),
    ];
    return {
      client: text('CLIENT') || 'unknown',
      server: text('SERVER') || 'unknown',
      label: label.join(', '),
      failed,
    };
  });
  for (const line of graphText(format, edges)) output.line(line);
}
