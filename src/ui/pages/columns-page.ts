// SPDX-License-Identifier: Apache-2.0
// The columns of the open table, as a list beside it (c): shown or hidden, their order, their widths. Every key changes the
// table behind it at once, and is remembered for the view.

import type { ColumnInfo } from '../../engine/protocol/protocol.js';
import type { ColumnSettings } from '../config/settings.js';
import { allInOrder, arrange, resizedColumn, toggledColumn } from '../grid/arrangement.js';
import { boxOf } from '../grid/column-layout.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over } from '../paint/style.js';
import { ListCursor } from './list-cursor.js';
import { WIDTH_STEP } from './table-columns.js';

/** Cells of a name at most. */
const WIDEST_NAME = 24;

export class ColumnsPage implements Page {
  readonly contexts = ['columns'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly title: PageTitle = { name: 'Columns' };
  readonly #ui: Ui;
  readonly #table: Table;
  readonly #view: string;
  /** Place in the list. */
  readonly #cursor: ListCursor;

  constructor(table: Table) {
    this.#ui = table.ui;
    this.#table = table;
    this.#view = table.level.view.id;
    const at = Math.max(0, this.#order.indexOf(table.grid.column));
    this.#cursor = new ListCursor(() => this.#columns.length, at);
  }

  get info(): string {
    const column = this.#columns[this.#order[this.#cursor.at] ?? -1];
    return column === undefined ? '' : `${column.title}: ${column.description}`;
  }

  get #columns(): readonly ColumnInfo[] {
    return this.#table.grid.columns;
  }

  get #settings(): ColumnSettings {
    return this.#ui.user.preferences.columnsOf(this.#view);
  }

  get #order(): number[] {
    return allInOrder(this.#columns, this.#settings);
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const columns = this.#columns;
    const names = Math.max(8, ...columns.map((column) => Math.min(WIDEST_NAME, canvas.textWidth(column.title))));
    const width = Math.min(canvas.width, names + 18);
    const height = Math.min(canvas.height - (canvas.height > 12 ? 5 : 1), columns.length + 2);
    const y = Math.max(0, Math.floor((canvas.height - height) / 3));
    canvas.onPress(({ press }) => press.action === 'down' && this.#ui.close(this));
    const dialog = canvas.part(canvas.width - width - (canvas.width > width + 4 ? 2 : 0), y, width, height);
    dialog.onPress((press) => this.#pressed(press));
    const inside = dialog.box('Columns', theme.border, theme.title);
    this.#cursor.fit(inside.height);
    const { shown } = arrange(columns, this.#settings);
    for (const [line, index] of this.#order.slice(this.#cursor.top, this.#cursor.top + inside.height).entries()) {
      this.#paintColumn(inside, line, { index, isShown: shown.includes(index), names });
    }
    paintScrollBar(inside, this.#cursor.top, columns.length);
  }

  #paintColumn(
    canvas: Canvas,
    y: number,
    { index, isShown, names }: { readonly index: number; readonly isShown: boolean; readonly names: number },
  ): void {
    const { theme } = canvas;
    const column = this.#columns[index];
    if (column === undefined) return;
    const isCursor = this.#cursor.top + y === this.#cursor.at;
    const style = isCursor ? theme.cursorRow : isShown ? theme.text : theme.faint;
    canvas.fill(0, y, canvas.width, 1, style);
    if (isCursor) canvas.text(0, y, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
    canvas.text(2, y, `[${isShown ? theme.glyphs.marked : ' '}]`, style);
    canvas.text(6, y, column.title, style, { max: names });
    const own = this.#settings.widths?.[column.name];
    const note = isShown ? this.#widthNote(column, index, own) : 'hidden';
    canvas.text(7 + names, y, note, isCursor ? style : theme.muted, { max: 8, align: 'right' });
  }

  #widthNote(column: ColumnInfo, index: number, own: number | undefined): string {
    if (own !== undefined) return `${own}*`;
    if (column.width === 0) return 'rest ';
    const box = boxOf(this.#table.layout, index);
    return box === undefined ? 'no room' : `${box.width} `;
  }

  #pressed({ press, y }: AreaPress): void {
    if (press.action === 'wheel-up') this.#cursor.moveBy(-1);
    if (press.action === 'wheel-down') this.#cursor.moveBy(1);
    const at = this.#cursor.entryAt(y - 1);
    if (press.action !== 'down' || at === undefined) return;
    if (this.#cursor.at === at) this.#ui.run('toggle');
    else this.#cursor.moveTo(at);
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) return undefined;
    switch (command) {
      case 'toggle':
        return this.#toggle();
      case 'wider':
        return this.#resize(WIDTH_STEP);
      case 'narrower':
        return this.#resize(-WIDTH_STEP);
      case 'column-left':
        return this.#shift(-1);
      case 'column-right':
        return this.#shift(1);
      case 'reset':
        this.#ui.user.preferences.setColumns(this.#view, {});
        this.#ui.say("the view's own columns again");
        return undefined;
      case 'close':
        this.#ui.close(this);
        return undefined;
      default:
        return 'that does not work among the columns; Esc leaves them';
    }
  }

  #toggle(): Outcome {
    const index = this.#order[this.#cursor.at] ?? -1;
    const { shown } = arrange(this.#columns, this.#settings);
    if (shown.length === 1 && shown[0] === index) return 'one column has to stay';
    this.#ui.user.preferences.setColumns(this.#view, toggledColumn(this.#columns, this.#settings, index));
    return undefined;
  }

  #resize(cells: number): Outcome {
    const index = this.#order[this.#cursor.at] ?? -1;
    const column = this.#columns[index];
    const { shown } = arrange(this.#columns, this.#settings);
    if (column === undefined || !shown.includes(index)) return 'it is hidden; Space shows it';
    // One that the line had no room for is shown from now on.
    const box = boxOf(this.#table.layout, index);
    const now = this.#settings.widths?.[column.name] ?? box?.width;
    const width = now === undefined ? column.width : now + cells;
    this.#ui.user.preferences.setColumns(this.#view, resizedColumn(this.#columns, this.#settings, index, width));
    return undefined;
  }

  /** Moves the column under the cursor within the list, hidden ones counted: what one sees is what happens. */
  #shift(step: 1 | -1): Outcome {
    const order = this.#order;
    const to = this.#cursor.at + step;
    const [index, other] = [order[this.#cursor.at], order[to]];
    if (index === undefined || other === undefined)
      return step < 0 ? 'it is the first already' : 'it is the last already';
    order[this.#cursor.at] = other;
    order[to] = index;
    const isOwn = order.every((place, i) => place === i);
    const names = isOwn ? [] : order.map((i) => this.#columns[i]?.name ?? '');
    this.#ui.user.preferences.setColumns(this.#view, { ...this.#settings, order: names });
    this.#cursor.moveTo(to);
    return undefined;
  }
}
