// SPDX-License-Identifier: Apache-2.0
// The line under a table with the sums of its columns, for those where a sum means something.

import type { ColumnInfo } from '../../engine/protocol/protocol.js';
import { formatCell } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import type { ColumnLayout } from './column-layout.js';

/** Tables with fewer lines need them for rows. */
const LEAST_HEIGHT = 8;

/** True where a table of this height has something to add up. */
export function hasTotals(columns: readonly ColumnInfo[], rows: number, height: number): boolean {
  return height >= LEAST_HEIGHT && rows > 1 && columns.some((column) => column.total !== null);
}

/** `gutter`: cells before the first column; `skip`: cells scrolled out on the left. */
export function paintTotals(
  canvas: Canvas,
  columns: readonly ColumnInfo[],
  layout: ColumnLayout,
  { gutter, skip }: { readonly gutter: number; readonly skip: number },
): void {
  const { theme } = canvas;
  canvas.fill(0, 0, canvas.width, 1, theme.totals);
  const cells = canvas.part(gutter, 0, canvas.width - gutter - 1, 1);
  for (const box of layout.boxes) {
    const column = columns[box.index];
    if (column === undefined || column.total === null) continue;
    const sum = Number.isNaN(column.total) ? '<NA>' : formatCell(column.total, column.display, { baseTime: undefined });
    const place = (text: string) => box.x - skip + (column.align === 'right' ? box.width - text.length : 0);
    const whole = column.most === undefined ? sum : `${sum} / ${column.most} %`;
    const text = place(whole) >= 0 ? whole : sum;
    if (place(text) >= 0) cells.text(place(text), 0, text, theme.totals);
  }
  canvas.text(0, 0, theme.glyphs.total, theme.totals);
}
