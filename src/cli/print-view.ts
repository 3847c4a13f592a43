// SPDX-License-Identifier: Apache-2.0
// A view without the terminal interface: as an aligned table (--raw) or as one JSON object per row (--json).

import { lookupField } from '../engine/fields/catalogue.js';
import { type CompiledFilter, compileFilter } from '../engine/filter/compile.js';
import { formatFilterError } from '../engine/filter/error-text.js';
import type { Capture } from '../engine/ingest/capture.js';
import type { CellValue, ColumnInfo } from '../engine/protocol/protocol.js';
import { needsEventBytes } from '../engine/query/event-bytes.js';
import { runListQuery } from '../engine/query/list-query.js';
import { kinship } from '../engine/query/process-tree.js';
import { listSource, Table, tableSource } from '../engine/query/table.js';
import { runTableQuery } from '../engine/query/table-query.js';
import { planView, type ViewPlan } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import { formatCell } from '../ui/format.js';
import { safeText } from '../ui/safe-text.js';
import type { View } from '../views/view.js';
import { tell } from './complain.js';
import { userFilter } from './filter-words.js';
import { latencyNotes } from './latency-note.js';
import { openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { retiredNotes } from './retired-notes.js';
import { timeWindow } from './time-window.js';

/** Rows of the last column are not cut; the others keep to the view's widths where they can. */
export async function printView(options: Options, view: View): Promise<Result<string | undefined, string>> {
  const user = userFilter(options.words);
  if (!user.ok) return user;
  for (const note of retiredNotes(user.value, [])) tell(`sysdrill: ${note}`);
  const planned = planTable(options, view);
  if (!planned.ok) return planned;
  const { plan, filter } = planned.value;
  const rawBudget = needsEventBytes(plan, filter?.plan) ? options.memory : undefined;
  const input = await openTextInput(options, { rawBudget, budget: options.memory });
  if (!input.ok) return input;
  const opened = input.value;
  if (isEndless(options) && process.stderr.isTTY) {
    process.stderr.write('sysdrill: capturing; Ctrl-C ends it and prints the table (or give -M SECONDS)\n');
  }
  await opened.read(() => opened.capture.store.rows < options.count);
  const { capture } = opened;
  if (capture.store.rows === 0) return failure(`${opened.name}: ${capture.defect?.reason ?? 'it is empty'}`);
  const table = buildTable(capture, options, planned.value);
  if (!table.ok) return table;
  const output = new Output();
  if (options.json) writeJson(table.value, output);
  else writeRaw(table.value, output, capture.state.baseTime);
  output.flush();
  const { columns } = planned.value.plan;
  const asked = [view.filter ?? '', ...options.words, ...columns.map(({ use }) => use.field.name)];
  for (const note of latencyNotes(options, capture, asked)) tell(`sysdrill: ${note}`);
  return ok(opened.warning());
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

function isEndless({ read, seconds, count }: Options): boolean {
  return read.length === 0 && !Number.isFinite(seconds) && !Number.isFinite(count);
}

function buildTable(capture: Capture, options: Options, { plan, filter }: PlannedTable): Result<Table, string> {
  const range = timeWindow(options.from, options.to, {
    span: capture.store.span(),
    baseTime: capture.state.baseTime,
  });
  if (!range.ok) return range;
  const window = range.value;
  const sort = { column: plan.sortColumn, descending: plan.sortDescending };
  if (plan.key === undefined) {
    const list = runListQuery(capture, plan, filter, window);
    return ok(new Table(listSource(capture, plan, list), sort, ''));
  }
  const data = runTableQuery(capture, { plan, filter, window });
  return ok(new Table(tableSource(data, kinship(capture, window)), sort, ''));
}

/** Keys are the column names; a name that occurs twice gets its field's name the second time. */
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
