// SPDX-License-Identifier: Apache-2.0
// A view without the terminal interface: as an aligned table (--raw) or as one JSON object per row (--json).

import type { CellValue, ColumnInfo } from '../engine/protocol/protocol.js';
import { needsEventBytes } from '../engine/query/event-bytes.js';
import type { Table } from '../engine/query/table.js';
import { planView } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import { OpenTable } from '../engine/session/open-table.js';
import { formatCell } from '../ui/format.js';
import { safeText } from '../ui/safe-text.js';
import type { View } from '../views/view.js';
import { tell } from './complain.js';
import { joinedFilter, userFilter } from './filter-words.js';
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
  const planned = planView(view, options.containers);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const joined = joinedFilter(view.filter, options.words);
  if (!joined.ok) return joined;
  const filter = joined.value;
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
  const window = timeWindow(options.from, options.to, {
    span: capture.store.span(),
    baseTime: capture.state.baseTime,
  });
  if (!window.ok) return window;
  const request = { window: window.value, sort: undefined, text: '' };
  const { table } = new OpenTable(capture, plan, filter, request);
  const output = new Output();
  if (options.json) writeJson(table, output);
  else writeRaw(table, output, capture.state.baseTime);
  output.flush();
  const asked = [view.filter ?? '', ...options.words, ...plan.columns.map(({ use }) => use.field.name)];
  for (const note of latencyNotes(options, capture, asked)) tell(`sysdrill: ${note}`);
  return ok(opened.warning());
}

function isEndless({ read, seconds, count }: Options): boolean {
  return read.length === 0 && !Number.isFinite(seconds) && !Number.isFinite(count);
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
