// SPDX-License-Identifier: Apache-2.0
// Answers with rows as text: the message without its rows, then each row as a JSON text of its own. Of a thousand hosts'
// rows a screen shows fifty: those alone are parsed, by the numbers that they are ordered by, which the message has.

import type { CellValue } from '../engine/protocol/protocol.js';
import type { FromAgent, HostRow, HostRows } from './messages.js';
import { decode, encode } from './wire.js';

/** A control character: in JSON it is always escaped. */
const SEPARATOR = '\x1e';

export function encodeAnswer(message: FromAgent): string {
  if (message.kind !== 'rows' || message.rows.order === undefined) return encode(message);
  const head = encode({ ...message, rows: { ...message.rows, rows: [] } });
  return [head, ...message.rows.rows.map(encodeRow)].join(SEPARATOR);
}

/** Most rows hold what JSON has, and are written without a call for each value. */
function encodeRow(row: HostRow): string {
  return isPlain(row.keyValue) && row.cells.every(isPlain) ? JSON.stringify(row) : encode(row);
}

function isPlain(cell: CellValue): boolean {
  return typeof cell === 'number' ? Number.isFinite(cell) : typeof cell !== 'bigint';
}

/** Undefined where the bytes are not a message. Rows are texts (`lines`) until they are needed. */
export function decodeAnswer(text: string): unknown {
  const end = text.indexOf(SEPARATOR);
  if (end < 0) return decode(text);
  const message = decode(text.slice(0, end)) as { readonly rows?: object } | undefined;
  if (typeof message !== 'object' || message === null) return undefined;
  return { ...message, rows: { ...message.rows, lines: text.slice(end + 1).split(SEPARATOR) } };
}

/** A row; undefined where its text is not one. */
export function parsedRow(line: string): HostRow | undefined {
  const row = decode(line);
  return typeof row === 'object' && row !== null ? (row as HostRow) : undefined;
}

/** The answer with all its rows. */
export function withAllRows({ lines, ...answer }: HostRows): HostRows {
  if (lines === undefined) return answer;
  return { ...answer, rows: lines.flatMap((line) => parsedRow(line) ?? []) };
}
