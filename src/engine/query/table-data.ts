// SPDX-License-Identifier: Apache-2.0
// The second half of a table: sums and extents of groups become rows with cells, groups of groups (threads of a process)
// are joined, and texts are read from the first or the last event of a row.

import { EXCHANGE_BASE } from '../event/exchange.js';
import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { CHUNK_ROWS, type Chunk, IDLE_BASE } from '../store/event-store.js';
import { type Aggregate, regroup } from './aggregate.js';
import { type ColumnParts, groupedParts, ungroupedParts } from './column-parts.js';
import { cpuPartOf } from './cpu-part.js';
import type { CpuTally } from './cpu-tally.js';
import { groupNumber, numbersName } from './group-number.js';
import { NO_CODE } from './grouping.js';

import { belongsByLast } from './membership.js';
import { RowView } from './row-view.js';
import type { Extent } from './snapshot-groups.js';
import { ValueCodes } from './value-codes.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';

/** A table's data: numbers as typed arrays by row, texts as arrays, in no particular order. */
export interface TableData {
  readonly plan: ViewPlan;
  readonly rows: number;
  readonly keys: readonly FieldValue[];
  readonly cells: readonly (Float64Array | readonly FieldValue[])[];
  /** Event number of the first event after a row; 0 where it has none. */
  readonly firstEvent: Float64Array;
  readonly matchedEvents: number;
  readonly seconds: number;
  /** Cores of the machine, as far as it is known. */
  readonly cpus?: number | undefined;
  /** By column, what means and percentiles are made of; absent in tables over a stream. */
  readonly parts?: readonly (ColumnParts | undefined)[];
}

/** What a pass over the rows has found out. */
export interface TableSums {
  readonly plan: ViewPlan;
  /** Values of the key by code. */
  readonly keys: readonly FieldValue[];
  readonly groups: number;
  readonly extent: Extent;
  /** By numbersName(). */
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly cpu: CpuTally | undefined;
  /** Rows without events. */
  readonly extra: readonly Chunk[];
  readonly matchedEvents: number;
  readonly seconds: number;
}

export function tableData(capture: Capture, sums: TableSums): TableData {
  return new TableFinish(capture, sums).data();
}

class TableFinish {
  readonly #capture: Capture;
  readonly #sums: TableSums;
  readonly #plan: ViewPlan;
  readonly #view: RowView;
  readonly #first: Float64Array;
  readonly #last: Float64Array;

  constructor(capture: Capture, sums: TableSums) {
    this.#capture = capture;
    this.#sums = sums;
    this.#plan = sums.plan;
    this.#view = new RowView(capture);
    this.#first = sums.extent.first;
    this.#last = sums.extent.last;
  }

  data(): TableData {
    const seen: number[] = [];
    for (let g = 0; g < this.#sums.groups; g++) if (this.#first[g] !== 0) seen.push(g);
    const { groupBy } = this.#plan;
    return groupBy === undefined ? this.#ungrouped(seen) : this.#grouped(seen, groupBy);
  }

  #ungrouped(seen: readonly number[]): TableData {
    const { keys, seconds, matchedEvents } = this.#sums;
    const cells = this.#plan.columns.map(
      (column) => this.#numbers(column, seen) ?? seen.map((g) => this.#textCell(column, g)),
    );
    return {
      plan: this.#plan,
      rows: seen.length,
      keys: seen.map((g) => keys[g]),
      cells,
      firstEvent: Float64Array.from(seen, (g) => this.#eventNumber(this.#first[g] as number)),
      matchedEvents,
      seconds,
      cpus: this.#capture.state.machine?.cpus,
      parts: this.#plan.columns.map((column) => ungroupedParts(column, this.#aggregateOf(column), seen)),
    };
  }

