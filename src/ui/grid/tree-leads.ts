// SPDX-License-Identifier: Apache-2.0
// The branches before the names in a tree of processes: `│ ├─`, `│ └▾`, `├▸(12)` where twelve rows are folded away. Computed from the depths of the loaded rows alone,
// from the last one up: whether a branch goes on below depends on what follows.

import type { ColumnInfo, SnapshotRow } from '../../engine/protocol/protocol.js';
import type { Glyphs } from '../theme/glyphs.js';

export interface TreeLeads {
  /** Column that the branches are in. */
  readonly column: number;
  /** Branches by row, in the order of the rows; "" for roots without children. */
  readonly texts: readonly string[];
}

/** Leads of `rows`; undefined where no column can carry them. `folded`: keys of rows whose subtree is hidden. */
export function treeLeads(
  columns: readonly ColumnInfo[],
  rows: readonly SnapshotRow[],
  folded: ReadonlySet<string>,
  glyphs: Glyphs,
): TreeLeads | undefined {
  const column = treeColumn(columns);
  if (column < 0) return undefined;
  const texts: string[] = [];
  /** By depth: a row of this depth follows before one that is less deep. */
  let goesOn: boolean[] = [];
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i];
    if (row === undefined) continue;
    texts[i] = lead(row, goesOn, folded.has(row.key), glyphs);
    goesOn = Array.from({ length: row.depth + 1 }, (_, depth) => depth === row.depth || goesOn[depth] === true);
  }
  return { column, texts };
}

function lead(row: SnapshotRow, goesOn: readonly boolean[], isFolded: boolean, { tree }: Glyphs): string {
  const knob = row.descendants === 0 ? '' : isFolded ? `${tree.folded}(${row.descendants})` : tree.open;
  if (row.depth === 0) return knob === '' ? '' : `${knob} `;
  let text = '';
  for (let depth = 1; depth < row.depth; depth++) text += goesOn[depth] === true ? tree.passing : tree.blank;
  const branch = goesOn[row.depth] === true ? tree.branch : tree.last;
  return `${text}${branch}${knob === '' ? tree.leaf : knob} `;
}

/** The column that says what a row is in words: its command, else its name; the last text of the table otherwise. */
function treeColumn(columns: readonly ColumnInfo[]): number {
  for (const field of ['proc.exeline', 'proc.cmdline', 'proc.name', 'proc.exe', 'thread.name']) {
    const index = columns.findIndex((column) => column.field === field);
    if (index >= 0) return index;
  }
  return columns.findLastIndex((column) => column.display === 'text');
}
