// SPDX-License-Identifier: Apache-2.0
// A view over the store: filter, group, aggregate. One pass over the chunks of the window; every column is a typed array
// by group at the end. Threads without events in the window take part as entries of their own, as in csysdig, so that
// idle processes are listed too. Sorting and cutting to the screen happen in table.ts.

import { EXCHANGE_BASE } from '../event/exchange.js';
import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk, IDLE_BASE } from '../store/event-store.js';
import { Aggregate, regroup, tallyOf } from './aggregate.js';
import { groupNumber, numbersName } from './group-number.js';
import { idleChunk, openFdChunks } from './idle-threads.js';
import { KeyCoder } from './key-coder.js';
import { requiredTests, requires } from './mandatory-columns.js';
import { fill, type NumberSource, numberSource } from './number-source.js';
import { rowChunks } from './row-chunks.js';
import { rowFilter } from './row-filter.js';
import { partsOf } from './row-predicate.js';
import { RowScan } from './row-scan.js';
import { RowView } from './row-view.js';
import { NO_CODE, type SnapshotCodes } from './snapshot-codes.js';
import { countsSnapshots, SnapshotGroups } from './snapshot-groups.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';
import { EVERYTHING, windowSeconds } from './window.js';

export interface TableQuery {
  readonly plan: ViewPlan;
  /** The user's filter, the selection and the view's own, joined; undefined keeps everything. */
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
}

/** A table's data: numbers as typed arrays by row, texts as arrays, in no particular order. */
export interface TableData {
  readonly plan: ViewPlan;
  readonly rows: number;
  readonly keys: readonly FieldValue[];
  readonly cells: readonly (Float64Array | readonly FieldValue[])[];
  /** Event number of the first event behind a row; 0 where it has none. */
  readonly firstEvent: Float64Array;
  readonly matchedEvents: number;
  readonly seconds: number;
}

/** Where a group was first and last seen: idle entries count behind all rows. */
interface Extent {
  first: Float64Array;
  last: Float64Array;
}

/** Numbers of a field that are added up by group: for one column, or for several that show the same in other ways. */
interface Numbers {
  readonly source: NumberSource;
  readonly aggregate: Aggregate;
  /** Added up once per snapshot at the end instead of once per row. */
  readonly perSnapshot: boolean;
}

function numbersOf(
  capture: Capture,
  { use, aggregate }: ColumnPlan,
  grouping: SnapshotCodes['column'] | undefined,
): Numbers {
  const source = numberSource(capture, use);
  const tally = tallyOf(aggregate);
  // An extreme of what the key's own snapshots say needs each snapshot once, and so does the number of their events.
  const isExtreme = tally !== 'sum' && source.kind === 'version' && grouping === 'version';
  const perSnapshot = isExtreme || (grouping !== undefined && countsSnapshots(source, grouping));
  return { source, aggregate: new Aggregate(tally), perSnapshot };
}

export function runTableQuery(capture: Capture, query: TableQuery): TableData {
  return new TableRun(capture, query).run();
}

class TableRun {
  readonly #capture: Capture;
  readonly #query: TableQuery;
  readonly #plan: ViewPlan;
  readonly #scan: RowScan;
  readonly #key: KeyCoder;
  readonly #snapshots: SnapshotGroups | undefined;
  /** By field and tally. */
  readonly #numbers = new Map<string, Numbers>();
  readonly #extent: Extent = { first: new Float64Array(256), last: new Float64Array(256) };
  readonly #rows = new Int32Array(CHUNK_ROWS);
  readonly #codes = new Int32Array(CHUNK_ROWS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  /** Rows without events. */
  readonly #extra: readonly Chunk[];
  #groups = 0;
  #matched = 0;

