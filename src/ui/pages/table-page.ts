// SPDX-License-Identifier: Apache-2.0
// The table page: a view on a selection, the way in and out, sorting, filtering, searching. It keeps the drill-down stack
// and the grid; the engine computes the rows. A step is taken only when the engine has answered, so title, path and rows
// on the screen always belong together.

import type { EngineStatus, SnapshotRow, TableSnapshot, TimeWindow, Viewport } from '../../engine/protocol/protocol.js';
import { type Arrangement, arrange } from '../grid/arrangement.js';
import { type ColumnLayout, maxSkip } from '../grid/column-layout.js';
import { columnSpace, gridLayout } from '../grid/grid-painter.js';
import {
  cursorRow,
  EMPTY_GRID,
  type GridState,
  isCovered,
  isLost,
  isSameViewport,
  movedGrid,
  moveTo,
  placeOf,
  viewportOf,
  wantsMore,
  withHeight,
  withSnapshot,
} from '../grid/grid-state.js';
import { RowTexts } from '../grid/row-texts.js';
import type { Command, KeyContext } from '../keys/binding.js';
import {
  asLeft,
  currentLevel,
  goBack,
  goToCrumb,
  isSameSelection,
  type Leaving,
  type Level,
  type Levels,
  levelFilter,
} from '../navigation.js';
import type { Outcome, PageTitle, Selection, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { TimePlace } from '../time/time-control.js';
import { FirstRows } from './first-rows.js';
import { MarkedRows } from './marked-rows.js';
import { paintNotice } from './notice.js';
import { runTableCommand } from './table-commands.js';
import { TableExtras } from './table-extras.js';
import { emptyNotice, levelLeads, refusalText, tableInfo, tablePosition, tableRequest } from './table-info.js';
import { paintTableLines, totalsLines } from './table-lines.js';
import { nearestMatch, skipToMatch } from './table-matches.js';
import { moveSideways, pressTable } from './table-pointer.js';
import { selectionOf } from './table-terms.js';
import { VanishingRows, wantedViewport } from './vanishing-rows.js';

export class TablePage implements Table {
  readonly isOverlay = false;
  readonly ui: Ui;
  readonly marked = new MarkedRows();
  readonly vanishing = new VanishingRows();
  readonly #first = new FirstRows();
  readonly texts: RowTexts;
  readonly #extras: TableExtras;
  #levels: Levels;
  #grid: GridState = EMPTY_GRID;
  #layout: ColumnLayout = { boxes: [], total: 0 };
  #width = 80;
  #snapshot: TableSnapshot | undefined;
  #window: TimeWindow;
  /** Of the window that the rows were computed for. */
  #version = -1;
  /** Of a table that was opened from another page: the time to go back to with it. */
  readonly #before: TimePlace | undefined;
  /** Selection that the newest snapshot was asked about. */
  #asked: string | undefined;
  #steps = 0;
  #fetching = false;
  /** Settled when the rows under way are here. */
  #rows: Promise<void> = Promise.resolve();
  /** What was fetched last for the newest snapshot that came by itself. */
  #fetched: Viewport | undefined;
  /** Text whose occurrences are marked. */
  needle = '';
  /** The match in the row under the cursor is to be scrolled to, as soon as the row is here. */
  #reveals = false;

  constructor(ui: Ui, levels: Levels, before?: TimePlace) {
    this.ui = ui;
    this.#levels = levels;
    this.#before = before;
    this.#window = ui.time.windowFor('table');
    this.texts = new RowTexts(ui.meter, ui.theme.glyphs.asciiOnly);
    this.#extras = new TableExtras(ui);
  }

  get contexts(): readonly KeyContext[] {
    const tree = this.level.tree === undefined ? [] : (['tree'] as const);
    return this.#grid.column >= 0 ? ['cell', ...tree, 'table'] : [...tree, 'table'];
  }

  get level(): Level {
    return currentLevel(this.#levels);
  }

  get levels(): Levels {
    return this.#levels;
  }

  get grid(): GridState {
    return this.#grid;
  }

  get snapshot(): TableSnapshot | undefined {
    return this.#snapshot;
  }

  /** The first rows have come, or there are none. */
  get hasRows(): boolean {
    return this.#first.areHere;
  }

  /** Where it follows: what its rows were computed for. */
  get window(): TimeWindow {
    return this.#window.last === undefined ? this.#window : (this.#snapshot?.window ?? this.#window);
  }

  get shownTo(): number | undefined {
    return this.#snapshot?.window.to;
  }

  get layout(): ColumnLayout {
    return this.#layout;
  }

  /** Which columns are shown, in which order. */
  get arrangement(): Arrangement {
    return this.#extras.arranged(arrange(this.#grid.columns, this.ui.preferences.columnsOf(this.level.view.id)), this);
  }

  /** What actions, copying and filters are about: the selected rows, else the one under the cursor. */
  get subjects(): readonly SnapshotRow[] {
    if (this.marked.size > 0) return this.marked.rows;
    return [cursorRow(this.#grid)].filter((row) => row !== undefined);
  }

  get leaving(): Leaving {
    return { sort: this.level.sort, place: placeOf(this.#grid) };
  }

  get title(): PageTitle {
    const { view, text } = this.level;
    return { name: view.name, filter: levelFilter(this.level), text };
  }

  get crumbs(): readonly string[] {
    return this.level.terms.map((term) => term.label);
  }

  get position(): string {
    return tablePosition(this.#grid, this.marked.size, this.#isAtEnd);
  }

  /** A living list in the order of time. */
  get #isGrowing(): boolean {
    const { view, sort } = this.level;
    return view.kind === 'list' && sort === undefined && this.ui.status?.live === true && !this.ui.isPaused;
  }

  /** Its cursor is on the last row: it stays there as rows come. */
  get #isAtEnd(): boolean {
    const { cursor, total, touched } = this.#grid;
    return touched && total > 0 && cursor >= total - 1 && this.#isGrowing;
  }

  get info(): string {
    return tableInfo(this.ui, this.#snapshot, this.#grid);
  }

  get isWaiting(): boolean {
    return this.#fetching && (!isCovered(this.#grid) || isLost(this.#grid));
  }

  /** Takes the step to `levels` when the engine has answered; an answer is why it could not. */
  async show(levels: Levels): Promise<string | undefined> {
    const step = ++this.#steps;
    const level = currentLevel(levels);
    const grid: GridState = { ...EMPTY_GRID, height: this.#grid.height, ...level.place };
    const viewport = viewportOf(grid);
    const { version } = this.ui.time;
    const window = this.ui.time.windowFor(level.view.kind === 'list' ? 'list' : 'table');
    const answer = await this.ui.client.openTable(tableRequest(this.ui, level, { window, viewport }));
    if (step !== this.#steps) return undefined;
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : refusalText(answer.error);
    if (level.view.id !== this.level.view.id || this.#snapshot === undefined) this.texts.reset();
    if (!isSameSelection(level, this.level)) this.marked.clear();
    this.vanishing.reset();
    this.#extras.reset();
    this.#window = window;
    this.#version = version;
    this.ui.lists.table = this;
    this.#levels = levels;
    // The screen may have got another height meanwhile, the first time in any case.
    this.#grid = { ...grid, height: this.#grid.height };
    this.#fetched = undefined;
    this.#accept(answer.value, viewport.selected);
    // Of what goes on, the newest rows are what one wants to see.
    if (!level.place.touched && this.#isGrowing) this.setGrid(moveTo(this.#grid, this.#grid.total - 1));
    return undefined;
  }

  /** Gives up the step that is under way: the engine goes back to the table on the screen. */
  cancel(): void {
    void this.show(this.#levels);
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
    if (isMine && this.#version === this.ui.time.version) return undefined;
    return this.show(asLeft(this.#levels, this.leaving));
  }

  /** What pages that are opened from here show: the selected rows, else the one under the cursor, else the whole table. */
  selection(): Selection {
    return selectionOf(this);
  }

  goTo(crumbs: number): Outcome {
    const levels = goToCrumb(this.#levels, crumbs);
    return levels === this.#levels ? undefined : this.show(levels);
  }

  /** A snapshot that came by itself. */
  update(snapshot: TableSnapshot): void {
    if (snapshot.view !== this.level.view.id || this.ui.lists.table !== this) return;
    this.#fetched = undefined;
    this.#accept(snapshot, this.#asked, true);
  }

  /** Asks for the rows as the engine has them by now: some that came by themselves were not taken. */
  refetch(): void {
    if (this.ui.lists.table !== this) return;
    this.#fetched = undefined;
    this.#fetch();
  }

  tick(status: EngineStatus): void {
    if (this.#snapshot !== undefined) this.#first.sees(this.#grid.total, status.state.kind === 'loading');
  }

  #accept(snapshot: TableSnapshot, asked: string | undefined, isRefresh = false): void {
    this.#snapshot = snapshot;
    this.#asked = asked;
    this.#first.sees(snapshot.total, this.ui.status?.state.kind === 'loading');
    this.texts.setContext(this.ui.format);
    this.marked.refresh(snapshot.rows);
    const isLive = this.ui.status?.live === true;
    const follows = isRefresh && this.#isAtEnd;
    const shown = isLive ? this.vanishing.added(snapshot, isRefresh) : snapshot;
    const grid = withSnapshot(this.#grid, shown, asked);
    this.setGrid(follows ? moveTo(grid, grid.total - 1) : grid);
  }

  /** Every row of the table; a sentence where the engine has none. */
  async allRows(): Promise<readonly SnapshotRow[] | string> {
    const { total } = this.#grid;
    const answer = await this.ui.client.viewTable({ top: 0, height: total, selected: this.#grid.selected });
    // The engine goes on with the part that the screen shows.
    this.#fetched = undefined;
    this.#fetch();
    return answer.ok ? answer.value.rows : answer.error.message;
  }

  /** Changes what the screen shows of the table, and fetches what is missing. */
  setGrid(grid: GridState): undefined {
    this.#grid = grid;
    this.ui.repaint();
    const isLost =
      grid.selected !== undefined && grid.selected !== this.#asked && cursorRow(grid)?.key !== grid.selected;
    if (this.#snapshot !== undefined && (wantsMore(grid) || isLost)) this.#fetch();
    return undefined;
  }

  #viewport(): Viewport {
    return wantedViewport(this.#grid, this.ui.status?.live === true);
  }

  #fetch(): void {
    const viewport = this.#viewport();
    // An engine that has less than it says is not asked the same again and again.
    if (this.#fetching || isSameViewport(viewport, this.#fetched)) return;
    this.#fetching = true;
    this.#fetched = viewport;
    this.#rows = this.#ask(viewport);
  }

  async #ask(viewport: Viewport): Promise<void> {
    const step = this.#steps;
    const answer = await this.ui.client.viewTable(viewport);
    this.#fetching = false;
    if (step !== this.#steps || !answer.ok) return;
    if (answer.value.view === this.level.view.id) this.#accept(answer.value, viewport.selected);
  }

  /** The table, and what is known of the row under the cursor, where there is room for both. */
  paint(whole: Canvas, focused: boolean): void {
    const pane = this.#extras.paneWidth(whole, this.level);
    this.#paintTable(whole.part(0, 0, whole.width - pane, whole.height), focused);
    if (pane > 0) this.#extras.paintPane(whole.part(whole.width - pane, 0, pane, whole.height), this);
  }

  #paintTable(canvas: Canvas, focused: boolean): void {
    this.#width = canvas.width;
    const height = Math.max(1, canvas.height - 1 - totalsLines(this.ui, this.#grid, canvas));
    if (height !== this.#grid.height) this.setGrid(withHeight(this.#grid, height));
    this.texts.setContext(this.ui.format);
    this.#layout = gridLayout(this.#grid, this.texts, canvas, this.arrangement);
    const skip = Math.min(this.#grid.skip, maxSkip(this.#layout, columnSpace(canvas.width)));
    if (skip !== this.#grid.skip) this.#grid = { ...this.#grid, skip };
    if (this.#reveals && cursorRow(this.#grid) !== undefined) {
      this.#reveals = false;
      this.#grid = { ...this.#grid, skip: skipToMatch(this, canvas) };
    }
    const look = {
      needle: this.needle === '' ? this.level.text : this.needle,
      keyField: this.#snapshot?.keyField,
      focused,
      marked: this.marked.keys,
      leads: levelLeads(this.level, this.#grid, canvas.theme.glyphs),
      trends: this.#extras.trends(this),
    };
    paintTableLines(canvas, this, look);
    // Rows of a window that is left already, as after coming back to a table of millions of events.
    if (this.ui.isSlow && this.#version !== this.ui.time.version) canvas.fade(1, canvas.height - 1);
    const notice = emptyNotice(this.ui, this.#snapshot, this.level);
    if (notice !== undefined) paintNotice(canvas.part(0, 1, canvas.width, canvas.height - 1), notice);
    canvas.onPress((press) => pressTable(this, press, this.#width));
  }

  /**
   * Goes to the row that contains `needle` at or nearest to `index`, and to the place in it. The table may have been computed
   * again since the engine found it there: rows are asked for once more, and looked at. Nothing moves once `signal` is
   * aborted.
   */
  async goToMatch(index: number, signal?: AbortSignal): Promise<void> {
    const around = Math.max(0, index - this.#grid.height);
    const viewport = { ...this.#viewport(), selected: undefined };
    const isInside = index >= viewport.top && index < viewport.top + viewport.height;
    const step = this.#steps;
    const answer = await this.ui.client.viewTable(isInside ? viewport : { ...viewport, top: around });
    if (step !== this.#steps || !answer.ok || answer.value.view !== this.level.view.id) return;
    if (signal?.aborted === true) return;
    this.#fetched = undefined;
    this.#accept(answer.value, undefined);
    this.#reveals = true;
    this.setGrid(moveTo(this.#grid, nearestMatch(this, index)));
  }

  run(command: Command, key: string): Outcome {
    const rows = this.#first.before(command);
    const { round } = this.ui;
    if (rows !== undefined) return rows.then(() => (round === this.ui.round ? this.#run(command, key) : undefined));
    return this.#run(command, key);
  }

  #run(command: Command, key: string): Outcome {
    const moved = movedGrid(this.#grid, command);
    if (moved !== undefined) return this.setGrid(moved);
    switch (command) {
      case 'left':
        return moveSideways(this, -1, this.#width);
      case 'right':
        return moveSideways(this, 1, this.#width);
      case 'back':
        return this.back();
      default:
        return this.#isRowUnderWay ? this.#whenHere(command, key) : runTableCommand(this, command, key);
    }
  }

  get #isRowUnderWay(): boolean {
    return this.#fetching && this.#grid.total > 0 && cursorRow(this.#grid) === undefined;
  }

  /** The cursor has jumped to rows that are still coming: what to do with one of them waits for it. */
  async #whenHere(command: Command, key: string): Promise<string | undefined> {
    const { round } = this.ui;
    while (this.#isRowUnderWay) await this.#rows;
    return round === this.ui.round ? runTableCommand(this, command, key) : undefined;
  }
}
