// SPDX-License-Identifier: Apache-2.0
// The spectrogram (F12): how long calls took, over time. A rectangle of cells, by keys or mouse, opens Dig on exactly the
// calls in it. Live it scrolls until somebody selects; it asks for as many cells as the screen has.

import type { EngineStatus, Spectrogram, SpectrogramRequest, TimeWindow } from '../../engine/protocol/protocol.js';
import { ChartFeed } from '../charts/chart-feed.js';
import { joinFilter } from '../filter-terms.js';
import { formatCount, formatDuration } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Selection, Ui } from '../page.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import type { Span } from '../time/time-choice.js';
import {
  type Cell,
  callsIn,
  latencySpan,
  latencyTerms,
  type Rectangle,
  rectangle,
  rescaled,
  timeSpan,
} from './rectangle.js';
import { scrollingWindow } from './scrolling-window.js';
import { cellAt, type Plot, paintSpectrogram, plotArea } from './spectrogram-painter.js';

export interface SpectrogramOptions {
  readonly name: string;
  /** What the view counts, besides the selection. */
  readonly filter: string;
  readonly selection: Selection;
}

export class SpectrogramPage implements Page {
  readonly contexts = ['spectrogram'] as const;
  readonly isOverlay = false;
  readonly #ui: Ui;
  readonly #options: SpectrogramOptions;
  readonly #feed: ChartFeed<SpectrogramRequest, Spectrogram>;
  #isAcross = false;
  #size = { width: 0, height: 0 };
  #plot: Plot = { x: 0, y: 0, width: 0, height: 0, sums: 0 };
  #cursor: Cell = { t: 0, l: 0 };
  /** The other corner of the selection; undefined: there is none. */
  #anchor: Cell | undefined;

