// SPDX-License-Identifier: Apache-2.0
// The mouse on a table, and the chosen cell.

import { boxOf, columnAt, maxSkip, skipFor } from '../grid/column-layout.js';
import { columnSpace, GUTTER } from '../grid/grid-painter.js';
import { moveTo, scrollBy } from '../grid/grid-state.js';
import type { Outcome, Table } from '../page.js';
import type { AreaPress } from '../paint/frame.js';
import { sortBy } from './table-commands.js';

/** @param width of the table on the screen, cells */
export function pressTable(table: Table, { press, x, y, double }: AreaPress, width: number): void {
  if (press.action === 'wheel-up') table.setGrid(scrollBy(table.grid, -3));
  if (press.action === 'wheel-down') table.setGrid(scrollBy(table.grid, 3));
  const isBar = x === width - 1;
  if (press.action !== 'down' && !(press.action === 'move' && isBar)) return;
  const { grid, layout, ui } = table;
  const column = columnAt(layout, x - GUTTER, grid.skip);
  if (isBar && y > 0 && grid.total > grid.height) {
    const share = (y - 1) / Math.max(1, grid.height - 1);
    table.setGrid(moveTo(grid, Math.round(share * (grid.total - 1))));
  } else if (y === 0) {
    if (column !== undefined) ui.runWith(() => sortBy(table, column));
  } else if (y <= grid.height && grid.top + y - 1 < grid.total) {
    const moved = moveTo(grid, grid.top + y - 1);
    table.setGrid(moved.column >= 0 && column !== undefined ? { ...moved, column } : moved);
    if (double) ui.run('enter');
  }
}

/** Moves the chosen cell; at the last column, scrolls through its text. */
export function moveSideways(table: Table, step: 1 | -1, width: number): Outcome {
  const { grid, layout } = table;
  const { column, skip } = grid;
  const shown = layout.boxes.map(({ index }) => index);
  const place = shown.indexOf(column);
  const space = columnSpace(width);
  const most = maxSkip(layout, space);
  const last = shown.length - 1;
  const box = boxOf(layout, column);
  const isLong = box !== undefined && place === last && box.width > space / 2;
  const half = Math.max(8, Math.floor(space / 3));
  if (isLong && step > 0 && skip < most) return table.setGrid({ ...grid, skip: Math.min(most, skip + half) });
  if (isLong && step < 0 && skip > box.x) return table.setGrid({ ...grid, skip: Math.max(box.x, skip - half) });
  if (step > 0 && place >= last) return 'this is the last column';
  if (step < 0 && place < 0) return 'no cell is chosen; → chooses the first';
  const next = shown[place + step] ?? -1;
  return table.setGrid({ ...grid, column: next, skip: next < 0 ? 0 : skipFor(layout, next, skip, space) });
}
