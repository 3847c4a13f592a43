// SPDX-License-Identifier: Apache-2.0
// One event line, in columns and colours where it has the shape of the default format (number, time, cpu, process, thread,
// direction, type, arguments), as it is otherwise. Failed calls have a sign besides their colour.

import type { EventLine } from '../../engine/pipeline/protocol.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';

const DEFAULT_LINE = /^(\d+) (\S+) (\d+) (.*?) \((-?\d+)\) ([<>]) (\S+) ?(.*)$/s;

interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** @param digits cells of the largest event number on the screen */
export function paintEventLine(canvas: Canvas, y: number, line: EventLine, skip: number, digits: number): void {
  const { theme } = canvas;
  if (line.failed) canvas.text(0, y, theme.glyphs.failed, theme.bad);
  const space = canvas.width - 2;
  let at = -skip;
  for (const piece of pieces(line, theme, digits)) {
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
export function eventLineWidth(canvas: Pick<Canvas, 'textWidth' | 'theme'>, line: EventLine, digits: number): number {
  return pieces(line, canvas.theme, digits).reduce((sum, piece) => sum + canvas.textWidth(piece.text), 0);
}

function pieces(line: EventLine, theme: Theme, digits: number): Piece[] {
  const match = DEFAULT_LINE.exec(line.text);
  if (match === null) return [{ text: line.text, style: line.failed ? theme.bad : theme.text }];
  const [, num = '', time = '', cpu = '', name = '', tid = '', direction = '', type = '', args = ''] = match;
  const call = theme.categories[categoryOf(line.category)];
  return [
    { text: `${num.padStart(digits)} `, style: theme.muted },
    { text: `${time} `, style: theme.muted },
    { text: `${cpu.padStart(2)} `, style: theme.muted },
    { text: `${name.padEnd(15)} `, style: theme.accent },
    { text: `${`(${tid})`.padStart(8)} `, style: theme.muted },
    { text: `${direction} `, style: line.isExit ? theme.good : theme.muted },
    { text: `${type.padEnd(13)} `, style: line.failed ? theme.bad : call },
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
