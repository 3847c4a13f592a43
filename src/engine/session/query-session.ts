// SPDX-License-Identifier: Apache-2.0
// Answers the questions of one user interface about one capture: the open table, the open list of events, details of an
// event. Knows nothing of threads, streams or clocks; worker.ts and the text output call it.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { View } from '../../views/view.js';
import { allFields, lookupField } from '../fields/catalogue.js';
import { type CompiledFilter, compileFilter } from '../filter/compile.js';
import { PLAIN_FORMAT } from '../format/default-formats.js';
import { compileFormat, type LineFormat } from '../format/format.js';
import type { Capture } from '../ingest/capture.js';
import type {
  EchoBlock,
  EchoBlocks,
  EngineError,
  EventDetails,
  EventLine,
  EventLines,
  EventsRequest,
  FieldSummary,
  Overview,
  SavedCapture,
  SaveRequest,
  SortOrder,
  Spectrogram,
  SpectrogramRequest,
  TableRequest,
  TableSnapshot,
  Timeline,
  TimelineMeasure,
  TimeWindow,
  Viewport,
} from '../protocol/protocol.js';
import { echoBlock, echoList } from '../query/echo.js';
import { explainCell } from '../query/explain.js';
import { rowAt } from '../query/idle-threads.js';
import { EventList, runListQuery } from '../query/list-query.js';
import { overview } from '../query/overview.js';
import { kinship } from '../query/process-tree.js';
import { RowView } from '../query/row-view.js';
import { spectrogram } from '../query/spectrogram.js';
import { listSource, Table, tableSource } from '../query/table.js';
import { runTableQuery } from '../query/table-query.js';
import { timeline } from '../query/timeline.js';
import { planView, type ViewPlan } from '../query/view-plan.js';
import { fixedWindow } from '../query/window.js';
import type { Result } from '../result.js';
import { failure, ok } from '../result.js';
import { saveCapture } from '../save/save-capture.js';
import { ONE_FILE } from '../save/save-capture-blocks.js';
import { decodeText } from '../scap/text.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import { eventDetails } from './event-details.js';
import { fieldValues } from './field-values.js';
import { rowFields } from './row-fields.js';

const CATALOGUE = { lookupField };
/** Rows beyond the screen that a snapshot carries, so that scrolling needs no question. */
const MARGIN = 100;
const FIRST_LINES = 200;
const FIRST_BLOCKS = 50;
/** ms that a search runs before other questions have their turn, and events between two looks at the clock. */
const SEARCH_SLICE = 5;
const LOOKS_AT_CLOCK = 64;

interface OpenTable {
  readonly request: TableRequest;
  readonly plan: ViewPlan;
  readonly filter: CompiledFilter | undefined;
  readonly filterText: string;
  viewport: Viewport;
  table: Table;
  list: EventList | undefined;
  sort: SortOrder;
  /** That the rows were computed for. */
  window: TimeWindow;
  queryTime: number;
}

interface OpenEvents {
  readonly list: EventList;
  readonly format: LineFormat;
}

export class QuerySession {
  readonly #capture: Capture;
  readonly #sources: readonly string[];
  readonly #views: ReadonlyMap<string, View>;
  #table: OpenTable | undefined;
  #events: OpenEvents | undefined;
  #echo: EventList | undefined;
  /** Counts searches begun and given up: one that runs looks whether it is still wanted. */
  #searches = 0;

  /** `sources`: the files that the capture is read from, `-` for standard input; none when live. */
  constructor(capture: Capture, views: readonly View[], sources: readonly string[]) {
    this.#capture = capture;
    this.#sources = sources;
    this.#views = new Map(views.map((v) => [v.id, v]));
  }

