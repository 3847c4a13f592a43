// SPDX-License-Identifier: Apache-2.0
// Where the columns of a table are. No number is ever cut: columns of numbers and ids grow to what they show; texts
// keep the width that the view gives them, and share what is left over. A column of width 0 takes the rest of the line,
// and more (to be scrolled to) where its texts are longer. Where the line is too short, columns give up what they do not
// need, so that the name at its end stays on the screen.

import type { ColumnInfo } from '../../engine/protocol/protocol.js';
import type { Arrangement } from './arrangement.js';

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
/** … and the others make room for so much of it. */
const WANTED_REST = 24;
/** Texts of a last column can be scrolled through up to this width. */
const MAX_REST = 4096;
/** Texts do not grow beyond this while others are short. */
const MAX_TEXT = 60;

/**
 * @param titles cells of the header texts
 * @param content cells of the widest text seen in each column
 * @param available cells of the line
 * @param arrangement which columns, in which order; all by default
 */
export function layoutColumns(
  columns: readonly ColumnInfo[],
  titles: readonly number[],
  content: readonly number[],
  available: number,
  arrangement?: Arrangement,
): ColumnLayout {
  const set = arrangement?.widths;
  const widths = columns.map((column, i) => set?.get(i) ?? baseWidth(column, titles[i] ?? 0, content[i] ?? 0));
  const needs = columns.map((column, i) => neededWidth(column, titles[i] ?? 0, content[i] ?? 0));
  const all = arrangement?.shown ?? columns.map((_, i) => i);
  const shown = all.filter((i) => columns[i]?.yields !== true || set?.has(i) === true || fits(all, needs, available));
  const free = shown.filter((i) => set?.has(i) !== true);
  const wide = shown.reduce((sum, i) => sum + (widths[i] ?? 0) + GAP, -GAP);
  const open = free.find((i) => columns[i]?.width === 0);
  const wish = open === undefined ? 0 : Math.max(0, WANTED_REST - (widths[open] ?? 0));
  squeeze(free, { widths, needs, missing: wide + wish - available });
  const used = shown.reduce((sum, i) => sum + (widths[i] ?? 0) + GAP, -GAP);
  const rest = shown.find((i) => columns[i]?.width === 0 && set?.has(i) !== true);
  if (rest !== undefined) {
    const left = available - (used - (widths[rest] ?? 0));
    const whole = rest === shown.at(-1) ? Math.min(content[rest] ?? 0, MAX_REST) : 0;
    widths[rest] = Math.max(left, MIN_REST, whole, titles[rest] ?? 0);
  } else {
    shareSpare(columns, free, { widths, content, spare: available - used });
  }
  const boxes: ColumnBox[] = [];
  let x = 0;
  for (const index of shown) {
    const width = widths[index] ?? 0;
    boxes.push({ index, x, width });
    x += width + GAP;
  }
  return { boxes, total: Math.max(0, x - GAP) };
}

/** Where column `index` is; undefined while it is hidden. */
export function boxOf(layout: ColumnLayout, index: number): ColumnBox | undefined {
  return layout.boxes.find((box) => box.index === index);
}

/** Whether all columns have what they need, and the last one what it wants. */
function fits(shown: readonly number[], needs: readonly number[], available: number): boolean {
  return shown.reduce((sum, i) => sum + (needs[i] ?? 0) + GAP, -GAP) + WANTED_REST <= available;
}

function baseWidth(column: ColumnInfo, title: number, content: number): number {
  if (column.width === 0) return title;
  // One cell more than the title, for the sort mark.
  const own = Math.max(column.width, title + 1);
  return isCut(column) ? own : Math.max(own, content);
}

/** The least that shows all there is: a text's title and what it has been seen to hold. */
function neededWidth(column: ColumnInfo, title: number, content: number): number {
  return column.width === 0 ? title : Math.min(baseWidth(column, title, content), Math.max(title + 1, content));
}

interface Squeeze {
  /** By column; what is not needed is taken away. */
  readonly widths: number[];
  readonly needs: readonly number[];
  /** Cells that the line is too short. */
  readonly missing: number;
}

function squeeze(shown: readonly number[], { widths, needs, missing }: Squeeze): void {
  const slack = (i: number): number => Math.max(0, (widths[i] ?? 0) - (needs[i] ?? 0));
  const all = shown.reduce((sum, i) => sum + slack(i), 0);
  let left = Math.min(missing, all);
  for (const i of shown) {
    if (left <= 0) return;
    const less = Math.min(left, slack(i), Math.ceil((slack(i) * missing) / all));
    widths[i] = (widths[i] ?? 0) - less;
    left -= less;
  }
}

/** Texts may be cut; they can be read whole by scrolling, digging and copying. */
function isCut(column: ColumnInfo): boolean {
  return column.display === 'text';
}

interface Spare {
  /** By column; those that take of the spare cells grow. */
  readonly widths: number[];
  readonly content: readonly number[];
  readonly spare: number;
}

function shareSpare(columns: readonly ColumnInfo[], shown: readonly number[], { widths, content, spare }: Spare): void {
  let left = spare;
  // From the right: the last text is mostly the name that one looks for.
  for (const i of [...shown].reverse()) {
    const column = columns[i];
    const width = widths[i] ?? 0;
    if (left <= 0) return;
    if (column === undefined || !isCut(column)) continue;
    const more = Math.min(left, Math.max(0, Math.min(content[i] ?? 0, Math.max(MAX_TEXT, width)) - width));
    widths[i] = width + more;
    left -= more;
  }
}

/** The column at cell x of the scrolled line; undefined between columns and after the last. */
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
  const box = boxOf(layout, index);
  if (box === undefined) return skip;
  const right = box.x + Math.min(box.width, available) - available;
  const wanted = Math.min(Math.max(skip, right), box.x);
  return Math.max(0, Math.min(wanted, maxSkip(layout, available)));
}
