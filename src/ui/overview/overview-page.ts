// SPDX-License-Identifier: Apache-2.0
// The overview (F3): the whole machine on one screen, a tile for each quantity. Enter opens the view behind a tile; a
// stretch of its time, selected with Shift and the arrows or the mouse, goes along as the window.

import type { EngineStatus, Overview, OverviewTile, TimeWindow } from '../../engine/protocol/protocol.js';
import { ChartFeed } from '../charts/chart-feed.js';
import { peakOf } from '../charts/column-chart.js';
import { formatDuration } from '../format.js';
import type { Command } from '../keys/binding.js';
import { startLevels } from '../navigation.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { scrollingWindow } from '../spectrogram/scrolling-window.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import { type Span, sameWindow } from '../time/time-choice.js';
import { type TileGrid, tileGrid, tilePlace } from './tile-grid.js';
import { type CellRange, chartWidth, paintTile, tileValue } from './tile-painter.js';
import { TILE_TEXTS } from './tile-texts.js';

/** Before the first answer: the engine's tiles may become more. */
const USUAL_TILES = 11;

/** What the engine is asked for. */
interface Picture {
  readonly window: TimeWindow;
  readonly cells: number;
}

export class OverviewPage implements Page {
  readonly contexts = ['overview'] as const;
  readonly isOverlay = false;
  readonly title: PageTitle = { name: 'Overview' };
  readonly crumbs: readonly string[] = [];
  readonly position = '';
  readonly #ui: Ui;
  /** Where drilling down from Dig and Echo goes, as of the page below. */
  readonly #table: Table;
  readonly #feed: ChartFeed<Picture, Overview>;
  #grid: TileGrid = { columns: 1, lines: 1, shown: 1, width: 80, height: 20 };
  #size = { width: 0, height: 0 };
  #cursor = 0;
  #top = 0;
  /** The selected stretch of the tile under the cursor: where it began, and where it is now. */
  #range: { readonly anchor: number; readonly head: number } | undefined;