  constructor(capture: Capture, query: TableQuery) {
    const { plan } = query;
    if (plan.key === undefined) throw new Error(`view ${plan.view.id} has no key`);
    this.#capture = capture;
    this.#query = query;
    this.#plan = plan;
    // Rows without events first: their versions must be in the tables that the filter and the columns build now.
    this.#extra = extraChunks(capture, query);
    this.#key = new KeyCoder(capture, plan.key, plan.keyOtherwise);
    const snapshots = this.#key.bySnapshot(requires(plan, 'thread'), requires(plan, 'fd'));
    for (const column of plan.columns) {
      const name = numbersName(column);
      if (name === undefined || this.#numbers.has(name)) continue;
      this.#numbers.set(name, numbersOf(capture, column, snapshots?.column));
    }
    const tests = [
      ...(query.filter === undefined ? [] : partsOf(rowFilter(capture, query.filter.plan))),
      ...requiredTests(capture, plan),
    ];
    this.#scan = new RowScan(tests.filter((test) => snapshots === undefined || test.narrow?.(snapshots) !== true));
    const sources = [...this.#numbers.values()].map(({ source }) => source);
    this.#snapshots = snapshots === undefined ? undefined : new SnapshotGroups(snapshots, sources);
    if (snapshots !== undefined) this.#reserve(this.#key.values.length);
  }

  run(): TableData {
    const { window } = this.#query;
    if (this.#plan.view.ofOpenFds !== true) {
      for (const chunk of rowChunks(this.#capture, this.#plan.view)) this.#take(chunk, window);
    }
    const matchedEvents = this.#matched;
    for (const chunk of this.#extra) this.#take(chunk, EVERYTHING);
    return this.#finish(matchedEvents);
  }

  #take(chunk: Chunk, window: TimeWindow): void {
    const n = this.#scan.rows(chunk, this.#rows, window);
    if (n === 0) return;
    if (this.#snapshots !== undefined) this.#scanBySnapshot(this.#snapshots, chunk, n);
    else this.#scanByRow(chunk, n);
  }

  #scanBySnapshot(snapshots: SnapshotGroups, chunk: Chunk, count: number): void {
    const n = snapshots.mark(chunk, this.#rows, count);
    this.#matched += n;
    for (const { source, aggregate, perSnapshot } of this.#numbers.values()) {
      if (!perSnapshot) snapshots.add(source, aggregate, chunk, this.#rows, n);
    }
  }

  #scanByRow(chunk: Chunk, count: number): void {
    const rows = this.#rows;
    const codes = this.#codes;
    this.#key.fill(chunk, rows, count, codes);
    const n = dropUncoded(rows, codes, count);
    this.#matched += n;
    this.#reserve(this.#key.values.length);
    this.#noteExtent(chunk, n);
    for (const { source, aggregate } of this.#numbers.values()) {
      fill(source, chunk, rows, n, this.#values);
      aggregate.add(codes, this.#values, n);
    }
  }

  #reserve(groups: number): void {
    this.#groups = groups;
    for (const { aggregate } of this.#numbers.values()) aggregate.reserve(groups);
    const { first, last } = this.#extent;
    if (groups <= first.length) return;
    const size = Math.max(groups, first.length * 2);
    this.#extent.first = new Float64Array(size);
    this.#extent.first.set(first);
    this.#extent.last = new Float64Array(size);
    this.#extent.last.set(last);
  }

  /** Row numbers + 1, so that 0 is "not seen". */
  #noteExtent(chunk: Chunk, n: number): void {
    const { first, last } = this.#extent;
    const rows = this.#rows;
    const codes = this.#codes;
    const base = chunk.base + 1;
    for (let k = 0; k < n; k++) {
      const g = codes[k] as number;
      const at = base + (rows[k] as number);
      if (first[g] === 0) first[g] = at;
      last[g] = at;
    }
  }

  #finish(matchedEvents: number): TableData {
    if (this.#snapshots !== undefined) this.#closeSnapshots(this.#snapshots);
    const { first } = this.#extent;
    const seen: number[] = [];
    for (let g = 0; g < this.#groups; g++) if (first[g] !== 0) seen.push(g);
    const seconds = windowSeconds(this.#capture, this.#query.window);
    const groupBy = this.#plan.groupBy;
    if (groupBy === undefined) return this.#ungrouped(seen, seconds, matchedEvents);
    return this.#grouped(seen, groupBy, seconds, matchedEvents);
  }

  #closeSnapshots(snapshots: SnapshotGroups): void {
    Object.assign(this.#extent, snapshots.extents(this.#groups));
    for (const { source, aggregate, perSnapshot } of this.#numbers.values()) {
      if (!perSnapshot) continue;
      if (source.kind === 'version') snapshots.addPerSnapshot(source.values, aggregate);
      else if (source.kind === 'gate') snapshots.addEvents(source.gate, aggregate);
    }
  }

  #ungrouped(seen: readonly number[], seconds: number, matchedEvents: number): TableData {
    const cells = this.#plan.columns.map((column) => {
      const aggregate = this.#aggregateOf(column);
      if (aggregate === undefined) return seen.map((g) => this.#textCell(column, g));
      return Float64Array.from(seen, (g) => this.#number(column, aggregate, g, seconds));
    });
    return {
      plan: this.#plan,
      rows: seen.length,
      keys: seen.map((g) => this.#key.values[g]),
      cells,
      firstEvent: Float64Array.from(seen, (g) => this.#eventNumber(this.#extent.first[g] as number)),
      matchedEvents,
      seconds,
    };
  }

  #grouped(seen: readonly number[], groupBy: FieldUse, seconds: number, matchedEvents: number): TableData {
    const coder = new KeyCoder(this.#capture, groupBy, undefined);
    const target = Int32Array.from(seen, (g) => coder.code(this.#valueAt(groupBy, this.#extent.first[g] as number)));
    const used = [...new Set(target)].filter((t) => t !== NO_CODE);
    const dense = new Map(used.map((t, i) => [t, i]));
    const members = target.map((t) => dense.get(t) ?? -1);
    const lead = this.#leads(seen, members, used.length);
    const cells = this.#plan.columns.map((column) => {
      const aggregate = this.#aggregateOf(column);
      if (aggregate === undefined) return Array.from(lead, (s) => this.#textCell(column, seen[s] as number));
      const values = Float64Array.from(seen, (g) => this.#number(column, aggregate, g, seconds));
      return regroup(column.groupAggregate, values, members, used.length, lead);
    });
    const firstEvent = new Float64Array(used.length).fill(Number.POSITIVE_INFINITY);
    for (let s = 0; s < seen.length; s++) {
      const t = members[s] as number;
      const at = this.#eventNumber(this.#extent.first[seen[s] as number] as number);
      if (t >= 0 && at > 0 && at < (firstEvent[t] as number)) firstEvent[t] = at;
    }
    return {
      plan: this.#plan,
      rows: used.length,
      keys: used.map((t) => coder.values[t]),
      cells,
      firstEvent: firstEvent.map((at) => (at === Number.POSITIVE_INFINITY ? 0 : at)),
      matchedEvents,
      seconds,
    };
  }

  #aggregateOf(column: ColumnPlan): Aggregate | undefined {
    const name = numbersName(column);
    return name === undefined ? undefined : this.#numbers.get(name)?.aggregate;
  }

  #number(column: ColumnPlan, aggregate: Aggregate, group: number, seconds: number): number {
    const value = aggregate.value(column.aggregate, group, seconds);
    return groupNumber(this.#capture, column, value, aggregate.count(group));
  }

  /** The member whose texts stand for the whole: a process's leader, else whoever was seen first. */
  #leads(seen: readonly number[], members: Int32Array, count: number): Int32Array {
    const lead = new Int32Array(count).fill(-1);
    const isLeader = new Uint8Array(count);
    const view = new RowView(this.#capture);
    for (let s = 0; s < seen.length; s++) {
      const t = members[s] as number;
      if (t < 0 || isLeader[t] === 1) continue;
      const g = seen[s] as number;
      const thread = this.#moveTo(view, this.#extent.first[g] as number)?.thread;
      const leads = thread !== undefined && thread.tid === thread.pid;
      if (leads) isLeader[t] = 1;
      const earlier = lead[t] as number;
      const isFirst =
        earlier < 0 || (this.#extent.first[g] as number) < (this.#extent.first[seen[earlier] as number] as number);
      if (leads || isFirst) lead[t] = s;
    }
    return lead;
  }

  #textCell(column: ColumnPlan, group: number): FieldValue {
    const { first, last } = this.#extent;
    const at = (column.aggregate === 'MAX' ? last[group] : first[group]) as number;
    return this.#valueAt(column.use, at) ?? column.otherwise;
  }

  readonly #reader = { view: undefined as RowView | undefined };

  #valueAt(use: FieldUse, at: number): FieldValue {
    this.#reader.view ??= new RowView(this.#capture);
    const view = this.#moveTo(this.#reader.view, at);
    return view === undefined ? undefined : readField(use, view);
  }

  #moveTo(view: RowView, at: number): RowView | undefined {
    const row = at - 1;
    if (row < IDLE_BASE || row >= EXCHANGE_BASE) return view.moveToRow(row) ? view : undefined;
    const chunk = this.#extra[Math.floor((row - IDLE_BASE) / CHUNK_ROWS)];
    return chunk === undefined ? undefined : view.moveTo(chunk, row - chunk.base);
  }

  #eventNumber(at: number): number {
    if (at - 1 >= EXCHANGE_BASE) return this.#capture.requests.rowOf(at - 1 - EXCHANGE_BASE) + 1;
    return at - 1 >= IDLE_BASE ? 0 : at;
  }
}

function extraChunks(capture: Capture, { plan: { view }, window }: TableQuery): readonly Chunk[] {
  if (view.ofOpenFds === true) return openFdChunks(capture, window);
  const idle = view.includesIdle === true ? idleChunk(capture, window) : undefined;
  return idle === undefined ? [] : [idle];
}

function dropUncoded(rows: Int32Array, codes: Int32Array, n: number): number {
  let kept = 0;
  for (let k = 0; k < n; k++) {
    if ((codes[k] as number) < 0) continue;
    rows[kept] = rows[k] as number;
    codes[kept++] = codes[k] as number;
  }
  return kept;
}
