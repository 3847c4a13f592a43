// SPDX-License-Identifier: Apache-2.0
// Where the columns of a table stand. No number is ever cut: columns of numbers and ids grow to what they show; texts
// keep the width that the view gives them, and share what is left over. A column of width 0 takes the rest of the line,
// and more (to be scrolled to) where its texts are longer.

import type { ColumnInfo } from '../../engine/pipeline/protocol.js';

export interface ColumnBox {
  /** Index into the columns. */
  readonly index: number;
  /** First cell, counted from the left edge of the first column. */
  readonly x: number;
  readonly width: number;
}

export interface ColumnLayout {
  readonly boxes: readonly ColumnBox[];
  /** Cells that all columns take. */
  readonly total: number;
}

/** Cells between two columns. */
const GAP = 1;
/** A column that takes the rest of the line takes at least this. */
const MIN_REST = 16;
/** Texts of a last column can be scrolled through up to this width. */
const MAX_REST = 4096;
/** Texts do not grow beyond this while others are short. */
const MAX_TEXT = 60;

/**
 * @param titles cells of the header texts
 * @param content cells of the widest text seen in each column
 * @param available cells of the line
 */
export function layoutColumns(
  columns: readonly ColumnInfo[],
  titles: readonly number[],
  content: readonly number[],
  available: number,
): ColumnLayout {
  const widths = columns.map((column, i) => baseWidth(column, titles[i] ?? 0, content[i] ?? 0));
  const last = columns.length - 1;
  const hasRest = columns[last]?.width === 0;
  const used = widths.reduce((sum, width) => sum + width + GAP, -GAP);
  if (hasRest) {
    const rest = available - (used - (widths[last] ?? 0));
    widths[last] = Math.max(rest, MIN_REST, Math.min(content[last] ?? 0, MAX_REST), titles[last] ?? 0);
  } else shareSpare(columns, widths, content, available - used);
  const boxes: ColumnBox[] = [];
  let x = 0;
  for (const [index, width] of widths.entries()) {
    boxes.push({ index, x, width });
    x += width + GAP;
  }
  return { boxes, total: Math.max(0, x - GAP) };
}

function baseWidth(column: ColumnInfo, title: number, content: number): number {
  if (column.width === 0) return title;
  // One cell more than the title, for the sort mark.
  const own = Math.max(column.width, title + 1);
  return isCut(column) ? own : Math.max(own, content);
}

/** Texts may be cut; they can be read whole by scrolling, digging and copying. */
function isCut(column: ColumnInfo): boolean {
  return column.display === 'text';
}

function shareSpare(columns: readonly ColumnInfo[], widths: number[], content: readonly number[], spare: number): void {
  // From the right: the last text is mostly the name that one looks for.
  for (let i = columns.length - 1; i >= 0 && spare > 0; i--) {
    const column = columns[i];
    const width = widths[i] ?? 0;
    if (column === undefined || !isCut(column)) continue;
    const more = Math.min(spare, Math.max(0, Math.min(content[i] ?? 0, Math.max(MAX_TEXT, width)) - width));
    widths[i] = width + more;
    spare -= more;
  }
}

/** The column at cell x of the scrolled line; undefined between columns and behind the last. */
export function columnAt(layout: ColumnLayout, x: number, skip: number): number | undefined {
  const at = x + skip;
  return layout.boxes.find((box) => at >= box.x && at < box.x + box.width + GAP)?.index;
}

/** How far the line can be scrolled. */
export function maxSkip(layout: ColumnLayout, available: number): number {
  return Math.max(0, layout.total - available);
}

/** The scroll position nearest to `skip` at which column `index` can be seen, its start first of all. */
export function skipFor(layout: ColumnLayout, index: number, skip: number, available: number): number {
  const box = layout.boxes[index];
  if (box === undefined) return skip;
  const right = box.x + Math.min(box.width, available) - available;
  const wanted = Math.min(Math.max(skip, right), box.x);
  return Math.max(0, Math.min(wanted, maxSkip(layout, available)));
}
