// SPDX-License-Identifier: Apache-2.0
// Paints a table: its header line and the rows that are on the screen, nothing else. Numbers carry their share of the
// column's maximum in their colour, the sorted column also as a bar behind it; the cursor has a mark besides its colour,
// so have rows of processes that have ended.

import type { ColumnInfo, SnapshotRow } from '../../engine/protocol/protocol.js';
import { isQuantity, UNKNOWN } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over, type Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';
import type { Arrangement } from './arrangement.js';
import { boxOf, type ColumnBox, type ColumnLayout, layoutColumns, maxSkip } from './column-layout.js';
import { type GridState, rowAt } from './grid-state.js';
import { heatStep } from './heat.js';
import { routineRows } from './routine.js';
import type { CellText, RowTexts } from './row-texts.js';
import { shortText } from './short-text.js';
import { paintSparkline } from './sparkline.js';
import type { TreeLeads } from './tree-leads.js';

/** Cells at the left edge: the mark of the cursor, or of an ended process. */
export const GUTTER = 1;
/** The scroll bar at the right edge. */
const SCROLL_BAR = 1;

export interface GridLook {
  /** Text whose occurrences are marked; "" for none. */
  readonly needle: string;
  /** Field that says what a row is: its column stands out. */
  readonly keyField: string | undefined;
  /** The cursor has the keys; a table behind a dialog shows it quieter. */
  readonly focused: boolean;
  /** Keys of the rows that the user has selected. */
  readonly marked?: ReadonlySet<string>;
  /** Branches before the names, for the loaded rows. */
  readonly leads?: TreeLeads | undefined;
  /** What the rows have been like, where there is a column for it. */
  readonly trends?: Trends | undefined;
}

export interface Trends {
  of(key: string): readonly (number | null)[] | undefined;
  /** Largest number among the rows on the screen. */
  readonly most: number;
}

/** Cells of a line that the columns can use. */
export function columnSpace(canvasWidth: number): number {
  return Math.max(1, canvasWidth - GUTTER - SCROLL_BAR);
}

/** Where the columns are in a canvas of this width. */
export function gridLayout(
  state: GridState,
  texts: RowTexts,
  canvas: Pick<Canvas, 'width' | 'textWidth'>,
  arrangement?: Arrangement,
): ColumnLayout {
  const titles = state.columns.map((column) => canvas.textWidth(column.title));
  const content = texts.widths(state.rows, state.columns);
  return layoutColumns(state.columns, titles, content, columnSpace(canvas.width), arrangement);
}

/** Line 0 is the header; the rows follow. */
export function paintGrid(
  canvas: Canvas,
  state: GridState,
  layout: ColumnLayout,
  texts: RowTexts,
  look: GridLook,
): void {
  paintHeader(canvas, state, layout);
  const body = canvas.part(0, 1, canvas.width, canvas.height - 1);
  const calm = calmColumns(state, body.height);
  const isRoutine = routineRows(state.columns);
  for (let y = 0; y < body.height; y++) {
    const index = state.top + y;
    if (index >= state.total) break;
    paintRow(body, y, { state, layout, texts, look, index, calm, isRoutine });
  }
  paintScrollBar(body, state.top, state.total);
  paintOverflow(canvas, state, layout);
}

function paintHeader(canvas: Canvas, state: GridState, layout: ColumnLayout): void {
  const { theme, meter } = canvas;
  canvas.fill(0, 0, canvas.width, 1, theme.tableHeader);
  const cells = canvas.part(GUTTER, 0, columnSpace(canvas.width), 1);
  for (const box of layout.boxes) {
    const column = state.columns[box.index];
    if (column === undefined) continue;
    const sorted = state.sort?.column === box.index;
    const mark = state.sort?.descending === true ? theme.glyphs.descending : theme.glyphs.ascending;
    const title = canvas.safe(column.title + (sorted ? mark : ''));
    const cell = { text: title, width: meter.width(title) };
    const style = sorted ? theme.sortedHeader : theme.tableHeader;
    const shown = over(style, state.column === box.index ? theme.cursorCell : style);
    // One blank around the sorted title makes it a tab of its own.
    if (sorted) cells.fill(box.x - state.skip, 0, box.width, 1, shown);
    paintCell(cells, 0, { box, skip: state.skip, align: column.align }, cell, shown);
  }
}

