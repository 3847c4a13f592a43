// SPDX-License-Identifier: Apache-2.0
// What the cells of a column are made of, so that rows of the same key from several machines can be merged: sums and
// extremes are their own parts, a mean is a sum and a count, a percentile the values or their histogram (spread.ts).

import type { CellValue } from '../protocol/protocol.js';
import { type Aggregate, shareOf } from './aggregate.js';
import { Spread, type SpreadParts } from './spread.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';

export type MergeKind = 'text' | 'sum' | 'max' | 'min' | 'mean' | 'spread';

/** Parts of one cell; what is neither a mean nor a percentile, and a mean of nothing, is the cell itself. Plain data. */
export type CellParts = CellValue | readonly [sum: number, count: number] | SpreadParts;

/** Parts of the cells of a column, by row. */
export type ColumnParts = (row: number) => CellParts | undefined;

/** How cells of a column become one: by the last step that made them. */
export function mergeKind({ groupBy }: Pick<ViewPlan, 'groupBy'>, column: ColumnPlan): MergeKind {
  if (!column.isNumeric) return 'text';
  const last = groupBy === undefined ? column.aggregate : column.groupAggregate;
  if (shareOf(last) !== undefined) return 'spread';
  switch (last) {
    case 'SUM':
    case 'TIME_AVG':
      return 'sum';
    case 'AVG':
      return 'mean';
    case 'MAX':
      return 'max';
    case 'MIN':
      return 'min';
    default:
      return 'text';
  }
}

/** Of rows that are groups; undefined where cells are their own parts. */
export function ungroupedParts(
  column: ColumnPlan,
  aggregate: Aggregate | undefined,
  seen: readonly number[],
): ColumnParts | undefined {
  if (aggregate === undefined) return undefined;
  if (shareOf(column.aggregate) !== undefined) return (row) => aggregate.spreadParts(seen[row] as number);
  if (column.aggregate !== 'AVG') return undefined;
  const sums = Float64Array.from(seen, (g) => aggregate.sum(g));
  const counts = Float64Array.from(seen, (g) => aggregate.count(g));
  return meanParts(sums, counts);
}

/** Of rows that are groups of groups, whose numbers are `values`; target[i] is the row of group i, or -1. */
export function groupedParts(
  column: ColumnPlan,
  values: Float64Array,
  target: Int32Array,
  rows: number,
): ColumnParts | undefined {
  if (column.groupAggregate !== 'AVG') return undefined;
  const sums = new Float64Array(rows);
  const counts = new Float64Array(rows);
  for (const [i, t] of target.entries()) {
    const value = values[i] as number;
    if (t < 0 || Number.isNaN(value)) continue;
    sums[t] = (sums[t] as number) + value;
    counts[t] = (counts[t] as number) + 1;
  }
  return meanParts(sums, counts);
}

function meanParts(sums: Float64Array, counts: Float64Array): ColumnParts {
  return (row) => (counts[row] === 0 ? undefined : [sums[row] as number, counts[row] as number]);
}

/** Adds up the parts of cells of one column. */
export class PartsSum {
  readonly #kind: MergeKind;
  #cell: CellValue = null;
  #sum = 0;
  #count = 0;
  #spread: Spread | undefined;

  constructor(kind: MergeKind) {
    this.#kind = kind;
  }

  /** In the order in which texts shall win: the first that is there stays. */
  add(parts: CellParts): void {
    if (Array.isArray(parts)) this.#addMean(parts as readonly [number, number]);
    else if (typeof parts === 'object' && parts !== null) this.#addSpread(parts as SpreadParts);
    else this.#addCell(parts as CellValue);
  }

  /** As they came in. */
  parts(): CellParts {
    if (this.#count > 0) return [this.#sum, this.#count];
    return this.#spread?.parts(0) ?? this.#cell;
  }

  /** `share`: of a percentile. */
  cell(share: number | undefined): CellValue {
    if (this.#count > 0) return this.#sum / this.#count;
    if (this.#spread === undefined || share === undefined) return this.#cell;
    return this.#spread.percentile(0, share);
  }

  #addMean([sum, count]: readonly [number, number]): void {
    this.#sum += sum;
    this.#count += count;
  }

  #addSpread(parts: SpreadParts): void {
    this.#spread ??= new Spread();
    this.#spread.addParts(0, parts);
  }

  #addCell(cell: CellValue): void {
    if (cell === null) return;
    const held = this.#cell;
    if (held === null) this.#cell = cell;
    else if (typeof held === 'number' && typeof cell === 'number') this.#cell = joined(this.#kind, held, cell);
  }
}

function joined(kind: MergeKind, a: number, b: number): number {
  if (kind === 'sum') return a + b;
  if (kind === 'max') return Math.max(a, b);
  return kind === 'min' ? Math.min(a, b) : a;
}
