// SPDX-License-Identifier: Apache-2.0
// A view over the store: filter, group, aggregate. One pass over the chunks of the window; every column is a typed array
// by group at the end (table-data.ts). Threads without events in the window take part as entries of their own, as in
// csysdig, so that idle processes are listed too. Sorting and cutting to the screen happen in table.ts.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { Aggregate, tallyOf } from './aggregate.js';
import { type CellGroups, cellGroups, cellsHave } from './cell-groups.js';
import { showsCpu } from './cpu-part.js';
import { CpuTally, type MetRows } from './cpu-tally.js';
import { numbersName } from './group-number.js';
import { isOfState, rowsWithoutEvents } from './idle-threads.js';
import { dropUncoded, KeyCoder } from './key-coder.js';
import { requiredTests, requires } from './mandatory-columns.js';
import { fill, type NumberSource, numberSource } from './number-source.js';
import { QueryCache } from './query-cache.js';
import { rowChunks } from './row-chunks.js';
import { rowFilter } from './row-filter.js';
import { partsOf, type RowTest } from './row-predicate.js';
import { RowScan } from './row-scan.js';
import { countsSnapshots, type Extent, SnapshotGroups } from './snapshot-groups.js';
import { merged, SnapshotTest } from './snapshot-predicate.js';
import { type TableData, tableData } from './table-data.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';
import { EVERYTHING, isInside, windowSeconds } from './window.js';

export interface TableQuery {
  readonly plan: ViewPlan;
  /** The user's filter, the selection and the view's own, joined; undefined keeps everything. */
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
}

/** Numbers of a field that are added up by group: for one column, or for several that show the same in other ways. */
interface Numbers {
  readonly column: ColumnPlan;
  source: NumberSource;
  aggregate: Aggregate;
  /** Added up once per snapshot and chunk instead of once per row. */
  isPerSnapshot: boolean;
}

/** Sums of rows, while others are added to copies. */
interface SetAside {
  readonly extent: Extent;
  readonly aggregates: readonly Aggregate[];
  readonly matched: number;
}

export function runTableQuery(capture: Capture, query: TableQuery, cache = new QueryCache()): TableData {
  const run = new TableRun(capture, query, cache);
  const data = run.data();
  run.release();
  return data;
}

/** A table that goes on as the capture grows: only rows that have come since are looked at. */
export class TableRun {
  readonly #capture: Capture;
  readonly #query: TableQuery;
  readonly #cache: QueryCache;
  readonly #key: KeyCoder;
  readonly #scan: RowScan;
  readonly #snapshots: SnapshotGroups | undefined;
  /** Where chunks are taken by their cells. */
  #cells: CellGroups | undefined;
  /** By field and tally. */
  readonly #numbers = new Map<string, Numbers>();
  /** The sources of these, as of the last #sync(). */
  #sources: readonly NumberSource[] = [];
  /** Where a column shows CPU time. */
  readonly #cpu: CpuTally | undefined;
  /** The next row that CPU time is taken from. */
  #nextCpu = 0;
  readonly #extent: Extent;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  /** Rows that have to be asked one by one. */
  readonly #others = new Int32Array(CHUNK_ROWS);
  readonly #codes = new Int32Array(CHUNK_ROWS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  #matched = 0;
  /** The next row to look at, and what the capture was like when those before it were. */
  #next = 0;
  #seen = { generation: 0, evicted: 0, baseTime: 0n };

