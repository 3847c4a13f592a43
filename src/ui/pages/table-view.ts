// SPDX-License-Identifier: Apache-2.0
// How a table is drawn: header, rows and sums, a notice where there are no rows, and the details of the row under the
// cursor beside it where there is room for both.

import { type ColumnLayout, maxSkip } from '../grid/column-layout.js';
import { columnSpace, gridLayout } from '../grid/grid-painter.js';
import { cursorRow, withHeight } from '../grid/grid-state.js';
import type { Table } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { paintNotice } from './notice.js';
import type { TableExtras } from './table-extras.js';
import { emptyNotice, levelLeads } from './table-info.js';
import { paintTableLines, totalsLines } from './table-lines.js';
import { skipToMatch } from './table-matches.js';
import { pressTable } from './table-pointer.js';
import type { TableRows } from './table-rows.js';

export class TableView {
  readonly #table: Table;
  readonly #rows: TableRows;
  readonly #extras: TableExtras;
  #layout: ColumnLayout = { boxes: [], total: 0 };
  #width = 80;

  constructor(table: Table, rows: TableRows, extras: TableExtras) {
    this.#table = table;
    this.#rows = rows;
    this.#extras = extras;
  }

  get layout(): ColumnLayout {
    return this.#layout;
  }

  /** Cells of the table, without the pane. */
  get width(): number {
    return this.#width;
  }

  paint(whole: Canvas, focused: boolean): void {
    const pane = this.#extras.paneWidth(whole, this.#table.level);
    this.#paintTable(whole.part(0, 0, whole.width - pane, whole.height), focused);
    if (pane > 0) this.#extras.paintPane(whole.part(whole.width - pane, 0, pane, whole.height), this.#table);
  }

  #paintTable(canvas: Canvas, focused: boolean): void {
    this.#fit(canvas);
    const table = this.#table;
    const { ui, grid, level, snapshot, match } = table;
    const look = {
      needle: match.needle === '' ? level.text : match.needle,
      keyField: snapshot?.keyField,
      focused,
      marked: table.marked.keys,
      leads: levelLeads(level, grid, canvas.theme.glyphs),
      trends: this.#extras.trends(table),
    };
    paintTableLines(canvas, table, look);
    // Rows of a window that is left already, as after coming back to a table of millions of events.
    if (ui.steps.areSlow && !this.#rows.areCurrent) canvas.fade(1, canvas.height - 1);
    const notice = emptyNotice(ui, snapshot, level);
    if (notice !== undefined) paintNotice(canvas.part(0, 1, canvas.width, canvas.height - 1), notice);
    canvas.onPress((press) => pressTable(table, press, this.#width));
  }

  /** Rows and columns as the canvas has room for them. */
  #fit(canvas: Canvas): void {
    const { ui, texts, arrangement, match } = this.#table;
    const rows = this.#rows;
    this.#width = canvas.width;
    const height = Math.max(1, canvas.height - 1 - totalsLines(ui, rows.grid, canvas));
    if (height !== rows.grid.height) rows.set(withHeight(rows.grid, height));
    texts.setContext(ui.format);
    this.#layout = gridLayout(rows.grid, texts, canvas, arrangement);
    rows.skipTo(Math.min(rows.grid.skip, maxSkip(this.#layout, columnSpace(canvas.width))));
    if (!match.isAwaited || cursorRow(rows.grid) === undefined) return;
    match.isAwaited = false;
    rows.skipTo(skipToMatch(this.#table, canvas));
  }
}
