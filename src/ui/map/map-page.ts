// SPDX-License-Identifier: Apache-2.0
// The map (O): services as boxes, and on each line between two the rate, errors and p95 of what one asks the other, in the
// window and the filter of the table that it was opened from. Keys choose a line; Enter shows its requests.

import type { EngineStatus, TableSnapshot, TimeWindow } from '../../engine/protocol/protocol.js';
import { ChartFeed } from '../charts/chart-feed.js';
import { joinFilter, termText } from '../filter-terms.js';
import type { Command } from '../keys/binding.js';
import { type Levels, levelFilter, startLevels } from '../navigation.js';
import type { Outcome, Page, PageTitle, Selection, Table, Ui } from '../page.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import { safeText } from '../safe-text.js';
import { edgeLabel, edgeText, type MapEdge, mapEdges } from './map-graph.js';
import { type MapLayout, mapLayout } from './map-layout.js';
import { paintMap } from './map-painter.js';
import { beside, type Direction, readingOrder } from './map-steps.js';

const VIEW = 'dependencies';
const EDGE = 'drill.req.edge';
/** Lines that are drawn; the view `dependencies` has all. */
export const MOST_EDGES = 200;

interface Request {
  readonly window: TimeWindow;
  readonly filter: string;
}

/** Lines that Page Up and Page Down pass. */
const PAGE = 5;
const EMPTY: MapLayout = { width: 0, height: 0, boxes: [], labels: [], wires: [] };

export class MapPage implements Page {
  readonly contexts = ['map'] as const;
  readonly isOverlay = false;
  readonly #ui: Ui;
  readonly #table: Table;
  readonly #filter: string;
  readonly #feed: ChartFeed<Request, TableSnapshot>;
  #edges: readonly MapEdge[] = [];
  #layout = EMPTY;
  /** Edges that there are, drawn or not. */
  #total = 0;
  #chosen = 0;
  #place = { left: 0, top: 0 };

  constructor(ui: Ui, table: Table) {
    this.#ui = ui;
    this.#table = table;
    this.#filter = levelFilter(table.level);
    this.#feed = new ChartFeed(ui, {
      request: () => ({ window: this.window, filter: this.#filter }),
      fits: () => true,
      isSameSize: () => true,
      ask: (request) => this.#ask(request),
      accept: (snapshot) => this.#accept(snapshot),
    });
  }

  get title(): PageTitle {
    return { name: 'Map', filter: this.#filter };
  }

  get crumbs(): readonly string[] {
    return this.#table.crumbs;
  }

  get window(): TimeWindow {
    return this.#ui.time.windowFor('table');
  }

  get shownTo(): number | undefined {
    return this.#feed.picture?.window.to;
  }

  get isWaiting(): boolean {
    return this.#feed.isWaiting;
  }

  get position(): string {
    const { length } = this.#edges;
    if (length === 0) return '';
    const order = readingOrder(this.#layout);
    const rest = this.#total > length ? ` of ${this.#total}: those with the most requests` : '';
    return `${order.indexOf(this.#chosen) + 1}/${length}${rest}`;
  }

  get info(): string {
    const edge = this.#edges[this.#chosen];
    return edge === undefined ? '' : edgeText(edge, this.#ui.theme.glyphs.separator);
  }

  #ask({ window, filter }: Request): ReturnType<Ui['client']['openTable']> {
    this.#ui.lists.table = this;
    return this.#ui.client.openTable({
      view: VIEW,
      filter,
      window,
      containers: this.#ui.containers,
      sort: undefined,
      text: '',
      viewport: { top: 0, height: MOST_EDGES, selected: undefined },
    });
  }

