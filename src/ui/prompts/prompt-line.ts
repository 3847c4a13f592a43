// SPDX-License-Identifier: Apache-2.0
// Paints an input line: label, text scrolled so that the cursor is in it, and under it a mark at the place of a mistake.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { LineState } from './line-editor.js';

export interface PromptNote {
  readonly text: string;
  readonly style: Style;
  /** Index into the line's text that the note is about; -1 for none. */
  readonly position: number;
}

/** Line 0 of the canvas is the input, line 1, where there is one, the note. */
export function paintPrompt(canvas: Canvas, label: string, line: LineState, note: PromptNote | undefined): void {
  const { theme, width } = canvas;
  canvas.fill(0, 0, width, canvas.height, theme.text);
  const start = canvas.text(0, 0, ` ${label} `, theme.badge, { max: Math.floor(width / 2) }) + 1;
  const room = Math.max(1, width - start - 1);
  const before = canvas.textWidth(line.text.slice(0, line.cursor));
  const skip = Math.max(0, before - room + 1);
  canvas.text(start, 0, line.text, theme.title, { skip, max: room, ellipsis: false });
  canvas.setCursor(start + before - skip, 0);
  if (note === undefined || canvas.height < 2) return;
  if (note.position < 0) {
    canvas.text(start, 1, note.text, note.style);
    return;
  }
  const place = canvas.textWidth(line.text.slice(0, note.position)) - skip;
  const caret = start + Math.max(0, Math.min(place, room - 1));
  canvas.text(caret, 1, '^', note.style);
  // After the mark where it fits, else before it.
  const length = canvas.textWidth(note.text);
  if (caret + 2 + length <= width || caret < width / 2) canvas.text(caret + 2, 1, note.text, note.style);
  else canvas.text(0, 1, note.text, note.style, { max: caret - 1, align: 'right' });
}
