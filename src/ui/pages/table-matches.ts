// SPDX-License-Identifier: Apache-2.0
// Where the text that is searched for is, among the rows on the screen.

import { boxOf, maxSkip } from '../grid/column-layout.js';
import { columnSpace } from '../grid/grid-painter.js';
import { cursorRow } from '../grid/grid-state.js';
import type { Table } from '../page.js';
import type { Canvas } from '../paint/canvas.js';

/** Index of the row with the text that is nearest to `index`; `index` where no row that is here has it. */
export function nearestMatch({ grid, texts, match: { needle } }: Table, index: number): number {
  const wanted = needle.toLowerCase();
  const { rows, offset, columns } = grid;
  let nearest = -1;
  for (const [i, row] of rows.entries()) {
    const at = offset + i;
    if (nearest >= 0 && Math.abs(at - index) >= Math.abs(nearest - index)) continue;
    if (texts.of(row, columns).some(({ text }) => text.toLowerCase().includes(wanted))) nearest = at;
  }
  return nearest < 0 ? index : nearest;
}

/** How far the columns are to be scrolled for the match in the row under the cursor to be seen, cells. */
export function skipToMatch({ grid, layout, texts, match: { needle } }: Table, canvas: Canvas): number {
  const row = cursorRow(grid);
  const wanted = needle.toLowerCase();
  const space = columnSpace(canvas.width);
  const cells = row === undefined ? [] : texts.of(row, grid.columns);
  for (const [i, { text }] of cells.entries()) {
    const at = text.toLowerCase().indexOf(wanted);
    const box = boxOf(layout, i);
    if (at < 0 || box === undefined) continue;
    const from = box.x + canvas.textWidth(text.slice(0, at));
    const to = Math.min(from + canvas.textWidth(wanted), box.x + box.width);
    if (from >= grid.skip && to <= grid.skip + space) return grid.skip;
    return Math.max(0, Math.min(from - Math.floor(space / 2), maxSkip(layout, space)));
  }
  return grid.skip;
}
