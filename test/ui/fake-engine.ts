// SPDX-License-Identifier: Apache-2.0
// An engine for the interface over generated data, for tests and the demo: same rules as the real one (answers come later, newer
// requests overtake older ones), no capture and no worker.

import { BehaviorSubject, type Observable, Subject } from 'rxjs';
import type { AlertList, AlertScene, RuleLoad } from '../../src/engine/protocol/alerts.js';
import type { Comparison } from '../../src/engine/protocol/comparison.js';
import type { EngineClient } from '../../src/engine/protocol/engine-calls.js';
import type { HostMeters } from '../../src/engine/protocol/host-meters.js';
import type {
  Answer,
  ColumnInfo,
  EchoBlocks,
  EngineStatus,
  EventDetails,
  EventLine,
  EventLines,
  EventsRequest,
  FieldSummary,
  Overview,
  SavedCapture,
  SaveRequest,
  SnapshotRow,
  SortOrder,
  Spectrogram,
  SpectrogramRequest,
  TableRequest,
  TableSnapshot,
  Timeline,
  TimelineMeasure,
  TimeWindow,
  Viewport,
} from '../../src/engine/protocol/protocol.js';
import type { RequestTime } from '../../src/engine/protocol/request-time.js';
import type {
  RowDetails,
  RowDetailsRequest,
  TableTrend,
  WaitingThread,
} from '../../src/engine/protocol/row-details.js';
import { startsDescending } from '../../src/engine/protocol/unit.js';
import type { View } from '../../src/views/view.js';
import { FAKE_FIELDS, parseFilter, passes } from './fake-filter.js';
import { displayOf, type FakeRow, FakeRows, fieldOf, noise } from './fake-rows.js';

export interface FakeOptions {
  readonly views: readonly View[];
  readonly rows: number;
  /** ms before an answer; 0 answers in the next turn. */
  readonly delay?: number;
  readonly live?: boolean;
  readonly state?: EngineStatus['state'];
  readonly events?: number;
  /** Instead of texts that name the row and the field. */
  readonly rowFields?: (fields: readonly string[]) => Promise<(string | null)[]>;
}

interface FakeTable {
  readonly request: TableRequest;
  readonly view: View;
  readonly sort: SortOrder;
  readonly rows: readonly FakeRow[];
  readonly columns: readonly ColumnInfo[];
}

const CATEGORIES = ['file', 'net', 'process', 'memory', 'ipc', 'wait', 'other'] as const;
const CALLS = ['openat', 'sendto', 'clone', 'mmap', 'futex', 'epoll_wait', 'getpid'] as const;