  constructor(capture: Capture, query: TableQuery, cache: QueryCache) {
    const { plan } = query;
    const { key } = plan;
    if (key === undefined) throw new Error(`view ${plan.view.id} has no key`);
    this.#capture = capture;
    this.#query = query;
    this.#cache = cache;
    this.#extent = { first: cache.arrays.take(1), last: cache.arrays.take(1) };
    this.#key = cache.get(
      `key ${key.text} ${String(plan.keyOtherwise)}`,
      () => new KeyCoder(capture, key, plan.keyOtherwise),
    );
    const grouping = this.#key.bySnapshot(requires(plan, 'thread'), requires(plan, 'fd'));
    const tests = merged('and', testsOf(capture, query, cache));
    const ofKey = tests.filter(
      (test) => test instanceof SnapshotTest && test.column === grouping?.column && !test.asks,
    );
    this.#scan = new RowScan(tests.filter((test) => !ofKey.includes(test)));
    this.#snapshots =
      grouping === undefined ? undefined : new SnapshotGroups(grouping, ofKey as SnapshotTest[], cache.scratch);
    this.#cells = cellGroups(grouping, tests, cache.scratch);
    for (const column of plan.columns) this.#addNumbers(column);
    const { groupBy, columns } = plan;
    const options = { key: this.#key, groupBy, tests, window: query.window, columns, cache };
    this.#cpu = showsCpu(plan) ? new CpuTally(capture, options) : undefined;
  }