  openTable(request: TableRequest): Result<TableSnapshot, EngineError> {
    const view = this.#views.get(request.view);
    if (view === undefined)
      return failure(engineError('view', `there is no view ${request.view}`, 'F2 lists the views.'));
    const plan = planView(view, request.containers);
    if (!plan.ok) return failure(engineError('field', plan.error, ''));
    const filter = this.#filter(request.filter, view.filter ?? '');
    if (!filter.ok) return filter;
    const sort = request.sort ?? { column: plan.value.sortColumn, descending: plan.value.sortDescending };
    const open: OpenTable = {
      request,
      plan: plan.value,
      filter: filter.value,
      filterText: filter.value?.text ?? '',
      viewport: request.viewport,
      sort,
      ...this.#compute(request, plan.value, filter.value, sort, undefined),
    };
    this.#table = open;
    return ok(this.#snapshot(open));
  }

  /** The open table over what has come since; undefined where none is open. */
  refreshTable(): TableSnapshot | undefined {
    const open = this.#table;
    if (open === undefined) return undefined;
    Object.assign(open, this.#compute(open.request, open.plan, open.filter, open.sort, open.list));
    return this.#snapshot(open);
  }

  viewTable(viewport: Viewport): Result<TableSnapshot, EngineError> {
    const open = this.#table;
    if (open === undefined) return failure(engineError('gone', 'no table is open', ''));
    open.viewport = viewport;
    return ok(this.#snapshot(open));
  }

  /** Place of the next row that has the text in a cell, from `index` on; -1 none. */
  findRow(text: string, index: number, backwards: boolean): Result<number, EngineError> {
    const table = this.#table?.table;
    if (table === undefined) return failure(engineError('gone', 'no table is open', ''));
    const wanted = text.toLowerCase();
    const step = backwards ? -1 : 1;
    for (let place = index; place >= 0 && place < table.length; place += step) {
      const { cells } = table.row(place);
      if (cells.some((cell) => cell !== null && String(cell).toLowerCase().includes(wanted))) return ok(place);
    }
    return ok(-1);
  }

  checkFilter(text: string): Result<null, EngineError> {
    const filter = this.#filter(text, '');
    return filter.ok ? ok(null) : filter;
  }

  openEvents(request: EventsRequest): Result<EventLines, EngineError> {
    const filter = this.#filter(request.filter, '');
    if (!filter.ok) return filter;
    const options = { ...DEFAULT_PRINT, buffers: request.buffers };
    const format = compileFormat(request.format ?? PLAIN_FORMAT, options);
    if (!format.ok) return failure({ code: 'format', message: format.error.message, position: -1, hint: '' });
    const window = fixedWindow(this.#capture, request.window);
    const list = new EventList(this.#capture, { filter: filter.value, window, internal: false });
    this.#events = { list, format: format.value };
    return this.eventLines(0, FIRST_LINES);
  }

  eventLines(offset: number, count: number): Result<EventLines, EngineError> {
    const open = this.#events;
    if (open === undefined) return failure(engineError('gone', 'no list of events is open', ''));
    open.list.update();
    const lines: EventLine[] = [];
    const view = new RowView(this.#capture);
    const end = Math.min(open.list.length, offset + count);
    for (let n = Math.max(0, offset); n < end; n++) {
      if (!view.moveToRow(open.list.row(n))) continue;
      lines.push({
        num: view.num,
        text: open.format.line(view) ?? '',
        category: view.type.category,
        failed: view.result < 0,
        isExit: view.kind.isExit,
      });
    }
    return ok({ offset, lines, total: open.list.length });
  }

  /** Takes time, in which other questions are answered; another search ends it, and so does stopSearch. */
  async findEvent(text: string, offset: number, backwards: boolean): Promise<Result<number, EngineError>> {
    const open = this.#events;
    if (open === undefined) return failure(engineError('gone', 'no list of events is open', ''));
    const wanted = text.toLowerCase();
    const holds = (view: RowView): boolean => open.format.line(view)?.toLowerCase().includes(wanted) === true;
    return this.#search(open.list, offset, backwards, holds);
  }

  stopSearch(): void {
    this.#searches++;
  }

  async #search(
    list: EventList,
    offset: number,
    backwards: boolean,
    holds: (view: RowView) => boolean,
  ): Promise<Result<number, EngineError>> {
    const search = ++this.#searches;
    const view = new RowView(this.#capture);
    const step = backwards ? -1 : 1;
    let started = performance.now();
    for (let n = offset; n >= 0 && n < list.length; n += step) {
      if (view.moveToRow(list.row(n)) && holds(view)) return ok(n);
      if (n % LOOKS_AT_CLOCK !== 0 || performance.now() - started < SEARCH_SLICE) continue;
      await nextTurn();
      if (search !== this.#searches) return failure(engineError('gone', 'the search was given up', ''));
      started = performance.now();
    }
    return ok(-1);
  }

  eventDetails(num: number): Result<EventDetails, EngineError> {
    const details = eventDetails(this.#capture, num);
    if (details === undefined) return failure(engineError('gone', `event ${num} is no longer held`, ''));
    return ok(details);
  }

  /** Opens the events behind one number of the open table. */
  explain(key: string, column: number): Result<EventLines, EngineError> {
    const open = this.#table;
    if (open === undefined) return failure(engineError('gone', 'no table is open', ''));
    const format = compileFormat(PLAIN_FORMAT);
    if (!format.ok) throw new Error(format.error.message);
    const window = fixedWindow(this.#capture, open.request.window);
    const list = explainCell(this.#capture, { plan: open.plan, filter: open.filter, window, key, column });
    this.#events = { list, format: format.value };
    return this.eventLines(0, FIRST_LINES);
  }

  /** Place in the open list of the first event at or behind a number or a time. */
  eventIndex(target: { readonly num: number } | { readonly time: number }): Result<number, EngineError> {
    const list = this.#events?.list;
    if (list === undefined) return failure(engineError('gone', 'no list of events is open', ''));
    list.update();
    if ('num' in target) return ok(Math.min(list.length - 1, list.indexOfRow(target.num - 1)));
    const row = rowAt(this.#capture, target.time);
    return ok(Math.max(0, Math.min(list.length - 1, list.indexOfRow(row))));
  }

  spectrogram(request: SpectrogramRequest): Result<Spectrogram, EngineError> {
    const filter = this.#filter(request.filter, '');
    if (!filter.ok) return filter;
    return ok(spectrogram(this.#capture, { ...request, filter: filter.value }));
  }

  overview(window: TimeWindow, cells: number): Result<Overview, EngineError> {
    const slow = this.#filter('', this.#views.get('slow_calls')?.filter ?? '');
    return ok(overview(this.#capture, window, cells, slow.ok ? slow.value : undefined));
  }

  openEcho(text: string, window: TimeWindow): Result<EchoBlocks, EngineError> {
    const filter = this.#filter(text, '');
    if (!filter.ok) return filter;
    this.#echo = echoList(this.#capture, filter.value, fixedWindow(this.#capture, window));
    return this.echoBlocks(0, FIRST_BLOCKS);
  }

  echoBlocks(offset: number, count: number): Result<EchoBlocks, EngineError> {
    const list = this.#echo;
    if (list === undefined) return failure(engineError('gone', 'no echo is open', ''));
    list.update();
    const view = new RowView(this.#capture);
    const blocks: EchoBlock[] = [];
    const end = Math.min(list.length, offset + count);
    for (let n = Math.max(0, offset); n < end; n++) if (view.moveToRow(list.row(n))) blocks.push(echoBlock(view));
    return ok({ offset, blocks, total: list.length });
  }

  async findEcho(text: string, offset: number, backwards: boolean): Promise<Result<number, EngineError>> {
    const list = this.#echo;
    if (list === undefined) return failure(engineError('gone', 'no echo is open', ''));
    const wanted = text.toLowerCase();
    const holds = (view: RowView): boolean => {
      const { data } = echoBlock(view);
      return decodeText(data, 0, data.length).toLowerCase().includes(wanted);
    };
    return this.#search(list, offset, backwards, holds);
  }

  timeline(measure: TimelineMeasure, cells: number): Result<Timeline, EngineError> {
    return ok(timeline(this.#capture, measure, cells));
  }

  rowFields(key: string, fields: readonly string[]): Result<readonly (string | null)[], EngineError> {
    const open = this.#table;
    if (open === undefined) return failure(engineError('gone', 'no table is open', ''));
    const window = fixedWindow(this.#capture, open.request.window);
    const texts = rowFields(this.#capture, { plan: open.plan, filter: open.filter, window, key }, fields);
    if (!texts.ok) return failure(engineError('field', texts.error, ''));
    return ok(texts.value.map((text) => text ?? null));
  }

  fieldValues(field: string, prefix: string, limit: number): Result<readonly string[], EngineError> {
    const use = lookupField(field);
    if (!use.ok) return failure(engineError('field', use.error, ''));
    return ok(fieldValues(this.#capture, use.value, prefix, limit));
  }

  /** Takes time, in which other questions are answered. */
  async saveCapture(request: SaveRequest): Promise<Result<SavedCapture, EngineError>> {
    const filter = this.#filter(request.filter, '');
    if (!filter.ok) return filter;
    const saved = await saveCapture(this.#capture, {
      filter: filter.value,
      window: fixedWindow(this.#capture, request.window),
      count: Number.POSITIVE_INFINITY,
      path: request.path,
      compress: request.compress,
      rotation: ONE_FILE,
      sources: this.#sources,
    });
    return saved.ok ? saved : failure(engineError('io', saved.error, ''));
  }

  fields(): readonly FieldSummary[] {
    return allFields().map(({ source: _, ...rest }) => rest);
  }

  /** The user's part and the view's own, joined; positions of mistakes are in the user's part. */
  #filter(user: string, own: string): Result<CompiledFilter | undefined, EngineError> {
    if (user.trim() !== '') {
      const alone = compileFilter(user, CATALOGUE);
      if (!alone.ok) {
        return failure({ code: 'filter', message: alone.error.message, position: alone.error.index, hint: '' });
      }
      if (own === '') return ok(alone.value);
    }
    if (own === '') return ok(undefined);
    const joined = compileFilter(user.trim() === '' ? own : `(${own}) and (${user})`, CATALOGUE);
    if (joined.ok) return ok(joined.value);
    return failure({ code: 'view', message: `the view's own filter: ${joined.error.message}`, position: -1, hint: '' });
  }

  #compute(
    request: TableRequest,
    plan: ViewPlan,
    filter: CompiledFilter | undefined,
    sort: SortOrder,
    list: EventList | undefined,
  ): Pick<OpenTable, 'table' | 'list' | 'window' | 'queryTime'> {
    const started = performance.now();
    const window = fixedWindow(this.#capture, request.window);
    if (plan.key === undefined) {
      const follows = request.window.last !== undefined;
      const current = list === undefined || follows ? runListQuery(this.#capture, plan, filter, window) : list;
      current.update();
      const table = new Table(listSource(this.#capture, plan, current), sort, request.text);
      return { table, list: current, window, queryTime: performance.now() - started };
    }
    const data = runTableQuery(this.#capture, { plan, filter, window });
    const source = tableSource(data, kinship(this.#capture, window));
    const table = new Table(source, sort, request.text, request.tree ?? undefined);
    return { table, list: undefined, window, queryTime: performance.now() - started };
  }

  #snapshot(open: OpenTable): TableSnapshot {
    const { table, viewport, window } = open;
    const selectedIndex = viewport.selected === undefined ? -1 : table.find(viewport.selected);
    const offset = Math.max(0, Math.min(viewport.top, table.length - viewport.height) - MARGIN);
    return {
      kind: 'table',
      view: open.request.view,
      columns: table.columns(),
      sort: open.sort,
      offset,
      rows: table.rows(offset, viewport.height + 2 * MARGIN),
      total: table.length,
      selectedIndex,
      keyField: (open.plan.groupBy ?? open.plan.key)?.text,
      filter: open.filterText,
      matchedEvents: table.source.matchedEvents,
      window: { from: window.from, to: window.to },
      latencyRecorded: this.#capture.latencyRecorded,
      queryTime: open.queryTime,
    };
  }
}

export function engineError(code: EngineError['code'], message: string, hint: string): EngineError {
  return { code, message, position: -1, hint };
}
