// SPDX-License-Identifier: Apache-2.0
// The tree of processes (T), and folding in it. What is folded belongs to the level of the drill-down and comes back with it.

import { cursorRow, moveTo, rowAt } from '../grid/grid-state.js';
import type { Command } from '../keys/binding.js';
import { replant } from '../navigation.js';
import type { Outcome, Table } from '../page.js';
import { leavingOf } from './table-terms.js';

/** Fields whose rows the engine knows the parents of. */
const FAMILY: ReadonlySet<string> = new Set(['proc.pid', 'thread.tid']);

export function runTreeCommand(page: Table, command: Command): Outcome {
  switch (command) {
    case 'fold':
      return fold(page);
    case 'unfold':
      return unfold(page);
    case 'fold-all':
      return foldAll(page);
    default:
      return toggleTree(page);
  }
}

function toggleTree(page: Table): Outcome {
  const { level, snapshot } = page;
  if (level.tree !== undefined) return page.show(replant(page.levels, undefined, leavingOf(page).place));
  const field = snapshot?.keyField;
  if (field === undefined || !FAMILY.has(field) || level.view.kind === 'list') {
    return 'only tables of processes and threads can be a tree; F2 shows the views';
  }
  return page.show(replant(page.levels, { folded: [] }, leavingOf(page).place));
}

function fold(page: Table): Outcome {
  const row = cursorRow(page.grid);
  const tree = page.level.tree;
  if (row === undefined || tree === undefined) return 'there is no row under the cursor';
  const isFolded = tree.folded.includes(row.key);
  if (row.descendants > 0 && !isFolded) {
    return page.show(replant(page.levels, { folded: [...tree.folded, row.key] }, leavingOf(page).place));
  }
  if (row.depth === 0) return isFolded ? 'it is folded already; + unfolds' : 'there is nothing below this row';
  for (let index = page.grid.cursor - 1; index >= 0; index--) {
    const above = rowAt(page.grid, index);
    if (above === undefined) break;
    if (above.depth < row.depth) return page.setGrid(moveTo(page.grid, index));
  }
  return 'its parent is not in the table';
}

function unfold(page: Table): Outcome {
  const row = cursorRow(page.grid);
  const tree = page.level.tree;
  if (row === undefined || tree === undefined) return 'there is no row under the cursor';
  if (!tree.folded.includes(row.key)) return 'there is nothing folded below this row';
  const folded = tree.folded.filter((key) => key !== row.key);
  return page.show(replant(page.levels, { folded }, leavingOf(page).place));
}

/** Roots that have something below them; again: nothing is folded. */
async function foldAll(page: Table): Promise<string | undefined> {
  const tree = page.level.tree;
  if (tree === undefined) return undefined;
  if (tree.folded.length > 0) return page.show(replant(page.levels, { folded: [] }, leavingOf(page).place));
  const rows = await page.rows.all();
  if (typeof rows === 'string') return rows;
  const folded = rows.flatMap((row) => (row.depth === 0 && row.descendants > 0 ? [row.key] : []));
  return page.show(replant(page.levels, { folded }, leavingOf(page).place));
}
