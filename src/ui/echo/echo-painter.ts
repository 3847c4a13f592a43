// SPDX-License-Identifier: Apache-2.0
// One line of Echo. The direction of the data comes before every line, as a sign and a colour.

import type { EchoBlock } from '../../engine/protocol/protocol.js';
import type { Canvas } from '../paint/canvas.js';
import { paintCursorRow } from '../paint/cursor-row.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';
import type { EchoLine, EchoRole } from './echo-lines.js';

export interface EchoLook {
  readonly block: EchoBlock;
  readonly isCursor: boolean;
  readonly needle: string;
}

export function paintEchoLine(canvas: Canvas, y: number, line: EchoLine, look: EchoLook): void {
  const { theme } = canvas;
  const way = look.block.direction === 'read' ? theme.read : theme.written;
  let x = 1;
  if (line.kind === 'data') {
    canvas.text(1, y, look.block.direction === 'read' ? theme.glyphs.inwards : theme.glyphs.outwards, way);
    x = 3;
  }
  for (const span of line.spans) {
    const style =
      span.role === 'direction' ? { ...way, attrs: way.attrs | theme.title.attrs } : roleStyle(span.role, theme);
    x += canvas.text(x, y, span.text, style, { max: canvas.width - 1 - x });
  }
  if (look.needle !== '' && line.kind === 'data')
    canvas.part(3, y, canvas.width - 4, 1).markText(0, look.needle, theme.match);
  if (look.isCursor) paintCursorRow(canvas, y);
}

function roleStyle(role: EchoRole, theme: Theme): Style {
  switch (role) {
    case 'key':
    case 'name':
      return theme.accent;
    case 'string':
      return theme.categories.process;
    case 'number':
      return theme.categories.memory;
    case 'word':
      return theme.categories.ipc;
    case 'sign':
    case 'muted':
    case 'offset':
      return theme.muted;
    case 'note':
      return theme.notice;
    default:
      return theme.text;
  }
}