  constructor(ui: Ui, table: Table) {
    this.#ui = ui;
    this.#table = table;
    this.#feed = new ChartFeed(ui, {
      request: () => this.#picture(),
      fits: (data, { cells }) => data.tiles[0]?.cells.length === cells,
      isSameSize: (a, b) => a.cells === b.cells,
      ask: ({ window, cells }) => ui.client.overview(window, cells),
      accept: (data, before) => this.#accept(data, before),
    });
  }

  get #data(): Overview | undefined {
    return this.#feed.picture;
  }

  get window(): TimeWindow {
    return this.#ui.time.windowFor('chart');
  }

  get shownTo(): number | undefined {
    return this.#data?.window.to;
  }

  get isWaiting(): boolean {
    return this.#feed.isWaiting;
  }

  get info(): string {
    const data = this.#data;
    const tile = data?.tiles[this.#cursor];
    if (data === undefined || tile === undefined) return '';
    if (this.#range === undefined) return TILE_TEXTS.get(tile.id) ?? tile.title;
    const range = this.#cells;
    const { from, to } = cellSpan(range, data.window, tile.cells.length);
    const digits = clockDigits((to - from) / 2);
    const clock = (time: number): string => clockLabel(time, digits, this.#ui.format);
    const { dash, separator } = this.#ui.theme.glyphs;
    const values = tile.cells.slice(range.from, range.to + 1).filter((value) => value !== null);
    const most = values.length === 0 ? null : Math.max(...values);
    return `${clock(from)} ${dash} ${clock(to)}  ${separator}  ${formatDuration(to - from)}  ${separator}  max ${tileValue(tile, most)}`;
  }

  get #cells(): CellRange {
    const { anchor, head } = this.#range ?? { anchor: 0, head: 0 };
    return { from: Math.min(anchor, head), to: Math.max(anchor, head) };
  }

  paint(canvas: Canvas): void {
    const { theme, width, height } = canvas;
    this.#size = { width, height };
    this.#grid = tileGrid(width - 1, height, this.#data?.tiles.length ?? USUAL_TILES);
    this.#scroll();
    void this.#feed.ask();
    const data = this.#data;
    if (this.#feed.refusal !== undefined) paintNotice(canvas, [{ text: this.#feed.refusal, style: theme.bad }]);
    else if (data === undefined) {
      paintNotice(canvas, [{ text: `Adding up ${theme.glyphs.ellipsis}`, style: theme.muted }]);
    } else for (const [i, tile] of data.tiles.entries()) this.#paintTile(canvas, tile, i);
    if (this.#grid.shown < this.#grid.lines) {
      const bar = canvas.part(width - 1, 0, 1, this.#grid.shown);
      paintScrollBar(bar, this.#top, this.#grid.lines);
    }
  }

  #paintTile(canvas: Canvas, tile: OverviewTile, index: number): void {
    const place = tilePlace(this.#grid, index, this.#top, { width: this.#size.width - 1, height: this.#size.height });
    if (place === undefined) return;
    const area = canvas.part(place.x, place.y, place.width, place.height);
    const isSelected = index === this.#cursor;
    paintTile(area, tile, { isSelected, range: isSelected && this.#range !== undefined ? this.#cells : undefined });
    area.onDrag((press) => this.#pressed(press, index, { tile, width: place.width }));
  }

  #pressed(
    { press, x, double }: AreaPress,
    index: number,
    { tile, width }: { readonly tile: OverviewTile; readonly width: number },
  ): void {
    const cells = tile.cells.length;
    const cell = Math.max(0, Math.min(cells - 1, Math.floor(((x - 2) * cells) / chartWidth(width))));
    if (press.action === 'down') {
      this.#cursor = index;
      this.#range = undefined;
      if (double) this.#ui.run('enter');
    } else if (press.action === 'move') {
      this.#range = { anchor: this.#range?.anchor ?? cell, head: cell };
      this.#stopTime();
    } else if (press.action === 'wheel-up') this.#move(-this.#grid.columns);
    else if (press.action === 'wheel-down') this.#move(this.#grid.columns);
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'close':
        return this.#close();
      case 'overview':
        this.#ui.close(this);
        return undefined;
      case 'views':
      case 'alerts':
        return openSelected(this.#ui, command, this.selection());
      default:
        return this.#feed.withPicture(() => this.#runOnPicture(command));
    }
  }

  #runOnPicture(command: Command): Outcome {
    const tiles = this.#data?.tiles.length ?? 0;
    switch (command) {
      case 'up':
        return this.#move(-this.#grid.columns);
      case 'down':
        return this.#move(this.#grid.columns);
      case 'left':
        return this.#move(-1);
      case 'right':
        return this.#move(1);
      case 'page-up':
        return this.#move(-this.#grid.columns * this.#grid.shown);
      case 'page-down':
        return this.#move(this.#grid.columns * this.#grid.shown);
      case 'home':
        return this.#move(-tiles);
      case 'end':
        return this.#move(tiles);
      case 'extend-left':
        return this.#extend(-1);
      case 'extend-right':
        return this.#extend(1);
      case 'enter':
        return this.#enter();
      case 'zoom':
        return this.#zoom();
      default:
        return 'that does not work in the overview; Backspace goes back';
    }
  }

  /** By tiles; where a step would leave the grid, it stays. */
  #move(step: number): undefined {
    const tiles = this.#data?.tiles.length ?? 0;
    const wanted = this.#cursor + step;
    const isWhole = Math.abs(step) === this.#grid.columns && (wanted < 0 || wanted >= tiles);
    const next = isWhole ? this.#cursor : Math.max(0, Math.min(wanted, tiles - 1));
    if (next !== this.#cursor) this.#range = undefined;
    this.#cursor = next;
    this.#scroll();
    this.#ui.repaint();
    return undefined;
  }

  #scroll(): void {
    const line = Math.floor(this.#cursor / this.#grid.columns);
    if (line < this.#top) this.#top = line;
    if (line >= this.#top + this.#grid.shown) this.#top = line - this.#grid.shown + 1;
    this.#top = Math.max(0, Math.min(this.#top, this.#grid.lines - this.#grid.shown));
  }

  /** The first step selects the peak. */
  #extend(step: 1 | -1): Outcome {
    const tile = this.#data?.tiles[this.#cursor];
    if (tile === undefined) return 'nothing was added up yet';
    const peak = peakOf(tile.cells);
    if (peak < 0) return 'this tile has no values to select';
    this.#stopTime();
    if (this.#range === undefined) this.#range = { anchor: peak, head: peak };
    else {
      const head = Math.max(0, Math.min(tile.cells.length - 1, this.#range.head + step));
      this.#range = { ...this.#range, head };
    }
    this.#ui.repaint();
    return undefined;
  }

  #stopTime(): void {
    if (this.#data !== undefined) this.#ui.time.stop(this.#data.window);
  }

  /** The selected stretch; undefined where none is selected. */
  #span(): Span | undefined {
    const data = this.#data;
    const tile = data?.tiles[this.#cursor];
    if (data === undefined || tile === undefined || this.#range === undefined) return undefined;
    return cellSpan(this.#cells, data.window, tile.cells.length);
  }

  #enter(): Outcome {
    const tile = this.#data?.tiles[this.#cursor];
    if (tile === undefined) return 'nothing was added up yet';
    const view = this.#ui.views.find((other) => other.id === tile.view);
    if (view === undefined) return `the tile has no view ${tile.view}`;
    const before = this.#ui.time.place;
    const span = this.#span();
    if (span !== undefined) this.#ui.time.select(span.from, span.to);
    return this.#ui.navigate({ kind: 'table', levels: startLevels(view, tile.filter), before });
  }

  #zoom(): Outcome {
    const span = this.#span();
    if (span === undefined) return 'select a stretch of time first: Shift and the arrows, or the mouse';
    this.#range = undefined;
    this.#ui.time.select(span.from, span.to);
    return this.#ui.timeChanged();
  }

  #close(): undefined {
    if (this.#range === undefined) this.#ui.close(this);
    else this.#range = undefined;
    this.#ui.repaint();
    return undefined;
  }

  follow(): Outcome {
    return this.#feed.follow();
  }

  tick(status: EngineStatus): void {
    this.#feed.tick(status);
  }

  selection(): { readonly filter: string; readonly crumbs: readonly string[]; readonly table: Table } {
    return { filter: '', crumbs: [], table: this.#table };
  }

  /** The window for the time as it is now, and its cells. */
  #picture(): Picture | undefined {
    if (this.#size.width === 0) return undefined;
    const cells = chartWidth(this.#grid.width);
    const { scroll, held } = this.#ui.time;
    if (scroll === undefined) return { window: this.window, cells };
    return scrollingWindow(scroll.length, { ...held, to: scroll.to }, cells);
  }

  #accept(data: Overview, before: Overview | undefined): void {
    if (before === undefined || !sameWindow(before.window, data.window)) this.#range = undefined;
  }
}

/** The time of a stretch of cells. */
function cellSpan({ from, to }: CellRange, window: TimeWindow, cells: number): Span {
  const length = window.to - window.from;
  return {
    from: Math.round(window.from + (from / cells) * length),
    to: Math.round(window.from + ((to + 1) / cells) * length),
  };
}
