// SPDX-License-Identifier: Apache-2.0
// The lines of a table: header, rows, and the sums where there is room for them.

import { type GridLook, GUTTER, paintGrid } from '../grid/grid-painter.js';
import { hasTotals, paintTotals } from '../grid/totals-line.js';
import type { Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';

/** Lines that the sums take on a canvas. */
export function totalsLines({ user }: Ui, { columns, total }: Table['grid'], { height }: Canvas): number {
  return user.preferences.settings.totals !== false && hasTotals(columns, total, height) ? 1 : 0;
}

export function paintTableLines(canvas: Canvas, { ui, grid, layout, texts }: Table, look: GridLook): void {
  const sums = totalsLines(ui, grid, canvas);
  const height = canvas.height - sums;
  paintGrid(canvas.part(0, 0, canvas.width, height), grid, layout, texts, look);
  if (sums === 0) return;
  const place = { gutter: GUTTER, skip: grid.skip };
  paintTotals(canvas.part(0, height, canvas.width, 1), grid.columns, layout, place);
}
