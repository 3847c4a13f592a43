// SPDX-License-Identifier: Apache-2.0
// Rows of a table as terms of a filter, and what pages that are opened from a table show.

import type { SnapshotRow } from '../../engine/protocol/protocol.js';
import { crumbLabel } from '../crumb-label.js';
import { anyTermText, hostTermText, joinFilter, type Term, termText } from '../filter-terms.js';
import { cursorRow, placeOf } from '../grid/grid-state.js';
import { type Leaving, levelFilter } from '../navigation.js';
import type { RowTerm, Selection, Table } from '../page.js';

/** What actions, copying and filters are about: the selected rows, else the one under the cursor. */
export function subjectsOf({ marked, grid }: Table): readonly SnapshotRow[] {
  if (marked.size > 0) return marked.rows;
  return [cursorRow(grid)].filter((row) => row !== undefined);
}

/** What a step away from a table remembers. */
export function leavingOf({ level, grid }: Table): Leaving {
  return { sort: level.sort, place: placeOf(grid) };
}

/** What pages opened from a table show: the selected rows, else the one under the cursor, else the whole table. */
export function selectionOf(table: Table): Selection {
  const { level, marked, crumbs } = table;
  const text = marked.size > 0 ? markedTerm(table) : undefined;
  const term = text === undefined ? namedTerm(table) : { text, label: `${marked.size} rows` };
  return {
    filter: joinFilter([levelFilter(level), term?.text ?? '', level.view.filter ?? '']),
    crumbs: term === undefined ? crumbs : [...crumbs, term.label],
    table,
  };
}

/** The term of the row under the cursor; undefined where it has none. */
export function rowTerm({ grid, snapshot, level }: Table): RowTerm | undefined {
  const row = cursorRow(grid);
  const field = snapshot?.keyField;
  if (row === undefined || field === undefined || level.view.kind === 'list') return undefined;
  const label = row.keyValue === null ? `no ${field}` : String(row.keyValue);
  return { field, text: hostTermText(row, termText(field, row.keyValue)), label };
}

/** The term of the selected rows; undefined where rows have none. */
export function markedTerm({ marked, snapshot, level }: Table): string | undefined {
  const field = snapshot?.keyField;
  if (field === undefined || level.view.kind === 'list') return undefined;
  const { rows } = marked;
  if (rows.some(({ host }) => host !== undefined)) {
    return rows.map((row) => `(${hostTermText(row, termText(field, row.keyValue))})`).join(' or ');
  }
  return anyTermText(
    field,
    rows.map((row) => row.keyValue),
  );
}

/** The row under the cursor with the label that going into it would give it. */
function namedTerm(table: Table): Term | undefined {
  const term = rowTerm(table);
  const row = cursorRow(table.grid);
  if (term === undefined || row === undefined || table.snapshot === undefined) return term;
  return { text: term.text, label: crumbLabel(table.snapshot, row, term.field, term.label) };
}
