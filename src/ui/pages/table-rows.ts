// SPDX-License-Identifier: Apache-2.0
// The rows of a table: which part of them is here, and what is asked of the engine, one question at a time. Rows come when
// a step is taken, when the screen moves to others, and by themselves as the source grows.

import type {
  EngineStatus,
  SnapshotRow,
  TablePart,
  TableSnapshot,
  TimeWindow,
  Viewport,
} from '../../engine/protocol/protocol.js';
import {
  cursorRow,
  EMPTY_GRID,
  type GridState,
  isCovered,
  isLost,
  isSameViewport,
  moveTo,
  viewportOf,
  wantsMore,
  withPart,
  withSnapshot,
} from '../grid/grid-state.js';
import type { Level } from '../navigation.js';
import type { EngineRows, Page, Ui } from '../page.js';
import { FirstRows } from './first-rows.js';
import { isAtEnd, isGrowing, refusalText, tableRequest } from './table-info.js';
import { VanishingRows, wantedViewport } from './vanishing-rows.js';

/** The table whose rows they are. */
interface RowsOwner {
  readonly page: Page;
  readonly ui: Ui;
  level(): Level;
  /** A snapshot has come. */
  accepted(snapshot: TableSnapshot): void;
}

/** Rows that a step has got, before it is taken. */
interface OpenedRows {
  readonly level: Level;
  readonly grid: GridState;
  readonly window: TimeWindow;
  /** Of the window. */
  readonly version: number;
  readonly snapshot: TableSnapshot;
}

export class TableRows implements EngineRows {
  readonly first = new FirstRows();
  readonly vanishing = new VanishingRows();
  readonly #owner: RowsOwner;
  readonly #ui: Ui;
  #grid: GridState = EMPTY_GRID;
  #snapshot: TableSnapshot | undefined;
  /** The first and the last rows of the table. */
  #ends: readonly TablePart[] = [];
  #window: TimeWindow;
  #version = -1;
  /** Selection that the newest snapshot was asked about. */
  #asked: string | undefined;
  #steps = 0;
  #fetching = false;
  /** Settled when the rows under way are here. */
  #underWay: Promise<void> = Promise.resolve();
  /** What was fetched last for the newest snapshot that came by itself. */
  #fetched: Viewport | undefined;

  constructor(owner: RowsOwner) {
    this.#owner = owner;
    this.#ui = owner.ui;
    this.#window = owner.ui.time.windowFor('table');
  }

  get grid(): GridState {
    return this.#grid;
  }

  get snapshot(): TableSnapshot | undefined {
    return this.#snapshot;
  }

  /** Where it follows: what the rows were computed for. */
  get window(): TimeWindow {
    return this.#window.last === undefined ? this.#window : (this.#snapshot?.window ?? this.#window);
  }

  /** They are of the window that all pages show. */
  get areCurrent(): boolean {
    return this.#version === this.#ui.time.version;
  }

  /** Rows of the screen, or where the cursor is, are not known yet. */
  get areWaitedFor(): boolean {
    return this.#fetching && (!isCovered(this.#grid) || isLost(this.#grid));
  }