interface RowJob {
  readonly state: GridState;
  readonly layout: ColumnLayout;
  readonly texts: RowTexts;
  readonly look: GridLook;
  readonly index: number;
  /** Columns whose numbers get no colours. */
  readonly calm: ReadonlySet<number>;
  readonly isRoutine: (row: SnapshotRow) => boolean;
}

function paintRow(canvas: Canvas, y: number, job: RowJob): void {
  const { state, layout, texts, look, index } = job;
  const { theme } = canvas;
  const row = rowAt(state, index);
  const isCursor = index === state.cursor;
  const cells = canvas.part(GUTTER, 0, columnSpace(canvas.width), canvas.height);
  if (row === undefined) {
    canvas.text(GUTTER, y, theme.glyphs.ellipsis, theme.faint);
  } else {
    const written = texts.of(row, state.columns);
    const isFaint = row.alive && job.isRoutine(row);
    for (const box of layout.boxes) {
      const column = state.columns[box.index];
      const cell = written[box.index];
      if (column === undefined || cell === undefined) continue;
      const own = cellStyle(canvas, row, box.index, job);
      const style = isFaint && own !== theme.marked ? theme.faint : own;
      const lead = look.leads?.column === box.index ? (look.leads.texts[index - state.offset] ?? '') : '';
      if (lead !== '')
        paintCell(cells, y, { box, skip: state.skip, align: 'left' }, leadCell(canvas, lead), theme.faint);
      const place = lead === '' ? box : after(box, lead.length);
      const shown = shortCell(cells, { box: place, skip: state.skip, align: column.align }, cell, column.field);
      paintCell(cells, y, { box: place, skip: state.skip, align: column.align }, shown, style);
    }
    paintTrend(cells, y, row, job);
    if (!row.alive) canvas.text(0, y, theme.glyphs.ended, theme.ended);
  }
  if (isCursor) paintCursor(canvas, y, job);
  if (row !== undefined && look.marked?.has(row.key) === true)
    canvas.text(0, y, theme.glyphs.marked, markStyle(job, theme));
  if (look.needle !== '') markCells(cells, y, job);
  if (row !== undefined) paintBar(cells, y, job, row, isCursor);
}

function paintTrend(cells: Canvas, y: number, row: SnapshotRow, { state, layout, look }: RowJob): void {
  const { trend } = layout;
  const values = look.trends?.of(row.key);
  const x = (trend?.x ?? 0) - state.skip;
  if (trend === undefined || values === undefined || x < 0) return;
  const style = row.alive ? undefined : cells.theme.ended;
  paintSparkline(cells.part(x, y, trend.width, 1), 0, { values, most: look.trends?.most ?? 0, style });
}

/** Texts of wide or joined characters are cut at their end, as they always are. */
function shortCell(cells: Canvas, { box, skip, align }: CellPlace, cell: CellText, field: string): CellText {
  const room = Math.min(box.width, cells.width - box.x);
  if (align === 'right' || skip > 0 || cell.width <= room || cell.text.length !== cell.width) return cell;
  const short = shortText(cell.text, room, { field, ellipsis: cells.theme.glyphs.ellipsis });
  return short === cell.text ? cell : { text: cells.safe(short), width: short.length };
}

/** Branches are of characters of one cell each. */
function leadCell(canvas: Canvas, lead: string): CellText {
  return { text: canvas.safe(lead), width: lead.length };
}

function after(box: ColumnBox, cells: number): ColumnBox {
  const taken = Math.min(cells, box.width);
  return { ...box, x: box.x + taken, width: box.width - taken };
}

function markStyle({ state, index }: RowJob, theme: Theme): Style {
  return index === state.cursor ? over(theme.cursorRow, { ...theme.marked, bg: theme.cursorRow.bg }) : theme.marked;
}

