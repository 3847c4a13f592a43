// SPDX-License-Identifier: Apache-2.0
// A view computed the plain way: every event is looked at whole, values go into maps of lists, and lists are added up at
// the end. Slow, and written without a look at table-query.ts.

import type { FieldValue } from '../../../src/engine/event/value.js';
import type { FieldUse } from '../../../src/engine/fields/field.js';
import { readField } from '../../../src/engine/fields/read-field.js';
import type { CompiledFilter } from '../../../src/engine/filter/compile.js';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import type { CellValue, TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { toCell } from '../../../src/engine/query/cell.js';
import { idleChunks } from '../../../src/engine/query/idle-threads.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import type { ViewPlan } from '../../../src/engine/query/view-plan.js';
import type { Aggregation } from '../../../src/views/view.js';

/** What of one event, or of one idle thread, goes into the table. */
interface Entry {
  readonly key: FieldValue;
  readonly group: FieldValue;
  readonly isLeader: boolean;
  readonly values: readonly FieldValue[];
  readonly numbers: readonly number[];
}

function toNumber(value: FieldValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
}

function entryOf(plan: ViewPlan, view: RowView): Entry | undefined {
  const read = (use: FieldUse): FieldValue => readField(use, view);
  for (const column of plan.columns) {
    if (column.otherwise === undefined && read(column.use) === undefined) return undefined;
  }
  const { groupBy, key } = plan;
  if (key === undefined) throw new Error('a table has a key');
  const group = groupBy === undefined ? undefined : read(groupBy);
  if (groupBy !== undefined && groupBy.field.type !== 'CHARBUF' && group === undefined) return undefined;
  const keyValue = read(key) ?? plan.keyOtherwise;
  if (keyValue === undefined) return undefined;
  const { thread } = view;
  return {
    key: keyValue,
    group,
    isLeader: thread !== undefined && thread.tid === thread.pid,
    values: plan.columns.map((column) => read(column.use) ?? column.otherwise),
    numbers: plan.columns.map((column) => (column.isNumeric ? toNumber(read(column.use)) : Number.NaN)),
  };
}

function change(values: readonly number[]): number {
  return values.length < 2 ? Number.NaN : (values.at(-1) ?? 0) - (values[0] ?? 0);
}

function aggregate(kind: Aggregation, all: readonly number[], seconds: number): number {
  const values = all.filter((value) => !Number.isNaN(value));
  const sum = values.reduce((a, b) => a + b, 0);
  switch (kind) {
    case 'SUM':
      return sum;
    case 'TIME_AVG':
      return seconds > 0 ? sum / seconds : sum;
    case 'AVG':
      return values.length === 0 ? Number.NaN : sum / values.length;
    case 'MAX':
      return values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.max(a, b));
    case 'MIN':
      return values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.min(a, b));
    case 'CHANGE':
      return change(values);
    case 'CHANGE_RATE':
      return seconds > 0 ? change(values) / seconds : Number.NaN;
    case 'P50':
    case 'P95':
    case 'P99':
      return nearestRank(values, Number(kind.slice(1)) / 100);
    case 'NONE':
      throw new Error('a number that is not aggregated');
  }
}

function nearestRank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const exact = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? Number.NaN;
  // Only the bucket of values is kept: 24 to an octave.
  return sorted.length <= 64 || exact < 1 ? exact : 2 ** ((Math.floor(Math.log2(exact) * 24) + 0.5) / 24);
}

/** The second step: one number per thread into one per process. `lead` is the number of the member that stands for all. */
function merge(kind: Aggregation, all: readonly number[], lead: number): number {
  if (kind === 'NONE') return lead;
  const values = all.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return Number.NaN;
  return kind === 'TIME_AVG' ? aggregate('SUM', values, 0) : aggregate(kind, values, 0);
}

export interface NaiveRow {
  readonly key: FieldValue;
  readonly cells: readonly CellValue[];
}

function mapKey(value: FieldValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `${typeof value} ${String(value)}`;
}

function groupedBy<T>(items: readonly T[], key: (item: T) => FieldValue): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = mapKey(key(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}

interface Group {
  readonly first: Entry;
  readonly last: Entry;
  readonly numbers: readonly number[];
}

export function naiveTable(
  capture: Capture,
  plan: ViewPlan,
  filter: CompiledFilter | undefined,
  window: TimeWindow,
): NaiveRow[] {
  const entries = collect(capture, plan, filter, window);
  const { from, to } = capture.store.span();
  const seconds = Math.max(0, Math.min(window.to, to) - Math.max(window.from, from)) / 1e9;
  const groups = [...groupedBy(entries, (entry) => entry.key).values()].map((members): Group => {
    const [first] = members;
    const last = members.at(-1);
    if (first === undefined || last === undefined) throw new Error('a group has members');
    const numbers = plan.columns.map((column, c) =>
      column.isNumeric
        ? aggregate(
            column.aggregate,
            members.map((m) => m.numbers[c] ?? Number.NaN),
            seconds,
          )
        : Number.NaN,
    );
    return { first, last, numbers };
  });
  if (plan.groupBy === undefined)
    return groups.map((group) => ({ key: group.first.key, cells: cellsOf(plan, group, group.numbers) }));
  const merged = [
    ...groupedBy(
      groups.filter(({ first }) => first.group !== undefined),
      ({ first }) => first.group,
    ).values(),
  ];
  return merged.map((members) => {
    const lead = members.find(({ first }) => first.isLeader) ?? members[0];
    if (lead === undefined) throw new Error('a group has members');
    const numbers = plan.columns.map((column, c) =>
      merge(
        column.groupAggregate,
        members.map((m) => m.numbers[c] ?? Number.NaN),
        lead.numbers[c] ?? Number.NaN,
      ),
    );
    return { key: lead.first.group, cells: cellsOf(plan, lead, numbers) };
  });
}

function cellsOf(plan: ViewPlan, group: Group, numbers: readonly number[]): CellValue[] {
  return plan.columns.map((column, c) => {
    if (column.isNumeric) return Number.isNaN(numbers[c] ?? Number.NaN) ? null : (numbers[c] ?? null);
    const entry = column.aggregate === 'MAX' ? group.last : group.first;
    return toCell(column.use.field, entry.values[c]);
  });
}

function collect(capture: Capture, plan: ViewPlan, filter: CompiledFilter | undefined, window: TimeWindow): Entry[] {
  const entries: Entry[] = [];
  const view = new RowView(capture);
  const take = (): void => {
    const entry = filter === undefined || filter.matches(view) ? entryOf(plan, view) : undefined;
    if (entry !== undefined) entries.push(entry);
  };
  const isUnbounded = window.from === Number.NEGATIVE_INFINITY && window.to === Number.POSITIVE_INFINITY;
  if (plan.view.ofRequests === true) {
    // Rows of their own: an event may bring several requests, and nobody may have answered one.
    for (const chunk of capture.requests.chunks()) {
      for (let i = 0; i < chunk.count; i++) {
        view.moveTo(chunk, i);
        if (isUnbounded || (view.time >= window.from && view.time <= window.to)) take();
      }
    }
    return entries;
  }
  for (let row = 0; row < capture.store.rows; row++) {
    if (!view.moveToRow(row) || view.isStateOnly) continue;
    if (isUnbounded || (view.time >= window.from && view.time <= window.to)) take();
  }
  for (const idle of plan.view.includesIdle === true ? idleChunks(capture, window) : []) {
    for (let i = 0; i < idle.count; i++) {
      view.moveTo(idle, i);
      take();
    }
  }
  return entries;
}
