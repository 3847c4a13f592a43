// SPDX-License-Identifier: Apache-2.0
// What a table whose rows pass by keeps of its groups beside their numbers: when each was seen first, and the texts that
// its first and its last event had, since neither can be asked later.

import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';
import { belongsByLast } from './membership.js';
import { type PassingValue, passingValue, valueNow } from './passing-value.js';
import { RowView } from './row-view.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';

export class StreamGroups {
  /** Row number + 1 by group; 0 is "not seen". */
  first = new Float64Array(256);
  /** groupBy at the first event of a group, or at the last where that is what counts. */
  readonly #superiors: PassingValue[] = [];
  /** 1 where the first event of a group is of the main thread of its process. */
  readonly leads: boolean[] = [];
  readonly #view: RowView;
  readonly #groupBy: FieldUse | undefined;
  readonly #isByLast: boolean;
  readonly #firstTexts: readonly GroupTexts[];
  readonly #lastTexts: readonly GroupTexts[];
  readonly #byColumn: ReadonlyMap<ColumnPlan, GroupTexts>;
  /** Index + 1 in the current chunk of a group's last row; only where a column shows the last text. */
  #last = new Uint32Array(256);
  /** Groups of the current chunk, for the same. */
  readonly #touched: number[] = [];

  constructor(capture: Capture, plan: ViewPlan) {
    this.#view = new RowView(capture);
    this.#groupBy = plan.groupBy;
    this.#isByLast = plan.groupBy !== undefined && belongsByLast(plan.groupBy);
    const texts = plan.columns.filter(({ isNumeric }) => !isNumeric).map((column) => new GroupTexts(column));
    this.#firstTexts = texts.filter(({ column }) => column.aggregate !== 'MAX');
    this.#lastTexts = texts.filter(({ column }) => column.aggregate === 'MAX');
    this.#byColumn = new Map(texts.map((one) => [one.column, one]));
  }

  /** Notes rows[0, n) of a chunk, codes[0, n) of which are groups below `groups`. */
  note(chunk: Chunk, rows: Int32Array, codes: Int32Array, n: number, groups: number): void {
    this.#reserve(groups);
    const { first } = this;
    const base = chunk.base + 1;
    for (let k = 0; k < n; k++) {
      const g = codes[k] as number;
      if (first[g] !== 0) continue;
      first[g] = base + (rows[k] as number);
      this.#meet(g, chunk, rows[k] as number);
    }
    if (this.#lastTexts.length > 0 || this.#isByLast) this.#noteLast(chunk, rows, codes, n);
  }

  text(column: ColumnPlan, group: number): FieldValue {
    return valueNow(column.use, this.#byColumn.get(column)?.values[group]) ?? column.otherwise;
  }

  /** Value of groupBy of a group. */
  superior(group: number): FieldValue {
    return this.#groupBy === undefined ? undefined : valueNow(this.#groupBy, this.#superiors[group]);
  }

  #meet(group: number, chunk: Chunk, i: number): void {
    const view = this.#view.moveTo(chunk, i);
    for (const { column, values } of this.#firstTexts) values[group] = passingValue(column.use, view);
    if (this.#groupBy === undefined) return;
    this.#superiors[group] = passingValue(this.#groupBy, view);
    const { thread } = view;
    this.leads[group] = thread !== undefined && thread.tid === thread.pid;
  }

  #noteLast(chunk: Chunk, rows: Int32Array, codes: Int32Array, n: number): void {
    const last = this.#last;
    const touched = this.#touched;
    touched.length = 0;
    for (let k = 0; k < n; k++) {
      const g = codes[k] as number;
      if (last[g] === 0) touched.push(g);
      last[g] = (rows[k] as number) + 1;
    }
    for (const g of touched) {
      const view = this.#view.moveTo(chunk, (last[g] as number) - 1);
      for (const { column, values } of this.#lastTexts) values[g] = passingValue(column.use, view);
      if (this.#isByLast && this.#groupBy !== undefined) this.#superiors[g] = passingValue(this.#groupBy, view);
      last[g] = 0;
    }
  }

  #reserve(groups: number): void {
    if (groups <= this.first.length) return;
    const size = Math.max(groups, this.first.length * 2);
    const first = new Float64Array(size);
    first.set(this.first);
    this.first = first;
    // Empty between chunks.
    this.#last = new Uint32Array(size);
  }
}

class GroupTexts {
  readonly column: ColumnPlan;
  /** By group. */
  readonly values: PassingValue[] = [];

  constructor(column: ColumnPlan) {
    this.column = column;
  }
}
