// SPDX-License-Identifier: Apache-2.0
// The table page: a view on a selection, the way in and out, sorting, filtering, searching. It keeps the drill-down stack;
// the engine computes the rows, TableRows asks for them, TableView draws them. A step is taken only when the engine has
// answered, so title, path and rows on the screen always belong together.

import type { EngineStatus, TableSnapshot, TimeWindow } from '../../engine/protocol/protocol.js';
import { type Arrangement, arrange } from '../grid/arrangement.js';
import type { ColumnLayout } from '../grid/column-layout.js';
import { type GridState, movedGrid } from '../grid/grid-state.js';
import { RowTexts } from '../grid/row-texts.js';
import type { Command, KeyContext } from '../keys/binding.js';
import {
  asLeft,
  currentLevel,
  goBack,
  goToCrumb,
  isSameSelection,
  type Level,
  type Levels,
  levelFilter,
} from '../navigation.js';
import type { Outcome, PageTitle, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { TimePlace } from '../time/time-control.js';
import { MarkedRows } from './marked-rows.js';
import { runTableCommand } from './table-commands.js';
import { TableExtras } from './table-extras.js';
import { isAtEnd, tableInfo, tablePosition } from './table-info.js';
import { moveSideways } from './table-pointer.js';
import { TableRows } from './table-rows.js';
import { leavingOf } from './table-terms.js';
import { TableView } from './table-view.js';

export class TablePage implements Table {
  readonly isOverlay = false;
  readonly ui: Ui;
  readonly marked = new MarkedRows();
  readonly texts: RowTexts;
  readonly rows: TableRows;
  readonly match = { needle: '', isAwaited: false };
  readonly #extras: TableExtras;
  readonly #view: TableView;
  #levels: Levels;
  /** Of a table that was opened from another page: the time to go back to with it. */
  readonly #before: TimePlace | undefined;

  constructor(ui: Ui, levels: Levels, before?: TimePlace) {
    this.ui = ui;
    this.#levels = levels;
    this.#before = before;
    this.texts = new RowTexts(ui.meter, ui.theme.glyphs.asciiOnly);
    this.#extras = new TableExtras(ui);
    const accepted = (snapshot: TableSnapshot): void => this.#accepted(snapshot);
    this.rows = new TableRows({ page: this, ui, level: () => this.level, accepted });
    this.#view = new TableView(this, this.rows, this.#extras);
  }

  get contexts(): readonly KeyContext[] {
    const tree = this.level.tree === undefined ? [] : (['tree'] as const);
    return this.grid.column >= 0 ? ['cell', ...tree, 'table'] : [...tree, 'table'];
  }

  get level(): Level {
    return currentLevel(this.#levels);
  }

  get levels(): Levels {
    return this.#levels;
  }

  get grid(): GridState {
    return this.rows.grid;
  }

  get snapshot(): TableSnapshot | undefined {
    return this.rows.snapshot;
  }

  get window(): TimeWindow {
    return this.rows.window;
  }

  get shownTo(): number | undefined {
    return this.snapshot?.window.to;
  }

  get layout(): ColumnLayout {
    return this.#view.layout;
  }

  get arrangement(): Arrangement {
    const columns = this.ui.user.preferences.columnsOf(this.level.view.id);
    return this.#extras.arranged(arrange(this.grid.columns, columns), this);
  }

  get title(): PageTitle {
    const { view, text } = this.level;
    return { name: view.name, filter: levelFilter(this.level), text };
  }

  get crumbs(): readonly string[] {
    return this.level.terms.map((term) => term.label);
  }

  get position(): string {
    return tablePosition(this.grid, this.marked.size, isAtEnd(this.ui, this.level, this.grid));
  }

  get info(): string {
    return tableInfo(this.ui, this.snapshot, this.grid);
  }

  get isWaiting(): boolean {
    return this.rows.areWaitedFor;
  }

  async show(levels: Levels): Promise<string | undefined> {
    const level = currentLevel(levels);
    const opened = await this.rows.request(level);
    if (typeof opened !== 'object') return opened;
    if (level.view.id !== this.level.view.id || this.snapshot === undefined) this.texts.reset();
    if (!isSameSelection(level, this.level)) this.marked.clear();
    this.#extras.reset();
    this.ui.lists.table = this;
    this.#levels = levels;
    this.rows.take(opened);
    return undefined;
  }

  back(): Outcome {
    const levels = goBack(this.#levels);
    if (levels !== undefined) return this.show(levels);
    if (this.#before === undefined) return 'this is the first table: there is nothing to go back to; q quits';
    this.ui.close(this);
    return undefined;
  }

  closed(): void {
    this.#extras.stop();
    if (this.#before !== undefined) this.ui.time.restore(this.#before);
  }

  follow(): Outcome {
    const isMine = this.ui.lists.table === this;
    if (isMine && this.rows.areCurrent) return undefined;
    return this.show(asLeft(this.#levels, leavingOf(this)));
  }

  goTo(crumbs: number): Outcome {
    const levels = goToCrumb(this.#levels, crumbs);
    return levels === this.#levels ? undefined : this.show(levels);
  }

  tick(status: EngineStatus): void {
    this.rows.sees(status);
  }

  #accepted(snapshot: TableSnapshot): void {
    this.texts.setContext(this.ui.format);
    this.marked.refresh(snapshot.rows);
  }

  setGrid(grid: GridState): undefined {
    return this.rows.set(grid);
  }

  /** The table, and what is known of the row under the cursor, where there is room for both. */
  paint(canvas: Canvas, focused: boolean): void {
    this.#view.paint(canvas, focused);
  }

  run(command: Command, key: string): Outcome {
    const rows = this.rows.first.before(command);
    return rows === undefined ? this.#run(command, key) : this.#after(rows, () => this.#run(command, key));
  }

  #run(command: Command, key: string): Outcome {
    const moved = movedGrid(this.grid, command);
    if (moved !== undefined) return this.setGrid(moved);
    switch (command) {
      case 'left':
        return moveSideways(this, -1, this.#view.width);
      case 'right':
        return moveSideways(this, 1, this.#view.width);
      case 'back':
        return this.back();
      default:
        // What to do with a row waits for it.
        if (!this.rows.isCursorUnderWay) return runTableCommand(this, command, key);
        return this.#after(this.rows.untilCursorIsHere(), () => runTableCommand(this, command, key));
    }
  }

  /** Unless it is given up meanwhile. */
  async #after(wait: Promise<void>, act: () => Outcome): Promise<string | undefined> {
    const { round } = this.ui.steps;
    await wait;
    return round === this.ui.steps.round ? act() : undefined;
  }
}
