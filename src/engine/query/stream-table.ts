// SPDX-License-Identifier: Apache-2.0
// A table over a stream that is not kept: take() adds the rows that the store holds to the groups, and the store may let
// them go then (Capture.drain). Same cells as a table over everything stored (table-query.ts); memory grows with the
// groups alone.

import type { FieldUse } from '../fields/field.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk, IDLE_BASE } from '../store/event-store.js';
import { Aggregate, regroup, tallyOf } from './aggregate.js';
import { cpuPartOf, showsCpu } from './cpu-part.js';
import { CpuTally } from './cpu-tally.js';
import { groupNumber, numbersName } from './group-number.js';
import { NO_CODE } from './grouping.js';
import { isOfState, rowsWithoutEvents } from './idle-threads.js';
import { dropUncoded, KeyCoder } from './key-coder.js';
import { requiredTests } from './mandatory-columns.js';
import { fill, type NumberSource, numberSource } from './number-source.js';
import { rowFilter } from './row-filter.js';
import { partsOf } from './row-predicate.js';
import { RowScan } from './row-scan.js';
import { merged } from './snapshot-predicate.js';
import { StreamGroups } from './stream-groups.js';
import type { TableData } from './table-data.js';
import { ValueCodes } from './value-codes.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';
import { EVERYTHING, windowSeconds } from './window.js';

/** Numbers of a field that are added up by group, for one column or several. */
interface Numbers {
  readonly use: FieldUse;
  readonly aggregate: Aggregate;
  source: NumberSource;
}

export class StreamTable {
  readonly #capture: Capture;
  readonly #plan: ViewPlan;
  readonly #window: TimeWindow;
  readonly #scan: RowScan;
  /** Where a column shows CPU time. */
  readonly #cpu: CpuTally | undefined;
  readonly #key: KeyCoder;
  readonly #groups: StreamGroups;
  /** By field and tally. */
  readonly #numbers = new Map<string, Numbers>();
  readonly #rows = new Int32Array(CHUNK_ROWS);
  readonly #codes = new Int32Array(CHUNK_ROWS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  /** The next row to look at. */
  #next = 0;
  #matched = 0;
  /** How many kinds the sources know. */
  #kinds = 0;

