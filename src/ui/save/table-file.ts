// SPDX-License-Identifier: Apache-2.0
// A table as the text of a file: values as the engine has them (bytes, ns), not rounded for the screen, so that other programs
// can go on with them. Names come from captured processes: in CSV and TSV no cell is a formula to a spreadsheet, and in no
// format does a byte of theirs act on the terminal that shows the file.

import type { CellValue, ColumnInfo, SnapshotRow } from '../../engine/protocol/protocol.js';
import type { FormatContext } from '../format.js';
import { safeText } from '../safe-text.js';

export const TABLE_FORMATS = ['csv', 'tsv', 'json', 'jsonl'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface TableContent {
  readonly columns: readonly ColumnInfo[];
  /** Which columns, in which order. */
  readonly shown: readonly number[];
  readonly rows: readonly SnapshotRow[];
  readonly context: FormatContext;
}

/** By the end of the file's name; undefined where it says nothing. */
export function formatOfName(name: string): TableFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  return TABLE_FORMATS.find((format) => format === ending);
}

export function tableText(content: TableContent, format: TableFormat): string {
  switch (format) {
    case 'csv':
      return separated(content, ',', csvCell);
    case 'tsv':
      return separated(content, '\t', tsvCell);
    case 'json': {
      const objects = jsonObjects(content);
      return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`;
    }
    case 'jsonl':
      return jsonObjects(content)
        .map((line) => `${line}\n`)
        .join('');
  }
}

type CellWriter = (text: string) => string;

function separated({ columns, shown, rows, context }: TableContent, separator: string, cell: CellWriter): string {
  const header = shown.map((i) => cell(columns[i]?.title ?? ''));
  const lines = rows.map((row) => shown.map((i) => cell(plainText(row.cells[i] ?? null, columns[i], context))));
  return [header, ...lines].map((line) => `${line.join(separator)}\n`).join('');
}

/** "" where the value is not known: a number column stays one. */
function plainText(value: CellValue, column: ColumnInfo | undefined, context: FormatContext): string {
  if (value === null || column === undefined) return '';
  if (typeof value === 'string') return withoutFormula(safeText(value));
  if (column.display === 'time') return timeText(value, context);
  return String(value);
}

/**
 * Spreadsheets take cells that begin like this for formulas, whatever quotes are around them; the apostrophe is their own
 * sign for text (OWASP, CSV injection).
 */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}

/** ISO 8601 in UTC with nanoseconds; seconds since the first event while its time is not known. */
function timeText(value: number | bigint | boolean, { baseTime }: FormatContext): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && baseTime === undefined) return (value / 1e9).toFixed(9);
  const epoch = typeof value === 'bigint' ? value : (baseTime ?? 0n) + BigInt(Math.round(value));
  const date = new Date(Number(epoch / 1_000_000n));
  const fraction = String(epoch % 1_000_000_000n).padStart(9, '0');
  return `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}

/** RFC 4180. */
function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Nothing is left to escape: safeText has made tabs and line ends visible. */
function tsvCell(text: string): string {
  return text.replace(/[\t\n\r]/g, ' ');
}

/** As `--json` writes them: keys are the names of the columns, a name that occurs twice is its field's the second time. */
function jsonObjects({ columns, shown, rows }: TableContent): string[] {
  const names = columns.map((column, i) =>
    columns.findIndex((other) => other.name === column.name) === i ? column.name : column.field,
  );
  return rows.map((row) => {
    const members = shown.map((i) => `${jsonText(names[i] ?? '')}:${jsonCell(row.cells[i] ?? null)}`);
    return `{${[`"key":${jsonText(row.key)}`, ...members].join(',')}}`;
  });
}

function jsonCell(value: CellValue): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  return typeof value === 'string' ? jsonText(value) : JSON.stringify(value);
}

/** JSON leaves C1 controls, bidi overrides and the like as they are; as escapes they mean the same and do nothing. */
function jsonText(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
