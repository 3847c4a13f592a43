// SPDX-License-Identifier: Apache-2.0
// The line that the cursor is on, in lists of events and of what was read and written.

import type { Canvas } from './canvas.js';

/** Marks a line that is painted already; its last cell belongs to the scroll bar. */
export function paintCursorRow(canvas: Canvas, y: number): void {
  const { theme } = canvas;
  const { fg, bg, attrs } = theme.cursorRow;
  canvas.restyle(0, y, canvas.width - 1, theme.depth === 'mono' ? { attrs } : { bg });
  canvas.text(0, y, theme.glyphs.selected, { ...theme.accent, bg });
  if (theme.depth === '16') canvas.restyle(1, y, canvas.width - 2, { fg });
}
