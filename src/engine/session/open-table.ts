// SPDX-License-Identifier: Apache-2.0
// A view computed over a capture, and again as the capture grows: by process, thread, container, fd, connection, or
// whatever else the view's key is; a row for each event where it has none. The screen and the text output both use it.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { SortOrder, TablePart, TableRequest, TableSnapshot, TimeWindow, Viewport } from '../protocol/protocol.js';
import type { TableTrend, TrendQuestion } from '../protocol/row-details.js';
import type { ExplainQuery } from '../query/explain.js';
import { type EventList, runListQuery } from '../query/list-query.js';
import { kinship } from '../query/process-tree.js';
import { QueryCache } from '../query/query-cache.js';
import { listSource, Table, tableSource } from '../query/table.js';
import { TableRun } from '../query/table-query.js';
import { Trend } from '../query/trend.js';
import type { ViewPlan } from '../query/view-plan.js';
import { fixedWindow } from '../query/window.js';

/** Rows beyond the screen that a snapshot carries, so that scrolling needs no request. */
const MARGIN = 60;

export interface OpenTableRequest extends Pick<TableRequest, 'window' | 'sort' | 'text' | 'tree' | 'onlyAlive'> {
  /** What earlier tables of the same capture have made of its dictionaries. */
  readonly cache?: QueryCache;
  /** ms that it may look at rows each time; where that does not do, it goes on with the next refresh. */
  readonly budget?: number;
}

export class OpenTable {
  readonly plan: ViewPlan;
  readonly filter: CompiledFilter | undefined;
  readonly sort: SortOrder;
  readonly #capture: Capture;
  readonly #request: OpenTableRequest;
  readonly #cache: QueryCache;
  #list: EventList | undefined;
  /** Goes on as the capture grows. */
  #run: TableRun | undefined;
  #table: Table;
  /** That the rows were computed for. */
  #window: TimeWindow;
  readonly #trend: Trend;
  /** ms. */
  #queryTime = 0;

  /** `filter`: the view's own and the user's. */
  constructor(capture: Capture, plan: ViewPlan, filter: CompiledFilter | undefined, request: OpenTableRequest) {
    this.#capture = capture;
    this.#request = request;
    this.#cache = request.cache ?? new QueryCache();
    this.plan = plan;
    this.filter = filter;
    this.#trend = new Trend(capture, { plan, filter }, this.#cache);
    this.sort = request.sort ?? { column: plan.sortColumn, descending: plan.sortDescending };
    this.#window = fixedWindow(capture, request.window);
    this.#table = this.#compute();
  }

  get table(): Table {
    return this.#table;
  }

  /** Share of the rows that it is made of. */
  get scanned(): number {
    return this.#run?.share ?? 1;
  }

  /** Computes it over what the capture holds now. */
  refresh(): void {
    this.#window = fixedWindow(this.#capture, this.#request.window);
    this.#table = this.#compute();
  }

  /** Its arrays are the next table's. */
  close(): void {
    this.#trend.close();
    this.#forgetRun();
  }

  #forgetRun(): void {
    this.#run?.release();
    this.#run = undefined;
  }

  /** Of rows over the window, within so many ms; undefined where there is nothing to follow. */
  trend({ keys, points }: TrendQuestion, budget: number): TableTrend | undefined {
    const { window } = this.#request;
    const sort = this.#table.sort.column;
    return this.#trend.read({ window, sort, keys, points, deadline: performance.now() + budget });
  }

  /** What the events of a row are found by, as of now. */
  rowQuery(key: string): Omit<ExplainQuery, 'column'> {
    return { plan: this.plan, filter: this.filter, window: fixedWindow(this.#capture, this.#request.window), key };
  }

  snapshot(viewport: Viewport): TableSnapshot {
    const table = this.#table;
    const offset = Math.max(0, Math.min(viewport.top, table.length - viewport.height) - MARGIN);
    const rows = table.rows(offset, viewport.height + 2 * MARGIN);
    const ends = endsOf(table, viewport.screen ?? 0, { offset, rows });
    return {
      kind: 'table',
      view: this.plan.view.id,
      columns: table.columns(),
      sort: table.sort,
      offset,
      rows,
      ...(ends.length === 0 ? {} : { ends }),
      total: table.length,
      selectedIndex: viewport.selected === undefined ? -1 : table.find(viewport.selected),
      keyField: (this.plan.groupBy ?? this.plan.key)?.text,
      filter: this.filter?.text ?? '',
      matchedEvents: table.source.matchedEvents,
      window: { from: this.#window.from, to: this.#window.to },
      latencyRecorded: this.#capture.latencyRecorded,
      queryTime: this.#queryTime,
    };
  }

  #compute(): Table {
    const started = performance.now();
    const table = this.plan.key === undefined ? this.#events() : this.#groups();
    this.#queryTime = performance.now() - started;
    return table;
  }

  #events(): Table {
    const { text, window } = this.#request;
    // Events leave a window that follows the end; other lists only grow.
    const kept = window.last === undefined ? this.#list : undefined;
    const list = kept ?? runListQuery(this.#capture, this.plan, this.filter, this.#window);
    list.update();
    this.#list = list;
    return new Table(listSource(this.#capture, this.plan, list), this.sort, text);
  }

  #groups(): Table {
    const { text, tree, window, onlyAlive = false } = this.#request;
    // A window that follows the end moves: everything is looked at again.
    if (window.last !== undefined) this.#forgetRun();
    const query = { plan: this.plan, filter: this.filter, window: this.#window };
    this.#run ??= new TableRun(this.#capture, query, this.#cache);
    const source = tableSource(
      this.#run.data(performance.now() + (this.#request.budget ?? Number.POSITIVE_INFINITY)),
      kinship(this.#capture, this.#window),
    );
    return new Table(source, this.sort, text, { tree: tree ?? undefined, onlyAlive });
  }
}

/** The first and the last screen of a table, but for what is among the rows already. */
function endsOf(table: Table, screen: number, { offset, rows }: TablePart): TablePart[] {
  const last = Math.max(0, table.length - screen);
  const isHere = (from: number): boolean =>
    from >= offset && Math.min(table.length, from + screen) <= offset + rows.length;
  return [0, last]
    .filter((from) => screen > 0 && !isHere(from))
    .map((from) => ({ offset: from, rows: table.rows(from, screen) }));
}