function paintCursor(canvas: Canvas, y: number, { state, layout, look }: RowJob): void {
  const { theme } = canvas;
  const width = canvas.width - SCROLL_BAR;
  const plain = theme.depth === 'mono' || !look.focused;
  const style = look.focused ? theme.cursorRow : theme.tableHeader;
  canvas.restyle(0, y, width, plain ? { ...style } : { fg: style.fg, bg: style.bg });
  canvas.text(0, y, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
  const box = boxOf(layout, state.column);
  if (box === undefined) return;
  const from = Math.max(0, box.x - state.skip);
  const to = Math.min(width - GUTTER, box.x - state.skip + box.width);
  canvas.restyle(GUTTER + from, y, to - from, { ...theme.cursorCell });
}

/** The share of the sorted column's maximum, as a background from the column's left edge. */
function paintBar(cells: Canvas, y: number, { state, layout }: RowJob, row: SnapshotRow, isCursor: boolean): void {
  const { theme } = cells;
  const color = isCursor ? theme.cursorBar : theme.bar;
  const index = state.sort?.column ?? -1;
  const column = state.columns[index];
  const box = boxOf(layout, index);
  if (color === undefined || column === undefined || box === undefined || index === state.column) return;
  const share = shareOf(row.cells[index] ?? null, column);
  if (share === undefined) return;
  const width = Math.round(share * box.width);
  const from = Math.max(0, box.x - state.skip);
  const to = Math.min(cells.width, box.x - state.skip + width);
  if (to > from) cells.restyle(from, y, to - from, { bg: color });
}

interface CellPlace {
  readonly box: ColumnBox;
  readonly skip: number;
  readonly align: 'left' | 'right';
}

/** What the place does not cover is blank already. */
function paintCell(cells: Canvas, y: number, { box, skip, align }: CellPlace, cell: CellText, style: Style): void {
  const blanks = align === 'right' ? Math.max(0, box.width - cell.width) : 0;
  const x = box.x - skip + blanks;
  const end = box.x - skip + box.width;
  if (x >= cells.width || end <= 0) return;
  const hidden = Math.max(0, -x);
  cells.safeText(Math.max(0, x), y, cell.text, style, { skip: hidden, max: end - Math.max(0, x) });
}

function cellStyle({ theme }: Canvas, row: SnapshotRow, index: number, { state, look, calm }: RowJob): Style {
  const column = state.columns[index];
  if (column === undefined || !row.alive) return theme.ended;
  if (look.marked?.has(row.key) === true) return theme.marked;
  const value = row.cells[index] ?? null;
  if (value === null || value === UNKNOWN) return theme.faint;
  if (column.field === look.keyField) return theme.accent;
  if (!isQuantity(column.display)) return theme.text;
  if (value === 0) return theme.faint;
  const share = shareOf(value, column);
  if (share === undefined) return theme.text;
  return theme.heat[calm.has(index) ? 0 : heatStep(share)] ?? theme.text;
}

/** Where most of the numbers on the screen are large, none of them stands out: colours would only make noise. */
function calmColumns(state: GridState, height: number): Set<number> {
  const calm = new Set<number>();
  for (const [i, column] of state.columns.entries()) {
    let hot = 0;
    let all = 0;
    for (let index = state.top; index < state.top + height; index++) {
      const share = shareOf(rowAt(state, index)?.cells[i] ?? null, column);
      if (share === undefined) continue;
      all++;
      if (heatStep(share) >= 2) hot++;
    }
    if (all > 2 && hot > all / 2) calm.add(i);
  }
  return calm;
}

function shareOf(value: SnapshotRow['cells'][number], column: ColumnInfo): number | undefined {
  if (!isQuantity(column.display) || column.maximum <= 0) return undefined;
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const share = Number(value) / column.maximum;
  return Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : undefined;
}

function markCells(cells: Canvas, y: number, { state, layout, look }: RowJob): void {
  for (const box of layout.boxes) {
    const x = box.x - state.skip;
    const from = Math.max(0, x);
    const width = Math.min(cells.width, x + box.width) - from;
    if (width > 0) cells.part(from, y, width, 1).markText(0, look.needle, cells.theme.match);
  }
}

/** Signs in the header that there is more to the left or right. */
function paintOverflow(canvas: Canvas, state: GridState, layout: ColumnLayout): void {
  const { theme } = canvas;
  if (state.skip > 0) canvas.text(0, 0, theme.glyphs.left, over(theme.tableHeader, theme.accent));
  if (state.skip < maxSkip(layout, columnSpace(canvas.width))) {
    canvas.text(canvas.width - 1, 0, theme.glyphs.right, over(theme.tableHeader, theme.accent));
  }
}