  #grouped(seen: readonly number[], groupBy: FieldUse): TableData {
    const { seconds, matchedEvents } = this.#sums;
    const coder = new ValueCodes();
    const at = belongsByLast(groupBy) ? this.#last : this.#first;
    const target = Int32Array.from(seen, (g) => coder.code(this.#valueAt(groupBy, at[g] as number)));
    const used = [...new Set(target)].filter((t) => t !== NO_CODE);
    const dense = new Map(used.map((t, i) => [t, i]));
    const members = target.map((t) => dense.get(t) ?? -1);
    const lead = this.#leads(seen, members, used.length);
    const unseen = this.#unseen(seen, (superior) => dense.get(coder.code(superior)) ?? -1);
    const targets = Int32Array.from([...members, ...unseen.values()]);
    const parts: (ColumnParts | undefined)[] = [];
    const cells = this.#plan.columns.map((column) => {
      const values = this.#numbers(column, [...seen, ...unseen.keys()]);
      parts.push(values === undefined ? undefined : groupedParts(column, values, targets, used.length));
      if (values === undefined) return Array.from(lead, (s) => this.#textCell(column, seen[s] as number));
      return regroup(column.groupAggregate, values, targets, used.length, lead);
    });
    const firstEvent = new Float64Array(used.length).fill(Number.POSITIVE_INFINITY);
    for (let s = 0; s < seen.length; s++) {
      const t = members[s] as number;
      const at = this.#eventNumber(this.#first[seen[s] as number] as number);
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
      cpus: this.#capture.state.machine?.cpus,
      parts,
    };
  }

  /** Undefined for a column of texts. */
  #numbers(column: ColumnPlan, groups: readonly number[]): Float64Array | undefined {
    const part = cpuPartOf(column.use);
    if (part !== undefined) return Float64Array.from(groups, (g) => this.#sums.cpu?.value(part, g) ?? Number.NaN);
    const aggregate = this.#aggregateOf(column);
    if (aggregate === undefined) return undefined;
    return Float64Array.from(groups, (g) => this.#number(column, aggregate, g));
  }

  #aggregateOf(column: ColumnPlan): Aggregate | undefined {
    return this.#sums.aggregates.get(numbersName(column) ?? '');
  }

  #number(column: ColumnPlan, aggregate: Aggregate, group: number): number {
    const value = aggregate.value(column.aggregate, group, this.#sums.seconds);
    return groupNumber(this.#capture, column, value, aggregate.count(group));
  }

  /** Groups without a row of their own that have had CPU time, and the row that it belongs to. */
  #unseen(seen: readonly number[], rowOf: (superior: FieldValue) => number): ReadonlyMap<number, number> {
    const { cpu } = this.#sums;
    if (cpu === undefined) return new Map();
    return new Map([...cpu.unseen(new Set(seen))].map(([group, superior]) => [group, rowOf(superior)]));
  }

  /** The member whose texts stand for the whole: a process's leader, else the first one seen. */
  #leads(seen: readonly number[], members: Int32Array, count: number): Int32Array {
    const lead = new Int32Array(count).fill(-1);
    const isLeader = new Uint8Array(count);
    for (let s = 0; s < seen.length; s++) {
      const t = members[s] as number;
      if (t < 0 || isLeader[t] === 1) continue;
      const g = seen[s] as number;
      const thread = this.#moveTo(this.#first[g] as number)?.thread;
      const leads = thread !== undefined && thread.tid === thread.pid;
      if (leads) isLeader[t] = 1;
      const earlier = lead[t] as number;
      const isFirst = earlier < 0 || (this.#first[g] as number) < (this.#first[seen[earlier] as number] as number);
      if (leads || isFirst) lead[t] = s;
    }
    return lead;
  }

  #textCell(column: ColumnPlan, group: number): FieldValue {
    const first = this.#first;
    const last = this.#last;
    const at = (column.aggregate === 'MAX' ? last[group] : first[group]) as number;
    return this.#valueAt(column.use, at) ?? column.otherwise;
  }

  #valueAt(use: FieldUse, at: number): FieldValue {
    const view = this.#moveTo(at);
    return view === undefined ? undefined : readField(use, view);
  }

  #moveTo(at: number): RowView | undefined {
    const view = this.#view;
    const row = at - 1;
    if (row < IDLE_BASE || row >= EXCHANGE_BASE) return view.moveToRow(row) ? view : undefined;
    const chunk = this.#sums.extra[Math.floor((row - IDLE_BASE) / CHUNK_ROWS)];
    return chunk === undefined ? undefined : view.moveTo(chunk, row - chunk.base);
  }

  #eventNumber(at: number): number {
    if (at - 1 >= EXCHANGE_BASE) return this.#capture.requests.rowOf(at - 1 - EXCHANGE_BASE) + 1;
    return at - 1 >= IDLE_BASE ? 0 : at;
  }
}
