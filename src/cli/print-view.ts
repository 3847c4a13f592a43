// SPDX-License-Identifier: Apache-2.0
// A view without the terminal interface: as an aligned table (--raw) or as one JSON object per row (--json).

import { lookupField } from '../engine/fields/catalogue.js';
import { type CompiledFilter, compileFilter } from '../engine/filter/compile.js';
import { formatFilterError } from '../engine/filter/error-text.js';
import type { CellValue, ColumnInfo, TimeWindow } from '../engine/pipeline/protocol.js';
import { needsEventBytes } from '../engine/query/event-bytes.js';
import { kinship } from '../engine/query/kinship.js';
import { runListQuery } from '../engine/query/list-query.js';
import { listSource, Table, tableSource } from '../engine/query/table.js';
import { runTableQuery } from '../engine/query/table-query.js';
import { planView, type ViewPlan } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { Capture } from '../engine/store/capture.js';
import { formatCell } from '../ui/format.js';
import { safeText } from '../ui/safe-text.js';
import type { View } from '../views/view.js';
import type { Ended } from './ended.js';
import { userFilter } from './filter-words.js';
import { openInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { retiredNotes } from './retired-notes.js';
import { timeWindow } from './time-window.js';

/** Prints a view over captures or the running system; the error is a message for the user. */
export async function printView(options: Options, view: View): Promise<Result<Ended, string>> {
  const user = userFilter(options.words);
  if (!user.ok) return user;
  for (const note of retiredNotes(user.value, [])) process.stderr.write(`sysdrill: ${note}\n`);
  const planned = planTable(options, view);
  if (!planned.ok) return planned;
  const { plan, filter } = planned.value;
  const isLive = options.read.length === 0;
  if (isLive && (options.from !== undefined || options.to !== undefined)) {
    return failure('--from and --to want a capture: -r FILE');
  }
  const rawBudget = needsEventBytes(plan, filter?.plan) ? options.memory : 0;
  const opened = await openInput(options, rawBudget);
  const { capture } = opened;
  const writer = new TableWriter(capture, options, planned.value);
  // With an end in sight one table says it all; without one there is a table for each stretch of time.
  const repeats = isLive && !Number.isFinite(options.seconds) && !Number.isFinite(options.count);
  const timer = repeats ? setInterval(() => writer.writeNext(), options.refresh ?? REFRESH) : undefined;
  await opened.read(() => {
    if (isLive) capture.trim(options.memory);
    return capture.store.rows < options.count && !writer.closed;
  });
  clearInterval(timer);
  if (capture.store.rows === 0 && !isLive) {
    return failure(`${options.read.join(', ')}: ${capture.defect?.reason ?? 'it is empty'}`);
  }
  const written = repeats ? writer.writeNext() : writer.writeAll();
  return written.ok ? ok({ warning: opened.warning(), signal: opened.interrupted() }) : written;
}

/** ms between two tables of the running system. */
const REFRESH = 1000;

/** Computes tables over what has been read, and writes them. */
class TableWriter {
  readonly #capture: Capture;
  readonly #options: Options;
  readonly #planned: PlannedTable;
  readonly #output = new Output();
  /** End of the stretch of time that the last table was about. */
  #to = Number.NEGATIVE_INFINITY;
  #tables = 0;

  constructor(capture: Capture, options: Options, planned: PlannedTable) {
    this.#capture = capture;
    this.#options = options;
    this.#planned = planned;
  }

  /** The reader has gone. */
  get closed(): boolean {
    return this.#output.closed;
  }

  /** The table over everything, or over the window that the options name. */
  writeAll(): Result<void, string> {
    const { store, state } = this.#capture;
    const { from, to } = this.#options;
    const window = timeWindow(from, to, { span: store.span(), baseTime: state.baseTime });
    return window.ok ? this.#write(window.value) : window;
  }

  /** The table over what has come since the one before. */
  writeNext(): Result<void, string> {
    const { to } = this.#capture.store.span();
    if (!(to > this.#to)) return ok(undefined);
    const window = { from: this.#to, to };
    this.#to = to;
    if (this.#tables++ > 0 && !this.#options.json) this.#output.line('');
    return this.#write(window);
  }

  #write(window: TimeWindow): Result<void, string> {
    const table = buildTable(this.#capture, this.#planned, window);
    if (this.#options.json) writeJson(table, this.#output);
    else writeRaw(table, this.#output, this.#capture.state.baseTime);
    this.#output.flush();
    return ok(undefined);
  }
}

interface PlannedTable {
  readonly plan: ViewPlan;
  /** The view's own and the user's. */
  readonly filter: CompiledFilter | undefined;
}

function planTable(options: Options, view: View): Result<PlannedTable, string> {
  const plan = planView(view, options.containers);
  if (!plan.ok) return plan;
  const text = [view.filter ?? '', options.words.join(' ')].filter((part) => part.trim() !== '');
  if (text.length === 0) return ok({ plan: plan.value, filter: undefined });
  const filter = compileFilter(text.map((part) => `(${part})`).join(' and '), { lookupField });
  return filter.ok ? ok({ plan: plan.value, filter: filter.value }) : failure(formatFilterError(filter.error));
}

function buildTable(capture: Capture, { plan, filter }: PlannedTable, window: TimeWindow): Table {
  const sort = { column: plan.sortColumn, descending: plan.sortDescending };
  if (plan.key === undefined) {
    return new Table(listSource(capture, plan, runListQuery(capture, plan, filter, window)), sort, '');
  }
  const data = runTableQuery(capture, { plan, filter, window });
  return new Table(tableSource(data, kinship(capture, window)), sort, '');
}

/** One object per row. Keys are the column names; a name that occurs twice gets its field's name the second time. */
function writeJson(table: Table, output: Output): void {
  const columns = table.columns();
  const names = columns.map((column, c) =>
    columns.findIndex((other) => other.name === column.name) === c ? column.name : column.field,
  );
  for (let place = 0; place < table.length && !output.closed; place++) {
    const { key, cells } = table.row(place);
    const members = names.map((name, c) => `${JSON.stringify(name)}:${jsonCell(cells[c] ?? null)}`);
    output.line(`{"key":${JSON.stringify(key)},${members.join(',')}}`);
  }
}

function jsonCell(cell: CellValue): string {
  if (typeof cell === 'bigint') return String(cell);
  return JSON.stringify(cell);
}

/** Rows of the last column are not cut. */
function writeRaw(table: Table, output: Output, baseTime: bigint): void {
  const columns = table.columns();
  const rows: string[][] = [];
  for (let place = 0; place < table.length; place++) {
    rows.push(table.row(place).cells.map((cell, c) => cellText(cell, columns[c], baseTime)));
  }
  const widths = columns.map((column, c) =>
    rows.reduce((widest, row) => Math.max(widest, (row[c] ?? '').length), column.title.length),
  );
  const write = (cells: readonly string[]): void => {
    const line = cells.map((text, c) => {
      const column = columns[c];
      if (c === columns.length - 1 && column?.align === 'left') return text;
      return column?.align === 'right' ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0);
    });
    output.line(line.join(' ').trimEnd());
  };
  write(columns.map((column) => column.title));
  for (const row of rows) {
    if (output.closed) return;
    write(row);
  }
}

function cellText(cell: CellValue, column: ColumnInfo | undefined, baseTime: bigint): string {
  return column === undefined ? '' : safeText(formatCell(cell, column.display, { baseTime }));
}
