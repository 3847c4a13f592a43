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
  /** Where the sparklines are; undefined where there are none. */
  readonly trend?: Omit<ColumnBox, 'index'>;
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
  const isKept = (i: number): boolean => set?.has(i) === true || i === arrangement?.kept;
  const room = { columns, needs, available, isKept, trend: arrangement?.trend?.width };
  const { shown, hasTrend } = withRoom(all, room);
  const trend = hasTrend ? arrangement?.trend : undefined;
  const space = available - (trend === undefined ? 0 : trend.width + GAP);
  const free = shown.filter((i) => set?.has(i) !== true);
  const wide = lineOf(shown, widths);
  const open = free.find((i) => columns[i]?.width === 0);
  const wish = open === undefined ? 0 : Math.max(0, WANTED_REST - (widths[open] ?? 0));
  squeeze(free, { widths, needs, missing: wide + wish - space });
  cutTexts(
    free.filter((i) => i !== open && columns[i]?.display === 'text'),
    { widths, titles, missing: lineOf(shown, widths) + wish - space },
  );
  const used = lineOf(shown, widths);
  const rest = shown.find((i) => columns[i]?.width === 0 && set?.has(i) !== true);
  if (rest !== undefined) {
    const left = space - (used - (widths[rest] ?? 0));
    const whole = rest === shown.at(-1) ? Math.min(content[rest] ?? 0, MAX_REST) : 0;
    widths[rest] = Math.max(left, MIN_REST, whole, titles[rest] ?? 0);
  } else {
    shareSpare(columns, free, { widths, content, spare: space - used });
  }
  return placed(shown, widths, trend);
}

/** The sparklines are after their column; at the end where it is hidden. */
function placed(shown: readonly number[], widths: readonly number[], trend: Arrangement['trend']): ColumnLayout {
  const boxes: ColumnBox[] = [];
  const after = trend === undefined || shown.includes(trend.after) ? trend?.after : shown.at(-1);
  let at: ColumnLayout['trend'];
  let x = 0;
  for (const index of shown) {
    const width = widths[index] ?? 0;
    boxes.push({ index, x, width });
    x += width + GAP;
    if (trend === undefined || index !== after) continue;
    at = { x, width: trend.width };
    x += trend.width + GAP;
  }
  return { boxes, total: Math.max(0, x - GAP), ...(at === undefined ? {} : { trend: at }) };
}

/** Where column `index` is; undefined while it is hidden. */
export function boxOf(layout: ColumnLayout, index: number): ColumnBox | undefined {
  return layout.boxes.find((box) => box.index === index);
}

interface Room {
  readonly columns: readonly ColumnInfo[];
  readonly needs: readonly number[];
  readonly available: number;
  /** Shown on any line. */
  readonly isKept: (index: number) => boolean;
  /** Cells of the sparklines; undefined where there are none. */
  readonly trend: number | undefined;
}

/** Sparklines make room for columns of a lower rank. */
const TREND_RANK = 2;
/** Of the sparklines among the columns. */
const TREND = -1;

interface Shown {
  readonly shown: readonly number[];
  readonly hasTrend: boolean;
}

/** Without the columns that yield for which the line has no room, the highest rank first. */
function withRoom(all: readonly number[], { columns, needs, available, isKept, trend = 0 }: Room): Shown {
  const rank = (i: number): number => (i === TREND ? TREND_RANK : isKept(i) ? 0 : (columns[i]?.yields ?? 0));
  const cells = (i: number): number => {
    if (i === TREND) return trend;
    return columns[i]?.width === 0 ? Math.max(WANTED_REST, needs[i] ?? 0) : (needs[i] ?? 0);
  };
  const fixed = all.filter((i) => rank(i) === 0);
  const yielding = [...(trend > 0 ? [TREND] : []), ...all.filter((i) => rank(i) > 0)];
  const chosen = new Set(fixed);
  let used = fixed.reduce((sum, i) => sum + cells(i) + GAP, -GAP);
  for (const i of yielding.sort((a, b) => rank(a) - rank(b))) {
    if (used + cells(i) + GAP > available) continue;
    used += cells(i) + GAP;
    chosen.add(i);
  }
  return { shown: all.filter((i) => chosen.has(i)), hasTrend: chosen.has(TREND) };
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

interface Cut {
  /** By column; those of texts shrink. */
  readonly widths: number[];
  readonly titles: readonly number[];
  readonly missing: number;
}

/** The widest texts give up cells for the one at the end of the line, which is mostly what one looks for. */
function cutTexts(texts: readonly number[], { widths, titles, missing }: Cut): void {
  const spare = (i: number): number => (widths[i] ?? 0) - Math.max(MIN_REST, (titles[i] ?? 0) + 1);
  for (let left = missing; left > 0; left--) {
    const [widest] = [...texts].sort((a, b) => spare(b) - spare(a));
    if (widest === undefined || spare(widest) <= 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** Cells that columns take, with the gaps between them. */
function lineOf(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, i) => sum + (widths[i] ?? 0) + GAP, -GAP);
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
