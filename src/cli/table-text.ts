// SPDX-License-Identifier: Apache-2.0
// A table as text: aligned for the eye, or one JSON object per row.

import type { CellValue, ColumnInfo } from '../engine/protocol/protocol.js';
import { formatCell } from '../ui/format.js';
import { safeText } from '../ui/safe-text.js';
import type { Output } from './output.js';

export interface PrintedTable {
  readonly length: number;
  columns(): readonly ColumnInfo[];
  row(place: number): { readonly key: string; readonly cells: readonly CellValue[] };
}

export function writeJson(table: PrintedTable, output: Output): void {
  for (const line of jsonLines(table)) {
    if (output.closed) return;
    output.json(line);
  }
}

/** An object for each row. Keys are the column names; a name that occurs twice gets its field's name the second time. */
export function* jsonLines(table: PrintedTable): Generator<string> {
  const columns = table.columns();
  const names = columns.map((column, c) =>
    columns.findIndex((other) => other.name === column.name) === c ? column.name : column.field,
  );
  for (let place = 0; place < table.length; place++) {
    const { key, cells } = table.row(place);
    const members = names.map((name, c) => `${JSON.stringify(name)}:${jsonCell(cells[c] ?? null)}`);
    yield `{"key":${JSON.stringify(key)},${members.join(',')}}`;
  }
}

function jsonCell(cell: CellValue): string {
  if (typeof cell === 'bigint') return String(cell);
  return JSON.stringify(cell);
}

/**
 * Rows of the last column are not cut; the others keep to the view's widths where they can. `baseTime`: of the row, ns since
 * the epoch.
 */
export function writeRaw(table: PrintedTable, output: Output, baseTime: (place: number) => bigint): void {
  const columns = table.columns();
  const rows: string[][] = [];
  for (let place = 0; place < table.length; place++) {
    rows.push(table.row(place).cells.map((cell, c) => cellText(cell, columns[c], baseTime(place))));
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

export function cellText(cell: CellValue, column: ColumnInfo | undefined, baseTime: bigint): string {
  return column === undefined ? '' : safeText(formatCell(cell, column.display, { baseTime }));
}