  #addNumbers(column: ColumnPlan): void {
    const name = numbersName(column);
    if (name === undefined || this.#numbers.has(name)) return;
    const source = numberSource(this.#capture, column.use, this.#cache);
    const aggregate = new Aggregate(tallyOf(column.aggregate), this.#cache.arrays);
    if (!cellsHave(source, tallyOf(column.aggregate))) this.#cells = undefined;
    this.#numbers.set(name, { column, source, aggregate, isPerSnapshot: this.#isPerSnapshot(column, source) });
  }

  /** Share of the rows that it has looked at. */
  get share(): number {
    const { store } = this.#capture;
    const first = store.chunks[0]?.base ?? 0;
    if (this.#next >= store.rows || isOfState(this.#plan.view)) return 1;
    return Math.max(0, this.#next - first) / Math.max(1, store.rows - first);
  }

  /**
   * The table over what the capture holds now. After `deadline` (performance.now()) it stops where it goes on the next time;
   * tables that begin again every time have none.
   */
  data(deadline = Number.POSITIVE_INFINITY): TableData {
    const { window } = this.#query;
    // Rows without events first: their versions must be in the tables that the filter and the columns build now.
    const extra = rowsWithoutEvents(this.#capture, this.#plan.view, this.#query.window);
    this.#sync();
    if (!this.#goesOn) this.#restart();
    if (!isOfState(this.#plan.view)) this.#takeNew(window, this.#goesOn ? deadline : Number.POSITIVE_INFINITY);
    // After all rows: it lists what they have not.
    if (this.#cpu !== undefined && this.#next >= this.#capture.store.rows) this.#takeCpu(this.#cpu);
    const matchedEvents = this.#matched;
    if (extra.length === 0) return this.#finish(extra, matchedEvents);
    const held = this.#setAside();
    for (const chunk of extra) this.#take(chunk, EVERYTHING, 0);
    const data = this.#finish(extra, matchedEvents);
    this.#takeBack(held);
    return data;
  }

  /** Its arrays are not used any more. */
  release(): void {
    this.#cache.arrays.give(this.#extent.first, this.#extent.last);
    for (const { aggregate } of this.#numbers.values()) aggregate.release();
  }

  /** Answers to requests come later, and percentiles cannot be set aside: such tables begin again. */
  get #goesOn(): boolean {
    const hasSpread = this.#plan.columns.some(({ aggregate }) => tallyOf(aggregate) === 'spread');
    return this.#plan.view.ofRequests !== true && !hasSpread;
  }

  get #plan(): ViewPlan {
    return this.#query.plan;
  }

  /** Takes in what dictionaries have gained. Where rows have left or were given other numbers, it begins again. */
  #sync(): void {
    const { state, store } = this.#capture;
    const seen = { generation: state.generation, evicted: store.evicted, baseTime: state.baseTime };
    const holds = Object.entries(seen).every(([name, value]) => this.#seen[name as keyof typeof seen] === value);
    if (!holds && this.#next > 0) this.#restart();
    this.#seen = seen;
    this.#key.sync();
    this.#scan.sync();
    for (const numbers of this.#numbers.values()) {
      numbers.source = numberSource(this.#capture, numbers.column.use, this.#cache);
    }
    const numbers = [...this.#numbers.values()];
    this.#sources = numbers.map(({ source }) => source);
    this.#snapshots?.begin(numbers.filter((one) => !one.isPerSnapshot).map(({ source }) => source));
    this.#reserve(this.#key.values.length);
  }

  #restart(): void {
    this.#next = 0;
    this.#nextCpu = 0;
    this.#cpu?.reset();
    this.#matched = 0;
    this.#extent.first.fill(0);
    this.#extent.last.fill(0);
    for (const numbers of this.#numbers.values()) {
      numbers.aggregate.release();
      numbers.aggregate = new Aggregate(tallyOf(numbers.column.aggregate), this.#cache.arrays);
    }
  }

  #takeNew(window: TimeWindow, deadline: number): void {
    const { store } = this.#capture;
    for (const chunk of rowChunks(this.#capture, this.#plan.view)) {
      const from = Math.max(0, this.#next - chunk.base);
      if (from >= chunk.count) continue;
      this.#take(chunk, window, from);
      if (performance.now() < deadline) continue;
      this.#next = chunk.base + chunk.count;
      return;
    }
    this.#next = store.rows;
  }

  #takeCpu(cpu: CpuTally): void {
    if (!cpu.sync()) {
      cpu.reset();
      this.#nextCpu = 0;
    }
    const { store } = this.#capture;
    for (const chunk of store.chunks) {
      const from = Math.max(0, this.#nextCpu - chunk.base);
      if (from < chunk.count) this.#list(cpu.take(chunk, from));
    }
    this.#nextCpu = store.rows;
  }

  /** What has had CPU time is a row, though its last event may lie between the window and the pass before it. */
  #list({ chunk, rows, codes, n }: MetRows): void {
    const { first, last } = this.#extent;
    for (let k = 0; k < n; k++) {
      const g = codes[k] as number;
      if (first[g] !== 0) continue;
      first[g] = chunk.base + (rows[k] as number) + 1;
      last[g] = first[g] as number;
    }
  }

  #take(chunk: Chunk, window: TimeWindow, from: number): void {
    if (this.#snapshots?.mayHave(chunk) === false) return;
    if (this.#takeCells(chunk, window, from)) return;
    const n = this.#scan.rows(chunk, this.#rows, window, from);
    if (n === 0) return;
    if (this.#snapshots !== undefined) this.#takeBySnapshot(this.#snapshots, chunk, n);
    else this.#takeByRow(chunk, this.#rows, n);
  }

  /** Takes a whole chunk by its cells; false where its rows have to be looked at. */
  #takeCells(chunk: Chunk, window: TimeWindow, from: number): boolean {
    const groups = this.#cells;
    if (groups === undefined || from > 0 || chunk.open !== undefined || !isInside(chunk, window)) return false;
    const packed = chunk.packed();
    const cells = groups.answers(packed, this.#sources) ? this.#cache.cells.of(this.#capture, packed) : undefined;
    if (cells === undefined) return false;
    this.#matched += groups.mark(packed, cells);
    groups.noteExtent(chunk, this.#extent);
    for (const { source, aggregate } of this.#numbers.values()) groups.add(source, aggregate);
    return true;
  }

  #takeBySnapshot(snapshots: SnapshotGroups, chunk: Chunk, count: number): void {
    const rows = this.#rows;
    const [known, others] = snapshots.split(chunk, rows, count, this.#others);
    if (others > 0) this.#takeByRow(chunk, this.#others, others);
    const n = snapshots.mark(chunk, rows, known);
    this.#matched += n;
    snapshots.noteExtent(chunk, this.#extent);
    for (const { source, aggregate, isPerSnapshot } of this.#numbers.values()) {
      if (!isPerSnapshot) snapshots.add(source, aggregate, { chunk, rows, n });
      else if (source.kind === 'version') snapshots.addPerSnapshot(source.of, aggregate);
      else if (source.kind === 'gate') snapshots.addEvents(source.gate, chunk, aggregate);
    }
  }

  /** An extreme of what the key's own snapshots say needs each snapshot once, and so does the number of their events. */
  #isPerSnapshot(column: ColumnPlan, source: NumberSource): boolean {
    const by = this.#snapshots?.column;
    const tally = tallyOf(column.aggregate);
    if (by === undefined || tally === 'spread') return false;
    const isExtreme = (tally === 'max' || tally === 'min') && source.kind === 'version' && by === 'version';
    return isExtreme || countsSnapshots(source, by);
  }

  #takeByRow(chunk: Chunk, rows: Int32Array, count: number): void {
    const codes = this.#codes;
    this.#key.fill(chunk, rows, count, codes);
    const n = dropUncoded(rows, codes, count);
    this.#matched += n;
    this.#reserve(this.#key.values.length);
    this.#noteExtent(chunk, rows, n);
    for (const { source, aggregate } of this.#numbers.values()) {
      fill(source, chunk, rows, n, this.#values);
      aggregate.add(codes, this.#values, n);
    }
  }

  #reserve(groups: number): void {
    const { arrays } = this.#cache;
    for (const { aggregate } of this.#numbers.values()) aggregate.reserve(groups);
    this.#extent.first = arrays.grown(this.#extent.first, groups);
    this.#extent.last = arrays.grown(this.#extent.last, groups);
  }

  /** Row numbers + 1, so that 0 is "not seen". */
  #noteExtent(chunk: Chunk, rows: Int32Array, n: number): void {
    const { first, last } = this.#extent;
    const codes = this.#codes;
    const base = chunk.base + 1;
    for (let k = 0; k < n; k++) {
      const g = codes[k] as number;
      const at = base + (rows[k] as number);
      if (first[g] === 0) first[g] = at;
      last[g] = at;
    }
  }

  /** What the rows have come to, while others that are not events are added to a copy. */
  #setAside(): SetAside {
    const { arrays } = this.#cache;
    const extent = { ...this.#extent };
    const aggregates = [...this.#numbers.values()].map(({ aggregate }) => aggregate);
    for (const numbers of this.#numbers.values()) numbers.aggregate = numbers.aggregate.copy();
    for (const end of ['first', 'last'] as const) {
      this.#extent[end] = arrays.take(extent[end].length);
      this.#extent[end].set(extent[end]);
    }
    return { extent, aggregates, matched: this.#matched };
  }

  #takeBack({ extent, aggregates, matched }: SetAside): void {
    this.release();
    Object.assign(this.#extent, extent);
    for (const [k, numbers] of [...this.#numbers.values()].entries()) {
      numbers.aggregate = aggregates[k] ?? numbers.aggregate;
    }
    this.#matched = matched;
  }

  #finish(extra: readonly Chunk[], matchedEvents: number): TableData {
    return tableData(this.#capture, {
      plan: this.#plan,
      keys: this.#key.values,
      groups: this.#key.values.length,
      cpu: this.#cpu,
      extent: this.#extent,
      aggregates: new Map([...this.#numbers].map(([name, { aggregate }]) => [name, aggregate])),
      extra,
      matchedEvents,
      seconds: windowSeconds(this.#capture, this.#query.window),
    });
  }
}

function testsOf(capture: Capture, { plan, filter }: TableQuery, cache: QueryCache): RowTest[] {
  const required = requiredTests(capture, plan, cache);
  if (filter === undefined) return required;
  return [...partsOf(cache.get(`filter ${filter.text}`, () => rowFilter(capture, filter.plan))), ...required];
}
