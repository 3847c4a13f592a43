// SPDX-License-Identifier: Apache-2.0
// Selecting rows: one by one (Ins), all of them, none.

import { cursorRow, moveBy } from '../grid/grid-state.js';
import type { Outcome, Table } from '../page.js';

/** More than this nobody means to select, and no command line takes. */
const MOST = 5000;

/** Selects the row under the cursor, or deselects it, and goes on to the next. */
export function markRow(page: Table): Outcome {
  const row = cursorRow(page.grid);
  if (row === undefined) return 'there is no row under the cursor';
  page.marked.toggle(row);
  return page.setGrid(moveBy(page.grid, 1));
}

export function markAll(page: Table): Outcome {
  const { marked, ui, grid } = page;
  if (marked.size > 0 && marked.size >= grid.total) {
    marked.clear();
    ui.say('no row is selected any more');
    return undefined;
  }
  if (grid.total > MOST) return `there are ${grid.total} rows, more than ${MOST}: filter them first`;
  return page.rows.all().then((rows) => {
    if (typeof rows === 'string') return rows;
    marked.add(rows);
    ui.say(`${rows.length} rows are selected; press again, or Esc, to deselect them`);
    return undefined;
  });
}