  constructor(ui: Ui, options: SpectrogramOptions) {
    this.#ui = ui;
    this.#options = options;
    this.#feed = new ChartFeed(ui, {
      request: () => this.#request(),
      fits: (data, request) => data.timeCells === request.timeCells && data.latencyCells === request.latencyCells,
      isSameSize: (a, b) => a.timeCells === b.timeCells && a.latencyCells === b.latencyCells,
      ask: (request) => ui.client.spectrogram(request),
      accept: (data, before) => this.#accept(data, before),
    });
  }

  get #data(): Spectrogram | undefined {
    return this.#feed.picture;
  }

  get title(): PageTitle {
    return { name: this.#options.name, filter: this.#filter };
  }

  get crumbs(): readonly string[] {
    return this.#options.selection.crumbs;
  }

  get window(): TimeWindow {
    return this.#ui.time.windowFor('chart');
  }

  get shownTo(): number | undefined {
    return this.#data?.window.to;
  }

  get position(): string {
    return this.#data === undefined ? '' : `${formatCount(this.#data.total)} calls`;
  }

  get isWaiting(): boolean {
    return this.#feed.isWaiting;
  }

  get #filter(): string {
    return joinFilter([this.#options.selection.filter, this.#options.filter]);
  }

  /** What the cursor, or the selection, stands for. */
  get info(): string {
    const data = this.#data;
    if (data === undefined || data.total === 0) return '';
    const area = this.#area;
    const { from, to } = timeSpan(area, data);
    const digits = clockDigits((to - from) / 2);
    const clock = (time: number): string => clockLabel(time, digits, this.#ui.format);
    const latency = latencySpan(area, data);
    const { dash, separator } = this.#ui.theme.glyphs;
    return [
      `${formatCount(callsIn(area, data))} calls`,
      `${formatDuration(latency.from)} ${dash} ${formatDuration(latency.to)}`,
      `${clock(from)} ${dash} ${clock(to)}`,
    ].join(`  ${separator}  `);
  }

  get #area(): Rectangle {
    return rectangle(this.#anchor ?? this.#cursor, this.#cursor);
  }

  selection(): Selection {
    return this.#options.selection;
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    this.#size = { width: canvas.width, height: canvas.height };
    this.#plot = plotArea(canvas.width, canvas.height, this.#isAcross);
    void this.#feed.ask();
    const data = this.#data;
    if (this.#feed.refusal !== undefined) {
      paintNotice(canvas, [{ text: this.#feed.refusal, style: theme.bad }]);
    } else if (data === undefined) {
      paintNotice(canvas, [{ text: `Counting ${theme.glyphs.ellipsis}`, style: theme.muted }]);
    } else if (!data.recorded && this.#ui.status?.state.kind !== 'loading') {
      paintNotice(canvas, [
        { text: 'Latency was not recorded', style: theme.title },
        { text: 'This capture has no enter events: nobody knows when its calls began.', style: theme.muted },
      ]);
    } else this.#paintData(canvas, data);
  }

  #paintData(canvas: Canvas, data: Spectrogram): void {
    const { theme } = canvas;
    paintSpectrogram(canvas, this.#plot, {
      spectrogram: data,
      isAcross: this.#isAcross,
      cursor: this.#cursor,
      selection: this.#anchor === undefined ? undefined : this.#area,
      format: this.#ui.format,
    });
    const { x, y, width, height } = this.#plot;
    const plot = canvas.part(x, y, width, height);
    if (data.total === 0) paintNotice(plot, [{ text: 'No calls in this time', style: theme.muted }]);
    plot.onDrag((press) => this.#pressed(press));
  }

  #pressed({ press, x, y, double }: AreaPress): void {
    const data = this.#data;
    if (data === undefined) return;
    const cell = this.#within(cellAt(x, y, data, this.#isAcross), data);
    if (press.action === 'down') {
      this.#cursor = cell;
      this.#anchor = undefined;
      if (double) this.#ui.run('enter');
    } else if (press.action === 'move') {
      this.#startSelection();
      this.#cursor = cell;
    } else if (press.action === 'wheel-up') this.#ui.run('time-earlier');
    else if (press.action === 'wheel-down') this.#ui.run('time-later');
  }

  run(command: Command): Outcome {
    return command === 'close' ? this.#close() : this.#feed.withPicture(() => this.#runOnPicture(command));
  }

  #runOnPicture(command: Command): Outcome {
    switch (command) {
      case 'up':
        return this.#move(0, -1);
      case 'down':
        return this.#move(0, 1);
      case 'left':
        return this.#move(-1, 0);
      case 'right':
        return this.#move(1, 0);
      case 'page-up':
        return this.#move(0, -Math.ceil(this.#plot.height / 2));
      case 'page-down':
        return this.#move(0, Math.ceil(this.#plot.height / 2));
      case 'home':
        return this.#move(-this.#plot.width, 0);
      case 'end':
        return this.#move(this.#plot.width, 0);
      case 'extend-up':
        return this.#extend(0, -1);
      case 'extend-down':
        return this.#extend(0, 1);
      case 'extend-left':
        return this.#extend(-1, 0);
      case 'extend-right':
        return this.#extend(1, 0);
      case 'swap-axes':
        return this.#swapAxes();
      case 'zoom':
        return this.#zoom();
      case 'enter':
        return this.#dig();
      default:
        return openSelected(this.#ui, command, this.selection());
    }
  }

  #move(x: number, y: number): Outcome {
    const data = this.#data;
    if (data === undefined) return 'nothing was counted yet';
    this.#anchor = undefined;
    return this.#step(data, x, y);
  }

  #extend(x: number, y: number): Outcome {
    const data = this.#data;
    if (data === undefined) return 'nothing was counted yet';
    this.#startSelection();
    return this.#step(data, x, y);
  }

  #step(data: Spectrogram, x: number, y: number): undefined {
    const { t, l } = this.#cursor;
    this.#cursor = this.#within(this.#isAcross ? { t: t + x, l: l - y } : { t: t + y, l: l + x }, data);
    this.#ui.repaint();
    return undefined;
  }

  #within({ t, l }: Cell, data: Spectrogram): Cell {
    return {
      t: Math.max(0, Math.min(t, data.timeCells - 1)),
      l: Math.max(0, Math.min(l, data.latencyCells - 1)),
    };
  }

  /** A selection in a chart that scrolls makes no sense: time is frozen until the user resumes it. */
  #startSelection(): void {
    this.#anchor ??= this.#cursor;
    if (this.#data !== undefined) this.#ui.time.stop(this.#data.window);
  }

  /** Keys that follow are about the new picture. */
  #swapAxes(): Outcome {
    this.#isAcross = !this.#isAcross;
    this.#plot = plotArea(this.#size.width, this.#size.height, this.#isAcross);
    this.#ui.repaint();
    return this.#feed.follow();
  }

  #zoom(): Outcome {
    const data = this.#data;
    if (data === undefined) return 'nothing was counted yet';
    const { from, to } = timeSpan(this.#area, data);
    this.#anchor = undefined;
    this.#ui.time.select(from, to);
    return this.#ui.timeChanged();
  }

  #dig(): Outcome {
    const data = this.#data;
    if (data === undefined) return 'nothing was counted yet';
    const area = this.#area;
    if (callsIn(area, data) === 0)
      return 'there are no calls in it: stretch it with Shift and the arrows, or the mouse';
    const { selection, filter: own } = this.#options;
    const filter = joinFilter([selection.filter, own, ...latencyTerms(area, data)]);
    const latency = latencySpan(area, data);
    const label = `${formatDuration(latency.from)} ${this.#ui.theme.glyphs.dash} ${formatDuration(latency.to)}`;
    return this.#ui.navigate({
      kind: 'dig',
      filter,
      window: timeSpan(area, data),
      crumbs: [...selection.crumbs, label],
      table: selection.table,
    });
  }

  #close(): undefined {
    if (this.#anchor !== undefined) {
      this.#anchor = undefined;
      this.#ui.repaint();
    } else this.#ui.close(this);
    return undefined;
  }

  follow(): Outcome {
    return this.#feed.follow();
  }

  tick(status: EngineStatus): void {
    this.#feed.tick(status);
  }

  /** The picture that the screen has room for, of the time as it is now. */
  #request(): SpectrogramRequest | undefined {
    const { width, height } = this.#plot;
    if (width === 0) return undefined;
    const cells = this.#isAcross ? { time: width, latency: height } : { time: height, latency: width };
    const { scroll, held } = this.#ui.time;
    const { window } = this;
    const place =
      scroll === undefined
        ? { window, cells: cells.time }
        : scrollingWindow(scroll.length, { ...held, to: scroll.to }, cells.time);
    return {
      filter: this.#filter,
      window: place.window,
      timeCells: place.cells,
      latencyCells: cells.latency,
    };
  }

  #accept(data: Spectrogram, before: Spectrogram | undefined): void {
    if (before === undefined) {
      this.#cursor = busiest(data);
      return;
    }
    // Another size, or another time: the same place on the screen.
    this.#cursor = rescaled(this.#cursor, before, data);
    if (this.#anchor !== undefined && isSameSpan(before.window, data.window)) {
      this.#anchor = rescaled(this.#anchor, before, data);
    } else this.#anchor = undefined;
  }
}

/** The cell with most calls: where there is something to see. */
function busiest({ counts, latencyCells }: Spectrogram): Cell {
  let at = 0;
  for (let i = 0; i < counts.length; i++) if ((counts[i] ?? 0) > (counts[at] ?? 0)) at = i;
  return { t: Math.floor(at / latencyCells), l: at % latencyCells };
}

function isSameSpan(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to;
}