  #accept(snapshot: TableSnapshot): void {
    const before = this.#edges[this.#chosen]?.key;
    const edges = mapEdges(snapshot);
    // Lines keep their places while numbers change: in the order of their names.
    this.#edges = [...edges].sort((a, b) => compare(a.client, b.client) || compare(a.server, b.server));
    this.#total = snapshot.total;
    const failed = this.#ui.theme.glyphs.failed;
    this.#layout = mapLayout(this.#edges, (edge) => edgeLabel(edge, failed), this.#width);
    const again = this.#edges.findIndex(({ key }) => key === before);
    this.#chosen = again >= 0 ? again : (readingOrder(this.#layout)[0] ?? 0);
  }

  readonly #width = (text: string): number => {
    const { meter, theme } = this.#ui;
    return meter.width(safeText(text, theme.glyphs.asciiOnly));
  };

  paint(canvas: Canvas): void {
    const { theme, width, height } = canvas;
    void this.#feed.ask();
    const { refusal, picture } = this.#feed;
    if (refusal !== undefined) paintNotice(canvas, [{ text: refusal, style: theme.bad }]);
    else if (picture === undefined) {
      paintNotice(canvas, [{ text: `Adding up ${theme.glyphs.ellipsis}`, style: theme.muted }]);
    } else if (this.#edges.length === 0) {
      paintNotice(canvas, [{ text: 'Nobody asked anybody in this window and filter.', style: theme.muted }]);
    } else {
      const map = canvas.part(0, 1, width, height - 1);
      canvas.text(1, 0, `requests per second, failed ${theme.glyphs.failed}, without a reply ?, p95`, theme.muted);
      this.#scroll(map);
      this.#paintMarks(canvas);
      const look = { edges: this.#edges, chosen: this.#chosen, ...this.#place };
      paintMap(map, this.#layout, look);
      this.#listen(map);
    }
  }

  /** Signs of what is beyond the edges. */
  #paintMarks(canvas: Canvas): void {
    const { width, height, theme } = canvas;
    const { left, top } = this.#place;
    const { arrows } = theme.glyphs;
    const beyond = [
      left > 0 ? arrows.left : '',
      top > 0 ? arrows.up : '',
      this.#layout.height > top + height - 1 ? arrows.down : '',
      this.#layout.width > left + width ? arrows.right : '',
    ].filter((sign) => sign !== '');
    if (beyond.length === 0) return;
    const text = `more: ${beyond.join(' ')}`;
    canvas.text(0, 0, text, theme.notice, { max: width - 1, align: 'right' });
  }

  /** Shows the chosen label, and of its boxes what there is room for. */
  #scroll({ width, height }: Canvas): void {
    const label = this.#layout.labels[this.#chosen];
    if (label === undefined) return;
    const ends = this.#layout.wires.filter(({ edge }) => edge === this.#chosen);
    const right = Math.max(...ends.map(({ x2 }) => x2)) + 8;
    this.#place = {
      left: within(this.#place.left, { from: label.x - 8, to: right }, width, this.#layout.width),
      top: within(this.#place.top, { from: label.y - 1, to: label.y + 2 }, height, this.#layout.height),
    };
  }

  #listen(map: Canvas): void {
    const { left, top } = this.#place;
    for (const { edge, x, y, text } of this.#layout.labels) {
      const area = { x: x - left - 1, y: y - top, width: this.#width(text) + 2, height: 1 };
      map.onPress(({ press, double }) => {
        if (press.action !== 'down') return;
        this.#choose(edge);
        if (double) this.#ui.run('enter');
      }, area);
    }
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'close':
      case 'map':
        this.#ui.close(this);
        return undefined;
      case 'views':
      case 'overview':
      case 'alerts':
        return openSelected(this.#ui, command, this.selection());
      default:
        return this.#feed.withPicture(() => this.#runOnPicture(command));
    }
  }

  #runOnPicture(command: Command): Outcome {
    if (this.#edges.length === 0) return 'there are no requests here';
    switch (command) {
      case 'up':
      case 'down':
        return this.#step(command === 'up' ? -1 : 1);
      case 'left':
      case 'right':
        return this.#aside(command);
      case 'page-up':
      case 'page-down':
        return this.#step(command === 'page-up' ? -PAGE : PAGE);
      case 'home':
        return this.#step(-this.#edges.length);
      case 'end':
        return this.#step(this.#edges.length);
      case 'enter':
        return this.#enter();
      case 'dig':
        return openSelected(this.#ui, 'dig', this.selection());
      default:
        return 'that does not work in the map; Backspace goes back';
    }
  }

  #step(step: number): undefined {
    const order = readingOrder(this.#layout);
    const at = order.indexOf(this.#chosen) + step;
    return this.#choose(order[Math.max(0, Math.min(order.length - 1, at))] ?? this.#chosen);
  }

  #aside(direction: Direction): Outcome {
    const edge = beside(this.#layout, this.#edges, this.#chosen, direction);
    if (edge === undefined) return direction === 'left' ? 'nobody asks this client' : 'this server asks nobody';
    return this.#choose(edge);
  }

  #choose(edge: number): undefined {
    this.#chosen = edge;
    this.#ui.repaint();
    return undefined;
  }

  #term(): { readonly text: string; readonly label: string } | undefined {
    const edge = this.#edges[this.#chosen];
    return edge === undefined
      ? undefined
      : { text: termText(EDGE, edge.key), label: `${edge.client} -> ${edge.server}` };
  }

  #enter(): Outcome {
    const view = this.#ui.views.find(({ id }) => id === 'requests');
    const term = this.#term();
    if (view === undefined || term === undefined) return 'no line is chosen';
    const { filter, terms } = this.#table.level;
    const [first] = startLevels(view, filter);
    const levels: Levels = [{ ...first, terms: [...terms, term], keyField: EDGE }];
    return this.#ui.navigate({ kind: 'table', levels, before: this.#ui.time.place });
  }

  follow(): Outcome {
    return this.#feed.follow();
  }

  tick(status: EngineStatus): void {
    this.#feed.tick(status);
  }

  selection(): Selection {
    const term = this.#term();
    const filter = joinFilter([this.#filter, term?.text ?? '']);
    return { filter, crumbs: [...this.crumbs, term?.label ?? ''], table: this.#table };
  }
}

/** Where a stretch of `size` cells begins so that it shows `wanted`, moved no more than needed. */
function within(place: number, wanted: { from: number; to: number }, size: number, total: number): number {
  let next = place;
  if (wanted.to > next + size) next = wanted.to - size;
  if (wanted.from < next) next = wanted.from;
  return Math.max(0, Math.min(next, total - size));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