  /** The engine's table is this one. */
  get #isMine(): boolean {
    return this.#ui.lists.table === this.#owner.page;
  }

  /** Asks for the rows of a level. An answer is why there are none; undefined: a newer step has overtaken this one. */
  async request(level: Level): Promise<OpenedRows | string | undefined> {
    const step = ++this.#steps;
    const grid: GridState = { ...EMPTY_GRID, height: this.#grid.height, ...level.place };
    const { version } = this.#ui.time;
    const window = this.#ui.time.windowFor(level.view.kind === 'list' ? 'list' : 'table');
    const request = tableRequest(this.#ui, level, { window, viewport: viewportOf(grid) });
    const answer = await this.#ui.client.openTable(request);
    if (step !== this.#steps) return undefined;
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : refusalText(answer.error);
    return { level, grid, window, version, snapshot: answer.value };
  }

  /** Shows the rows of a step that is taken. */
  take({ level, grid, window, version, snapshot }: OpenedRows): void {
    this.vanishing.reset();
    this.#window = window;
    this.#version = version;
    // The screen may have got another height meanwhile, the first time in any case.
    this.#grid = { ...grid, height: this.#grid.height };
    this.#fetched = undefined;
    this.#accept(snapshot, grid.selected);
    // Of what goes on, the newest rows are what one wants to see.
    if (!level.place.touched && isGrowing(this.#ui, level)) this.set(moveTo(this.#grid, this.#grid.total - 1));
  }

  /** A snapshot that came by itself. */
  update(snapshot: TableSnapshot): void {
    if (snapshot.view !== this.#owner.level().view.id || !this.#isMine) return;
    this.#fetched = undefined;
    this.#accept(snapshot, this.#asked, true);
  }

  /** Asks for the rows as the engine has them by now: some that came by themselves were not taken. */
  refetch(): void {
    if (!this.#isMine) return;
    this.#fetched = undefined;
    this.#fetch();
  }

  sees({ state }: EngineStatus): void {
    if (this.#snapshot !== undefined) this.first.sees(this.#grid.total, state.kind === 'loading');
  }

  #accept(snapshot: TableSnapshot, asked: string | undefined, isRefresh = false): void {
    const { status } = this.#ui;
    this.#snapshot = snapshot;
    this.#ends = snapshot.ends ?? [];
    this.#asked = asked;
    this.first.sees(snapshot.total, status?.state.kind === 'loading');
    this.#owner.accepted(snapshot);
    const follows = isRefresh && isAtEnd(this.#ui, this.#owner.level(), this.#grid);
    const shown = status?.live === true ? this.vanishing.added(snapshot, isRefresh) : snapshot;
    const grid = withSnapshot(this.#grid, shown, asked);
    this.set(follows ? moveTo(grid, grid.total - 1) : grid);
  }

  async all(): Promise<readonly SnapshotRow[] | string> {
    const { total, selected } = this.#grid;
    const answer = await this.#ui.client.viewTable({ top: 0, height: total, selected });
    // The engine goes on with the part that the screen shows.
    this.#fetched = undefined;
    this.#fetch();
    return answer.ok ? answer.value.rows : answer.error.message;
  }

  async around(index: number, signal?: AbortSignal): Promise<boolean> {
    const above = Math.max(0, index - this.#grid.height);
    const viewport = { ...this.#viewport(), selected: undefined };
    const isInside = index >= viewport.top && index < viewport.top + viewport.height;
    const step = this.#steps;
    const answer = await this.#ui.client.viewTable(isInside ? viewport : { ...viewport, top: above });
    if (step !== this.#steps || !answer.ok || answer.value.view !== this.#owner.level().view.id) return false;
    if (signal?.aborted === true) return false;
    this.#fetched = undefined;
    this.#accept(answer.value, undefined);
    return true;
  }

  /** Changes what the screen shows of the table, and fetches what is missing. */
  set(wanted: GridState): undefined {
    const grid = withPart(wanted, this.#ends);
    this.#grid = grid;
    this.#ui.repaint();
    const { selected } = grid;
    const isLost = selected !== undefined && selected !== this.#asked && cursorRow(grid)?.key !== selected;
    if (this.#snapshot !== undefined && (wantsMore(grid) || isLost)) this.#fetch();
    return undefined;
  }

  /** Scrolls to the side; the rows stay the same. */
  skipTo(skip: number): void {
    if (skip !== this.#grid.skip) this.#grid = { ...this.#grid, skip };
  }

  #viewport(): Viewport {
    return wantedViewport(this.#grid, this.#ui.status?.live === true);
  }

  #fetch(): void {
    const viewport = this.#viewport();
    // An engine that has less than it says is not asked the same again and again.
    if (this.#fetching || isSameViewport(viewport, this.#fetched)) return;
    this.#fetching = true;
    this.#fetched = viewport;
    this.#underWay = this.#ask(viewport);
  }

  async #ask(viewport: Viewport): Promise<void> {
    const step = this.#steps;
    const answer = await this.#ui.client.viewTable(viewport);
    this.#fetching = false;
    if (step !== this.#steps || !answer.ok) return;
    if (answer.value.view === this.#owner.level().view.id) this.#accept(answer.value, viewport.selected);
  }

  /** The cursor has jumped to a row that is still coming. */
  get isCursorUnderWay(): boolean {
    return this.#fetching && this.#grid.total > 0 && cursorRow(this.#grid) === undefined;
  }

  async untilCursorIsHere(): Promise<void> {
    while (this.isCursorUnderWay) await this.#underWay;
  }
}
