// SPDX-License-Identifier: Apache-2.0
// One event line, in columns and colours where it has the shape of the default format (number, time, cpu, process, thread,
// direction, type, arguments), as it is otherwise. Failed calls have a sign besides their colour.

import type { EventLine } from '../../engine/protocol/protocol.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';

const DEFAULT_LINE = /^(\d+) (\S+) (\d+) (.*?) \((-?\d+)\) ([<>]) (\S+) ?(.*)$/s;

interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** Cells of the columns that are padded. */
export interface EventColumns {
  readonly num: number;
  readonly cpu: number;
  readonly name: number;
  readonly tid: number;
  readonly type: number;
}

export const NARROWEST: EventColumns = { num: 1, cpu: 1, name: 4, tid: 4, type: 6 };
/** Names of calls beyond this stand out of their column. */
const WIDEST_TYPE = 16;

/** The columns, widened where `lines` need it; they never narrow while a list is open. */
export function widenColumns(columns: EventColumns, lines: readonly EventLine[], canvas: Canvas): EventColumns {
  let { num, cpu, name, tid, type } = columns;
  for (const line of lines) {
    const match = DEFAULT_LINE.exec(line.text);
    if (match === null) continue;
    num = Math.max(num, match[1]?.length ?? 0);
    cpu = Math.max(cpu, match[3]?.length ?? 0);
    name = Math.max(name, canvas.textWidth(match[4] ?? ''));
    tid = Math.max(tid, (match[5]?.length ?? 0) + 2);
    type = Math.max(type, Math.min(WIDEST_TYPE, match[7]?.length ?? 0));
  }
  return { num, cpu, name, tid, type };
}

/** @param skip cells scrolled out on the left */
export function paintEventLine(canvas: Canvas, y: number, line: EventLine, skip: number, columns: EventColumns): void {
  const { theme } = canvas;
  if (line.failed) canvas.text(0, y, theme.glyphs.failed, theme.bad);
  const space = canvas.width - 2;
  let at = -skip;
  for (const piece of pieces(canvas, line, columns)) {
    const width = canvas.textWidth(piece.text);
    const hidden = Math.max(0, -at);
    if (at + width > 0 && at < space) {
      canvas.text(1 + Math.max(0, at), y, piece.text, piece.style, { skip: hidden, max: space - Math.max(0, at) });
    }
    at += width;
    if (at >= space) break;
  }
}

/** Cells that the line would take. */
export function eventLineWidth(canvas: Canvas, line: EventLine, columns: EventColumns): number {
  return pieces(canvas, line, columns).reduce((sum, piece) => sum + canvas.textWidth(piece.text), 0);
}

function pieces(canvas: Canvas, line: EventLine, columns: EventColumns): Piece[] {
  const { theme } = canvas;
  const match = DEFAULT_LINE.exec(line.text);
  if (match === null) return [{ text: line.text, style: line.failed ? theme.bad : theme.text }];
  const [, num = '', time = '', cpu = '', name = '', tid = '', direction = '', type = '', args = ''] = match;
  const call = theme.categories[categoryOf(line.category)];
  const blanks = ' '.repeat(Math.max(0, columns.name - canvas.textWidth(name)));
  return [
    { text: `${num.padStart(columns.num)} `, style: theme.muted },
    { text: `${time} `, style: theme.muted },
    { text: `${cpu.padStart(columns.cpu)} `, style: theme.muted },
    { text: `${name}${blanks} `, style: theme.accent },
    { text: `${`(${tid})`.padStart(columns.tid)} `, style: theme.muted },
    { text: `${direction} `, style: line.isExit ? theme.good : theme.muted },
    { text: `${type.padEnd(columns.type)} `, style: line.failed ? theme.bad : call },
    { text: args, style: line.isExit ? theme.text : theme.muted },
  ];
}

/** Categories of the event table → the seven that have a colour. */
function categoryOf(category: string): keyof Theme['categories'] {
  switch (category) {
    case 'file':
    case 'net':
    case 'ipc':
    case 'memory':
    case 'process':
    case 'wait':
      return category;
    case 'IO-read':
    case 'IO-write':
    case 'IO-other':
      return 'file';
    case 'sleep':
    case 'scheduler':
    case 'processing':
    case 'time':
      return 'wait';
    case 'signal':
      return 'ipc';
    case 'user':
      return 'process';
    default:
      return 'other';
  }
}
