// SPDX-License-Identifier: Apache-2.0
// What the keys of a chosen cell do to its column: hide, move, widen, narrow. Remembered for the view at once.

import type { ColumnInfo } from '../../engine/protocol/protocol.js';
import { arrange, movedColumn, resizedColumn, toggledColumn } from '../grid/arrangement.js';
import { boxOf } from '../grid/column-layout.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Table } from '../page.js';

/** Cells that a column grows or shrinks by. */
export const WIDTH_STEP = 4;

export function changeColumn(page: Table, command: Command): Outcome {
  const { columns, column: index } = page.grid;
  const column = columns[index];
  if (column === undefined) return 'choose a column with ← → first';
  switch (command) {
    case 'column-hide':
      return hide(page, index, column);
    case 'column-left':
      return move(page, index, -1);
    case 'column-right':
      return move(page, index, 1);
    case 'wider':
      return resize(page, index, WIDTH_STEP);
    default:
      return resize(page, index, -WIDTH_STEP);
  }
}

function hide(page: Table, index: number, column: ColumnInfo): Outcome {
  const { theme, user } = page.ui;
  const { shown } = page.arrangement;
  if (shown.length < 2) return 'one column has to stay';
  const place = shown.indexOf(index);
  const next = shown[place + 1] ?? shown[place - 1] ?? -1;
  const { id } = page.level.view;
  user.preferences.setColumns(id, toggledColumn(page.grid.columns, user.preferences.columnsOf(id), index));
  page.setGrid({ ...page.grid, column: next });
  page.ui.say(`${column.title} is hidden ${theme.glyphs.dash} c shows it again`);
  return undefined;
}

function move(page: Table, index: number, steps: 1 | -1): Outcome {
  const { preferences } = page.ui.user;
  const { id } = page.level.view;
  const before = preferences.columnsOf(id);
  const after = movedColumn(page.grid.columns, before, index, steps);
  if (after === before) return steps < 0 ? 'it is the first column already' : 'it is the last column already';
  preferences.setColumns(id, after);
  page.ui.repaint();
  return undefined;
}

function resize(page: Table, index: number, cells: number): Outcome {
  const { preferences } = page.ui.user;
  const { id } = page.level.view;
  const box = boxOf(page.layout, index);
  if (box === undefined) return 'the column is not on the screen';
  const settings = preferences.columnsOf(id);
  const width = (settings.widths?.[page.grid.columns[index]?.name ?? ''] ?? box.width) + cells;
  preferences.setColumns(id, resizedColumn(page.grid.columns, settings, index, width));
  const now = arrange(page.grid.columns, preferences.columnsOf(id)).widths.get(index) ?? box.width;
  page.ui.say(`${page.grid.columns[index]?.title ?? ''} is ${now} cells wide`);
  return undefined;
}
