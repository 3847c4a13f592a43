// SPDX-License-Identifier: Apache-2.0
// A table on the screen, without a screen: which rows are here, where the cursor is, what is scrolled. Immutable; each
// function answers the state after something has happened. The cursor stays on its row (by key) when rows move; until
// somebody has moved it, it stays at the top, so that a table that is still filling does not run away with it.

import type {
  ColumnInfo,
  SnapshotRow,
  SortOrder,
  TablePart,
  TableSnapshot,
  Viewport,
} from '../../engine/protocol/protocol.js';
import type { Command } from '../keys/binding.js';

export interface GridState {
  readonly columns: readonly ColumnInfo[];
  readonly sort: SortOrder | undefined;
  /** Rows of the whole table. */
  readonly total: number;
  /** Index of rows[0] in the table. */
  readonly offset: number;
  readonly rows: readonly SnapshotRow[];
  /** Index of the row under the cursor. */
  readonly cursor: number;
  /** Its key; undefined while it is not known, or nobody has moved the cursor. */
  readonly selected: string | undefined;
  readonly touched: boolean;
  /** First row on the screen, and how many fit. */
  readonly top: number;
  readonly height: number;
  /** Chosen cell; -1 for none. */
  readonly column: number;
  /** Cells scrolled out on the left. */
  readonly skip: number;
}

export const EMPTY_GRID: GridState = {
  columns: [],
  sort: undefined,
  total: 0,
  offset: 0,
  rows: [],
  cursor: 0,
  selected: undefined,
  touched: false,
  top: 0,
  height: 1,
  column: -1,
  skip: 0,
};

/** What a level of the drill-down remembers of its table. */
export type GridPlace = Pick<GridState, 'cursor' | 'selected' | 'touched' | 'top' | 'column' | 'skip'>;

export function placeOf(state: GridState): GridPlace {
  const { cursor, selected, touched, top, column, skip } = state;
  return { cursor, selected, touched, top, column, skip };
}

/** The row at an index of the whole table, where it is loaded. */
export function rowAt(state: GridState, index: number): SnapshotRow | undefined {
  return state.rows[index - state.offset];
}

/** The row under the cursor; undefined while it is not loaded, or has moved to where nobody knows yet. */
export function cursorRow(state: GridState): SnapshotRow | undefined {
  return isLost(state) ? undefined : rowAt(state, state.cursor);
}

/** The selected row has left the place of the cursor, and the engine has not said yet where it is. */
export function isLost(state: GridState): boolean {
  const row = rowAt(state, state.cursor);
  return state.selected !== undefined && row !== undefined && row.key !== state.selected;
}

/**
 * The state with a new snapshot. `asked` is the selection that the engine was asked about: its answer says nothing about
 * a row that was selected since.
 */
export function withSnapshot(state: GridState, snapshot: TableSnapshot, asked: string | undefined): GridState {
  const { columns, sort, total, offset, rows } = snapshot;
  const next = { ...state, columns, sort, total, offset, rows, column: Math.min(state.column, columns.length - 1) };
  if (!state.touched) return settled(next, next.cursor);
  if (state.selected === undefined) return settled(next, next.cursor);
  const inside = rows.findIndex((row) => row.key === state.selected);
  if (inside >= 0) return settled(next, offset + inside);
  if (asked === state.selected && snapshot.selectedIndex >= 0) return settled(next, snapshot.selectedIndex);
  // Asked about and gone: the cursor goes to whatever took its place, and stays with that.
  if (asked === state.selected) return settled({ ...next, selected: undefined }, next.cursor);
  return settled(next, next.cursor);
}

/** With the cursor at an index, chosen by the user. */
export function moveTo(state: GridState, index: number): GridState {
  const cursor = clamp(index, 0, state.total - 1);
  return settled({ ...state, touched: true, selected: undefined }, cursor);
}

export function moveBy(state: GridState, rows: number): GridState {
  return moveTo(state, state.cursor + rows);
}

/** Screens up or down, or half of one: the cursor keeps its line where it can. */
export function pageBy(state: GridState, pages: number): GridState {
  const step = Math.trunc(Math.max(2, state.height - 1) * pages);
  const top = clamp(state.top + step, 0, Math.max(0, state.total - state.height));
  return moveTo({ ...state, top }, state.cursor + step);
}

/** Scrolls without moving the cursor, unless it would leave the screen. */
export function scrollBy(state: GridState, rows: number): GridState {
  const top = clamp(state.top + rows, 0, Math.max(0, state.total - state.height));
  if (top === state.top) return state;
  const cursor = clamp(state.cursor, top, top + state.height - 1);
  if (cursor === state.cursor)
    return { ...state, top, touched: true, selected: keyAt(state, cursor) ?? state.selected };
  return moveTo({ ...state, top }, cursor);
}

export function withHeight(state: GridState, height: number): GridState {
  if (height === state.height) return state;
  return settled({ ...state, height: Math.max(1, height) }, state.cursor);
}

/** All rows of the screen are loaded. */
export function isCovered(state: GridState): boolean {
  const end = Math.min(state.total, state.top + state.height);
  return state.top >= state.offset && end <= state.offset + state.rows.length;
}

/** With other rows of the table that cover the screen, where its own do not. */
export function withPart(state: GridState, parts: readonly TablePart[]): GridState {
  if (isCovered(state)) return state;
  for (const { offset, rows } of parts) {
    const next = { ...state, offset, rows };
    if (isCovered(next)) return settled(next, state.cursor);
  }
  return state;
}

/** More rows than the screen shows, so that most movements need no question to the engine. */
const MARGIN = 60;

/** True where the loaded rows end so near that the next screen should be fetched already. */
export function wantsMore(state: GridState): boolean {
  if (!isCovered(state)) return true;
  const near = Math.min(MARGIN / 2, state.height);
  const above = state.top - state.offset;
  const below = state.offset + state.rows.length - (state.top + state.height);
  return (above < near && state.offset > 0) || (below < near && state.offset + state.rows.length < state.total);
}

/** What to ask the engine for. */
export function viewportOf(state: GridState): Viewport {
  const top = Math.max(0, state.top - MARGIN);
  return { top, height: state.top - top + state.height + MARGIN, selected: state.selected, screen: state.height };
}

function settled(state: GridState, wanted: number): GridState {
  const cursor = clamp(wanted, 0, state.total - 1);
  const highest = Math.max(0, state.total - state.height);
  let top = Math.min(state.top, highest);
  if (cursor < top) top = cursor;
  if (cursor >= top + state.height) top = cursor - state.height + 1;
  const selected = state.touched ? (state.selected ?? keyAt(state, cursor)) : undefined;
  return { ...state, cursor, top: Math.max(0, top), selected };
}

function keyAt(state: GridState, index: number): string | undefined {
  return rowAt(state, index)?.key;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

export function isSameViewport(a: Viewport, b: Viewport | undefined): boolean {
  return a.top === b?.top && a.height === b.height && a.selected === b.selected && a.screen === b.screen;
}

/** The grid after a command that moves; undefined where a command does not. */
export function movedGrid(grid: GridState, command: Command): GridState | undefined {
  switch (command) {
    case 'up':
      return moveBy(grid, -1);
    case 'down':
      return moveBy(grid, 1);
    case 'page-up':
      return pageBy(grid, -1);
    case 'page-down':
      return pageBy(grid, 1);
    case 'half-up':
      return pageBy(grid, -0.5);
    case 'half-down':
      return pageBy(grid, 0.5);
    case 'home':
      return moveTo(grid, 0);
    case 'end':
      return moveTo(grid, grid.total - 1);
    default:
      return undefined;
  }
}