  constructor(capture: Capture, plan: ViewPlan, filter: CompiledFilter | undefined, window: TimeWindow) {
    if (plan.key === undefined) throw new Error(`view ${plan.view.id} has no key`);
    this.#capture = capture;
    this.#plan = plan;
    this.#window = window;
    this.#key = new KeyCoder(capture, plan.key, plan.keyOtherwise);
    this.#groups = new StreamGroups(capture, plan);
    for (const column of plan.columns) {
      const name = numbersName(column);
      if (name === undefined || this.#numbers.has(name)) continue;
      const { use, aggregate } = column;
      const source = numberSource(capture, use);
      this.#numbers.set(name, { use, aggregate: new Aggregate(tallyOf(aggregate)), source });
    }
    const tests = merged('and', [
      ...(filter === undefined ? [] : partsOf(rowFilter(capture, filter.plan))),
      ...requiredTests(capture, plan),
    ]);
    this.#scan = new RowScan(tests);
    const { groupBy, columns } = plan;
    const options = { key: this.#key, groupBy, tests, window, columns };
    this.#cpu = showsCpu(plan) ? new CpuTally(capture, options) : undefined;
  }

  /** Adds the rows that have come since the last call. */
  take(): void {
    const { store } = this.#capture;
    if (store.rows === this.#next) return;
    if (!isOfState(this.#plan.view)) {
      this.#sync();
      for (const chunk of store.chunks) {
        if (chunk.base + chunk.count > this.#next) this.#matched += this.#add(chunk, this.#window);
      }
      if (this.#cpu !== undefined) this.#takeCpu(this.#cpu);
    }
    this.#next = store.rows;
  }

  #takeCpu(cpu: CpuTally): void {
    cpu.sync();
    for (const chunk of this.#capture.store.chunks) {
      const from = Math.max(0, this.#next - chunk.base);
      if (from >= chunk.count) continue;
      const { rows, codes, n } = cpu.take(chunk, from);
      this.#groups.note(chunk, rows, codes, n, this.#key.values.length);
    }
  }

  /** The table, with what is there at the end. Nothing can be taken after it. */
  finish(): TableData {
    const extra = rowsWithoutEvents(this.#capture, this.#plan.view, EVERYTHING);
    this.#next = 0;
    this.#sync();
    for (const chunk of extra) this.#add(chunk, EVERYTHING);
    const seen: number[] = [];
    for (let g = 0; g < this.#key.values.length; g++) if ((this.#groups.first[g] ?? 0) !== 0) seen.push(g);
    const { groupBy } = this.#plan;
    return groupBy === undefined ? this.#ungrouped(seen) : this.#grouped(seen);
  }

  #sync(): void {
    this.#scan.sync();
    this.#key.sync();
    const isNewKind = this.#capture.kinds.count !== this.#kinds;
    this.#kinds = this.#capture.kinds.count;
    for (const numbers of this.#numbers.values()) numbers.source = this.#sourceNow(numbers, isNewKind);
  }

  /** Gates are tables by kind, and dear; all else depends on dictionaries that have grown. */
  #sourceNow({ use, source }: Numbers, isNewKind: boolean): NumberSource {
    if (source.kind !== 'gate' || isNewKind) return numberSource(this.#capture, use);
    return { ...source, fdTypes: this.#capture.state.fdDictionary.types };
  }

  #add(chunk: Chunk, window: TimeWindow): number {
    const rows = this.#rows;
    const codes = this.#codes;
    const found = this.#scan.rows(chunk, rows, window, Math.max(0, this.#next - chunk.base));
    if (found === 0) return 0;
    this.#key.fill(chunk, rows, found, codes);
    const n = dropUncoded(rows, codes, found);
    const groups = this.#key.values.length;
    this.#groups.note(chunk, rows, codes, n, groups);
    for (const { source, aggregate } of this.#numbers.values()) {
      aggregate.reserve(groups);
      fill(source, chunk, rows, n, this.#values);
      aggregate.add(codes, this.#values, n);
    }
    return n;
  }

  #ungrouped(seen: readonly number[]): TableData {
    return {
      ...this.#totals(),
      rows: seen.length,
      keys: seen.map((g) => this.#key.values[g]),
      cells: this.#plan.columns.map((column) =>
        column.isNumeric ? this.#numbersOf(column, seen) : seen.map((g) => this.#groups.text(column, g)),
      ),
      firstEvent: Float64Array.from(seen, (g) => this.#eventNumber(g)),
    };
  }

  #grouped(seen: readonly number[]): TableData {
    const coder = new ValueCodes();
    const target = Int32Array.from(seen, (g) => coder.code(this.#groups.superior(g)));
    const used = [...new Set(target)].filter((t) => t !== NO_CODE);
    const dense = new Map(used.map((t, i) => [t, i]));
    const members = target.map((t) => dense.get(t) ?? -1);
    const lead = this.#leads(seen, members, used.length);
    const unseen = [...(this.#cpu?.unseen(new Set(seen)) ?? [])];
    const groups = [...seen, ...unseen.map(([group]) => group)];
    const targets = Int32Array.from([
      ...members,
      ...unseen.map(([, superior]) => dense.get(coder.code(superior)) ?? -1),
    ]);
    return {
      ...this.#totals(),
      rows: used.length,
      keys: used.map((t) => coder.values[t]),
      cells: this.#plan.columns.map((column) =>
        column.isNumeric
          ? regroup(column.groupAggregate, this.#numbersOf(column, groups), targets, used.length, lead)
          : Array.from(lead, (s) => this.#groups.text(column, seen[s] as number)),
      ),
      firstEvent: this.#firstEvents(seen, members, used.length),
    };
  }

  #totals(): Pick<TableData, 'plan' | 'matchedEvents' | 'seconds' | 'cpus'> {
    const seconds = windowSeconds(this.#capture, this.#window);
    return { plan: this.#plan, matchedEvents: this.#matched, seconds, cpus: this.#capture.state.machine?.cpus };
  }

  #numbersOf(column: ColumnPlan, seen: readonly number[]): Float64Array {
    const part = cpuPartOf(column.use);
    if (part !== undefined) return Float64Array.from(seen, (g) => this.#cpu?.value(part, g) ?? Number.NaN);
    const aggregate = this.#numbers.get(numbersName(column) ?? '')?.aggregate;
    if (aggregate === undefined) throw new Error(`${column.column.name} is not added up`);
    const seconds = windowSeconds(this.#capture, this.#window);
    return Float64Array.from(seen, (g) =>
      groupNumber(this.#capture, column, aggregate.value(column.aggregate, g, seconds), aggregate.count(g)),
    );
  }

  /** The member whose texts stand for the whole: a process's leader, else the first one seen. */
  #leads(seen: readonly number[], members: Int32Array, count: number): Int32Array {
    const lead = new Int32Array(count).fill(-1);
    const { first, leads } = this.#groups;
    for (const [s, g] of seen.entries()) {
      const t = members[s] as number;
      if (t < 0) continue;
      const before = seen[lead[t] as number];
      const isBetter =
        before === undefined || (!leads[before] && (leads[g] || (first[g] as number) < (first[before] as number)));
      if (isBetter) lead[t] = s;
    }
    return lead;
  }

  #firstEvents(seen: readonly number[], members: Int32Array, count: number): Float64Array {
    const firstEvent = new Float64Array(count);
    for (const [s, g] of seen.entries()) {
      const t = members[s] as number;
      const at = this.#eventNumber(g);
      if (t >= 0 && at > 0 && (firstEvent[t] === 0 || at < (firstEvent[t] as number))) firstEvent[t] = at;
    }
    return firstEvent;
  }

  /** 0 where the group has no event. */
  #eventNumber(group: number): number {
    const at = this.#groups.first[group] as number;
    return at - 1 >= IDLE_BASE ? 0 : at;
  }
}