export class FakeEngine implements EngineClient {
  readonly #options: FakeOptions;
  readonly #status: BehaviorSubject<EngineStatus>;
  readonly #snapshots = new Subject<TableSnapshot>();
  #rows: FakeRows;
  #table: FakeTable | undefined;
  #opened = 0;
  #tick = 0;
  #paused = false;
  #eventFilter = '';
  closed = false;

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#rows = new FakeRows(options.rows);
    this.#status = new BehaviorSubject<EngineStatus>({
      source: '/var/captures/demo.scap',
      live: options.live === true,
      hostname: 'web-7',
      state: options.state ?? (options.live === true ? { kind: 'live' } : { kind: 'complete' }),
      events: options.events ?? 4_960_000,
      eventRate: options.live === true ? 38_200 : 0,
      span: { from: 0, to: 121e9 },
      baseTime: '1506127469900000000',
      drops: { kernel: 0, shim: 0, evicted: 0 },
      memoryBytes: 183_500_800,
      diskBytes: 0,
      threads: 812,
      latencyRecorded: true,
    });
  }

  get status$(): Observable<EngineStatus> {
    return this.#status;
  }

  get table$(): Observable<TableSnapshot> {
    return this.#snapshots;
  }

  setStatus(change: Partial<EngineStatus>): void {
    this.#status.next({ ...this.#status.value, ...change });
  }

  /** So many rows from now on. */
  grow(rows: number): void {
    this.#rows = new FakeRows(rows);
    this.tick();
  }

  /** Time goes on: some numbers change, rows move. */
  tick(): void {
    this.#tick++;
    const status = this.#status.value;
    const span = { from: 0, to: status.span.to + (status.live ? 1e9 : 0) };
    this.setStatus({ events: status.events + Math.round(status.eventRate), span });
    const table = this.#table;
    if (table === undefined || this.#paused) return;
    this.#table = this.#compute(table);
    this.#snapshots.next(this.#snapshot(this.#table, table.request.viewport));
  }

  openTable(request: TableRequest): Promise<Answer<TableSnapshot>> {
    const opened = ++this.#opened;
    const view = this.#options.views.find((other) => other.id === request.view);
    return this.#later(() => {
      if (opened !== this.#opened) return refuse('gone', 'overtaken');
      if (view === undefined) return refuse('view', `there is no view "${request.view}"`);
      const filter = parseFilter(request.filter);
      if (!('terms' in filter)) return { ok: false, error: filter };
      const sort = request.sort ?? viewSort(view);
      const table = this.#compute({ request, view, sort });
      this.#table = table;
      return { ok: true, value: this.#snapshot(table, request.viewport) };
    });
  }

  viewTable(viewport: Viewport): Promise<Answer<TableSnapshot>> {
    return this.#later(() => {
      if (this.#table === undefined) return refuse('gone', 'no table');
      this.#table = { ...this.#table, request: { ...this.#table.request, viewport } };
      return { ok: true, value: this.#snapshot(this.#table, viewport) };
    });
  }

  findRow(text: string, index: number, backwards: boolean): Promise<Answer<number>> {
    return this.#later(() => {
      const rows = this.#table?.rows ?? [];
      const step = backwards ? -1 : 1;
      for (let i = Math.max(0, index); i >= 0 && i < rows.length && index >= 0; i += step) {
        const row = rows[i];
        if (row !== undefined && contains(row, text)) return { ok: true, value: i };
      }
      return { ok: true, value: -1 };
    });
  }

  explain(_key: string, _column: number): Promise<Answer<EventLines>> {
    return this.openEvents({
      filter: '',
      window: { from: 0, to: Number.POSITIVE_INFINITY },
      format: undefined,
      buffers: 'dots',
    });
  }

  eventIndex(target: { readonly num: number } | { readonly time: number }): Promise<Answer<number>> {
    return this.#later(() => ({ ok: true, value: 'num' in target ? Math.max(0, target.num - 1) : 0 }));
  }

  spectrogram(request: SpectrogramRequest): Promise<Answer<Spectrogram>> {
    const { timeCells, latencyCells } = request;
    const counts = Uint32Array.from({ length: timeCells * latencyCells }, (_, i) => (i * 2654435761) % 97);
    return this.#later(() => ({
      ok: true,
      value: {
        window: { from: 0, to: 121e9 },
        timeCells,
        latencyCells,
        counts,
        total: counts.reduce((a, b) => a + b, 0),
        recorded: true,
      },
    }));
  }

  compareTables(): Promise<Answer<Comparison>> {
    return this.#later(() => ({ ok: true, value: { columns: [], keyField: undefined, rows: [] } }));
  }

  tableTrend(): Promise<Answer<TableTrend | null>> {
    return this.#later(() => ({ ok: true, value: null }));
  }

  rowDetails(request: RowDetailsRequest): Promise<Answer<RowDetails>> {
    const { latencyCells } = request;
    const counts = new Uint32Array(latencyCells);
    const latency = { window: { from: 0, to: 1 }, timeCells: 1, latencyCells, counts, total: 0, recorded: true };
    return this.#later(() => ({
      ok: true,
      value: { fields: request.fields.map(() => null), tables: [], latency, queryTime: 0 },
    }));
  }

  waitingThreads(): Promise<Answer<readonly WaitingThread[]>> {
    return this.#later(() => ({ ok: true, value: [] }));
  }

  hostMeters(): Promise<Answer<HostMeters | null>> {
    return this.#later(() => ({ ok: true, value: null }));
  }

  overview(window: TimeWindow, cells: number): Promise<Answer<Overview>> {
    const values = Array.from({ length: cells }, (_, i) => (i * 7919) % 101);
    const tile = { cells: values, value: 42, view: 'procs', filter: '' };
    const { span } = this.#status.value;
    const held = { from: Math.max(window.from, span.from), to: Math.min(window.to, span.to) };
    return this.#later(() => ({
      ok: true,
      value: {
        window: held,
        tiles: [
          { id: 'cpu', title: 'CPU', unit: 'percent', ...tile },
          { id: 'net', title: 'Network', unit: 'bytes/s', ...tile },
        ],
      },
    }));
  }

  openEcho(_filter: string, _window: TimeWindow): Promise<Answer<EchoBlocks>> {
    return this.echoBlocks(0, 50);
  }

  echoBlocks(offset: number, count: number): Promise<Answer<EchoBlocks>> {
    const total = 500;
    const blocks = Array.from({ length: Math.max(0, Math.min(count, total - offset)) }, (_, i) => ({
      num: 10 * (offset + i),
      time: 1e6 * (offset + i),
      direction: (offset + i) % 2 === 0 ? ('read' as const) : ('write' as const),
      fdName: '127.0.0.1:54786->127.0.0.1:80',
      fdNum: 7,
      command: 'nginx',
      pid: 4121,
      container: '',
      size: 131,
      data: Buffer.from(`GET /${offset + i} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    }));
    return this.#later(() => ({ ok: true, value: { offset, blocks, total } }));
  }

  stopSearch(): void {}

  findEcho(_text: string, _offset: number, _backwards: boolean): Promise<Answer<number>> {
    return this.#later(() => ({ ok: true, value: -1 }));
  }

  checkFilter(text: string): Promise<Answer<null>> {
    return this.#later(() => {
      const filter = parseFilter(text);
      return 'terms' in filter ? { ok: true, value: null } : { ok: false, error: filter };
    });
  }

  openEvents(request: EventsRequest): Promise<Answer<EventLines>> {
    return this.#later(() => {
      const filter = parseFilter(request.filter);
      if (!('terms' in filter)) return { ok: false, error: filter };
      this.#eventFilter = request.filter;
      return { ok: true, value: this.#lines(0, 256) };
    });
  }

  eventLines(offset: number, count: number): Promise<Answer<EventLines>> {
    return this.#later(() => ({ ok: true, value: this.#lines(offset, count) }));
  }

  findEvent(text: string, offset: number, backwards: boolean): Promise<Answer<number>> {
    return this.#later(() => {
      const step = backwards ? -1 : 1;
      const total = this.#totalEvents();
      for (let i = Math.max(0, offset), seen = 0; i >= 0 && i < total && seen < 50_000; i += step, seen++) {
        if (this.#line(i).text.toLowerCase().includes(text.toLowerCase())) return { ok: true, value: i };
      }
      return { ok: true, value: -1 };
    });
  }

  requestTime(num: number): Promise<Answer<RequestTime>> {
    return this.#later(() => refuse('gone', `event ${num} answers no request`));
  }

  eventDetails(num: number): Promise<Answer<EventDetails>> {
    return this.#later(() => {
      const line = this.#line(num - 1);
      const fields = FAKE_FIELDS.map(([name, description], i) => ({
        name,
        value:
          name === 'evt.num'
            ? String(num)
            : name === 'proc.name'
              ? 'nginx'
              : String(Math.floor(noise(name, num) * 999) + i),
        description,
      }));
      return { ok: true, value: { num, line: line.text, fields, partner: num % 2 === 0 ? num - 1 : num + 1 } };
    });
  }

  timeline(measure: TimelineMeasure, cells: number): Promise<Answer<Timeline>> {
    return this.#later(() => {
      const heights = Array.from({ length: cells }, (_, i) => {
        const wave = Math.sin(i / 5) + Math.sin(i / 13) + 2 + noise(measure, i) * 2;
        return noise(measure, i, 'gap') < 0.08 ? 0 : Math.round(wave * 1000);
      });
      return { ok: true, value: { span: this.#status.value.span, measure, cells: heights } };
    });
  }

  /** Texts that name the row and the field, so that stories see where they come from. */
  async rowFields(key: string, fields: readonly string[]): Promise<Answer<readonly (string | null)[]>> {
    const { rowFields } = this.#options;
    if (rowFields !== undefined) return { ok: true, value: await rowFields(fields) };
    return Promise.resolve({ ok: true, value: fields.map((field) => `${field}:${key}`) });
  }

  fieldValues(field: string, prefix: string, limit: number): Promise<Answer<readonly string[]>> {
    const values = Array.from({ length: 20 }, (_, i) => `${field}-${i}`).filter((v) => v.startsWith(prefix));
    return Promise.resolve({ ok: true, value: values.slice(0, limit) });
  }

  saveCapture({ path }: SaveRequest): Promise<Answer<SavedCapture>> {
    const message = `cannot write ${path}: the generated data is not a capture`;
    return Promise.resolve({ ok: false, error: { code: 'io', message, position: -1, hint: '' } });
  }

  alerts(): Promise<Answer<AlertList>> {
    return Promise.resolve({ ok: true, value: { incidents: [], total: 0 } });
  }

  alertScene(num: number): Promise<Answer<AlertScene>> {
    return Promise.resolve(refuse('gone', `alert ${num} is no longer held`));
  }

  reloadRules(): Promise<Answer<RuleLoad>> {
    return Promise.resolve(refuse('gone', 'no rules run here: start with --rules FILE'));
  }

  silenceAlerts(): Promise<Answer<null>> {
    return Promise.resolve({ ok: true, value: null });
  }

  fields(): Promise<Answer<readonly FieldSummary[]>> {
    const value = FAKE_FIELDS.map(([name, description]): FieldSummary => {
      return { name, class: 'proc', type: 'CHARBUF', description };
    });
    return Promise.resolve({ ok: true, value });
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
  }

  close(): Promise<void> {
    this.closed = true;
    this.#status.complete();
    this.#snapshots.complete();
    return Promise.resolve();
  }

  #compute({ request, view, sort }: Pick<FakeTable, 'request' | 'view' | 'sort'>): FakeTable {
    const filter = parseFilter(request.filter);
    const terms = 'terms' in filter ? filter.terms : [];
    const places = new Map(view.columns.map((column, i) => [column.field, i] as const));
    const selected = (field: string): string | undefined =>
      terms.find((term) => term.field === field && !term.negated)?.value;
    const selection = { pid: selected('proc.pid'), tid: selected('thread.tid') };
    const rows = this.#rows.of(view, this.#tick, selection).filter(
      (row) =>
        passes(terms, (field) => {
          const place = places.get(field);
          return place === undefined ? undefined : (row.cells[place] ?? null);
        }) &&
        (request.text === '' || contains(row, request.text)),
    );
    const direction = sort.descending ? -1 : 1;
    rows.sort((a, b) => direction * compare(a.cells[sort.column] ?? null, b.cells[sort.column] ?? null));
    return { request, view, sort, rows, columns: columnsOf(view, rows) };
  }

  #snapshot(table: FakeTable, viewport: Viewport): TableSnapshot {
    const { request, view, sort, rows, columns } = table;
    const offset = Math.max(0, Math.min(viewport.top, rows.length - 1));
    return {
      kind: 'table',
      view: view.id,
      columns,
      sort,
      offset,
      rows: rows
        .slice(offset, offset + viewport.height)
        .map((row): SnapshotRow => ({ ...row, depth: 0, descendants: 0 })),
      total: rows.length,
      selectedIndex: rows.findIndex((row) => row.key === viewport.selected),
      keyField: view.kind === 'list' ? undefined : (view.groupBy ?? view.key),
      filter: request.filter,
      matchedEvents: rows.length * 97,
      window: this.#fixed(request.window),
      latencyRecorded: true,
      queryTime: 12,
    };
  }

  /** As the engine does: a window that follows the end is one of fixed times. */
  #fixed({ from, to, last }: TimeWindow): TimeWindow {
    const end = Math.min(to, this.#status.value.span.to);
    return last === undefined ? { from, to } : { from: Math.max(from, end - last), to: end };
  }

  #totalEvents(): number {
    return this.#eventFilter.includes('evt.num=') ? 1 : 1_000_000;
  }

  #lines(offset: number, count: number): EventLines {
    const total = this.#totalEvents();
    const lines: EventLine[] = [];
    for (let i = offset; i < Math.min(total, offset + count); i++) lines.push(this.#line(i));
    return { offset, lines, total };
  }

  #line(i: number): EventLine {
    const kind = Math.floor(noise('call', i >> 1) * CALLS.length);
    const isExit = i % 2 === 1;
    const failed = isExit && noise('failed', i) < 0.1;
    const time = `17:44:${String(29 + Math.floor(i / 20_000)).padStart(2, '0')}.${String((i * 49_999) % 1_000_000_000).padStart(9, '0')}`;
    const result = failed ? 'res=-2(ENOENT) ' : 'res=0 ';
    const args = isExit
      ? `${result}name=/etc/hosts.${i}(/etc/hosts.${i}) flags=4097(O_RDONLY|O_CLOEXEC)`
      : 'dirfd=-100(AT_FDCWD) ';
    const text = `${i + 1} ${time} ${i % 4} nginx (${4121 + (i % 5)}) ${isExit ? '<' : '>'} ${CALLS[kind] ?? 'read'} ${args}`;
    return { num: i + 1, text, category: CATEGORIES[kind] ?? 'other', failed, isExit };
  }

  #later<T>(answer: () => Answer<T>): Promise<Answer<T>> {
    return new Promise((resolve) => setTimeout(() => resolve(answer()), this.#options.delay ?? 0));
  }
}

function refuse<T>(code: 'gone' | 'view', message: string): Answer<T> {
  return { ok: false, error: { code, message, position: -1, hint: '' } };
}

function viewSort(view: View): SortOrder {
  const column = view.columns.findIndex((other) => other.name === view.sort?.column);
  return { column: Math.max(0, column), descending: view.sort?.descending ?? false };
}

function contains(row: FakeRow, text: string): boolean {
  return row.cells.some((cell) => cell !== null && String(cell).toLowerCase().includes(text.toLowerCase()));
}

function compare(a: FakeRow['cells'][number], b: FakeRow['cells'][number]): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function columnsOf(view: View, rows: readonly FakeRow[]): ColumnInfo[] {
  return view.columns.map((column, i): ColumnInfo => {
    let maximum = 0;
    for (const row of rows) {
      const cell = row.cells[i];
      if (typeof cell === 'number' && cell > maximum) maximum = cell;
    }
    const display = displayOf(column);
    return {
      name: column.name,
      title: column.aggregate === 'TIME_AVG' ? `${column.name}/s` : column.name,
      field: column.field,
      description: column.description,
      width: column.width ?? fieldOf(column).width,
      startsDescending: startsDescending(column.unit ?? fieldOf(column).unit),
      align: display === 'text' || display === 'address' || display === 'time' ? 'left' : 'right',
      display,
      maximum,
      total: null,
    };
  });
}
