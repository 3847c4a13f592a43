// SPDX-License-Identifier: Apache-2.0
// Numbers of many rows into one number per group, in the two steps of sysdig's tables: rows with the same key first, then
// (threads of a process) groups with the same group key. Missing values count in no sum, mean, minimum or maximum.

import type { Aggregation } from '../../views/view.js';
import { ArrayPool } from './array-pool.js';
import { Spread, type SpreadParts } from './spread.js';

/** The share of values that a percentile is not exceeded by; undefined for the others. */
export function shareOf(aggregation: Aggregation): number | undefined {
  return SHARES[aggregation];
}

/** What an aggregation has to keep of each group: sums, means and rates are made of the same. */
export type Tally = 'sum' | 'max' | 'min' | 'change' | 'spread';

const SHARES: Readonly<Partial<Record<Aggregation, number>>> = { P50: 0.5, P95: 0.95, P99: 0.99 };

export function tallyOf(aggregation: Aggregation): Tally {
  if (SHARES[aggregation] !== undefined) return 'spread';
  if (aggregation === 'CHANGE' || aggregation === 'CHANGE_RATE') return 'change';
  return aggregation === 'MAX' ? 'max' : aggregation === 'MIN' ? 'min' : 'sum';
}

/** Sums or extremes, and counts, by group; grows as groups appear. */
export class Aggregate {
  readonly #tally: Tally;
  readonly #spread: Spread | undefined;
  readonly #pool: ArrayPool;
  /** Sums, extremes, or last values. */
  #values: Float64Array;
  #counts: Float64Array;
  /** First values, of changes alone. */
  #firsts: Float64Array | undefined;

  constructor(tally: Tally, pool = new ArrayPool()) {
    this.#tally = tally;
    this.#spread = tally === 'spread' ? new Spread() : undefined;
    this.#pool = pool;
    this.#values = pool.take(1);
    this.#counts = pool.take(1);
    this.#firsts = tally === 'change' ? pool.take(1) : undefined;
  }

  /** Room for `groups` groups. */
  reserve(groups: number): void {
    this.#values = this.#pool.grown(this.#values, groups);
    this.#counts = this.#pool.grown(this.#counts, groups);
    if (this.#firsts !== undefined) this.#firsts = this.#pool.grown(this.#firsts, groups);
  }

  /** The same numbers, to add others to; not for percentiles. */
  copy(): Aggregate {
    const copy = new Aggregate(this.#tally, this.#pool);
    copy.release();
    copy.#values = this.#pool.copy(this.#values);
    copy.#counts = this.#pool.copy(this.#counts);
    copy.#firsts = this.#firsts === undefined ? undefined : this.#pool.copy(this.#firsts);
    return copy;
  }

  /** It is not used any more. */
  release(): void {
    this.#pool.give(this.#values, this.#counts);
    if (this.#firsts !== undefined) this.#pool.give(this.#firsts);
  }

  /** Adds values[0, n) to groups[0, n). reserve() must have made room for them. */
  add(groups: Int32Array, values: Float64Array, n: number): void {
    const sums = this.#values;
    const counts = this.#counts;
    if (this.#spread !== undefined) {
      addToSpread(this.#spread, groups, values, n);
      return;
    }
    if (this.#firsts !== undefined) {
      this.#addChange(this.#firsts, groups, values, n);
      return;
    }
    if (this.#tally !== 'sum') {
      const sign = this.#tally === 'max' ? 1 : -1;
      for (let k = 0; k < n; k++) {
        const value = values[k] as number;
        if (Number.isNaN(value)) continue;
        const g = groups[k] as number;
        if (counts[g] === 0 || (value - (sums[g] as number)) * sign > 0) sums[g] = value;
        counts[g] = (counts[g] as number) + 1;
      }
      return;
    }
    for (let k = 0; k < n; k++) {
      const value = values[k] as number;
      if (Number.isNaN(value)) continue;
      const g = groups[k] as number;
      sums[g] = (sums[g] as number) + value;
      counts[g] = (counts[g] as number) + 1;
    }
  }

  /** In the order of time. */
  #addChange(firsts: Float64Array, groups: Int32Array, values: Float64Array, n: number): void {
    const counts = this.#counts;
    for (let k = 0; k < n; k++) {
      const value = values[k] as number;
      if (Number.isNaN(value)) continue;
      const g = groups[k] as number;
      if (counts[g] === 0) firsts[g] = value;
      this.#values[g] = value;
      counts[g] = (counts[g] as number) + 1;
    }
  }

  /** First to last; unknown where there was one value only. */
  #change(group: number): number {
    if ((this.#counts[group] ?? 0) < 2) return Number.NaN;
    return (this.#values[group] ?? 0) - (this.#firsts?.[group] ?? 0);
  }

  /** Adds so many ones to a group. */
  addOnes(group: number, count: number): void {
    const one = this.#tally === 'sum' ? (this.#values[group] as number) + count : 1;
    this.#values[group] = one;
    this.#counts[group] = (this.#counts[group] as number) + count;
  }

  /** Adds to a group what `count` values add up to. */
  addSum(group: number, sum: number, count: number): void {
    this.#values[group] = (this.#values[group] as number) + sum;
    this.#counts[group] = (this.#counts[group] as number) + count;
  }

  /** Values that went into a group. */
  count(group: number): number {
    return this.#counts[group] ?? 0;
  }

  /** What went into a group, added up: for sums, means and rates. */
  sum(group: number): number {
    return this.#values[group] ?? 0;
  }

  /** For percentiles. */
  spreadParts(group: number): SpreadParts | undefined {
    return this.#spread?.parts(group);
  }

  /** The group's number: mean for AVG, rate per second for TIME_AVG; NaN where nothing went into a mean or extreme. */
  value(aggregation: Aggregation, group: number, seconds: number): number {
    const count = this.#counts[group] ?? 0;
    const value = this.#values[group] ?? 0;
    const share = SHARES[aggregation];
    if (share !== undefined) return this.#spread?.percentile(group, share) ?? Number.NaN;
    switch (aggregation) {
      case 'AVG':
        return count === 0 ? Number.NaN : value / count;
      case 'MAX':
      case 'MIN':
        return count === 0 ? Number.NaN : value;
      case 'TIME_AVG':
        return seconds > 0 ? value / seconds : value;
      case 'CHANGE':
        return this.#change(group);
      case 'CHANGE_RATE':
        return seconds > 0 ? this.#change(group) / seconds : Number.NaN;
      default:
        return value;
    }
  }
}

function addToSpread(spread: Spread, groups: Int32Array, values: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const value = values[k] as number;
    if (!Number.isNaN(value)) spread.add(groups[k] as number, value);
  }
}

/** Step two: values of groups into the groups that they belong to. */
export function regroup(
  kind: Aggregation,
  values: Float64Array,
  target: Int32Array,
  targets: number,
  first: Int32Array,
): Float64Array {
  const out = new Float64Array(targets).fill(Number.NaN);
  for (let g = 0; g < target.length; g++) {
    const t = target[g] as number;
    const value = values[g] as number;
    if (t < 0 || Number.isNaN(value)) continue;
    const old = out[t] as number;
    switch (kind) {
      case 'SUM':
      case 'TIME_AVG':
      case 'CHANGE':
      case 'CHANGE_RATE':
      case 'AVG':
        out[t] = Number.isNaN(old) ? value : old + value;
        break;
      case 'MAX':
        if (Number.isNaN(old) || value > old) out[t] = value;
        break;
      case 'MIN':
        if (Number.isNaN(old) || value < old) out[t] = value;
        break;
      case 'NONE':
        if (first[t] === g) out[t] = value;
        break;
      case 'P50':
      case 'P95':
      case 'P99':
        // The percentile of a whole does not follow from those of its parts: unknown.
        break;
    }
  }
  if (kind === 'AVG') divideByMembers(out, values, target);
  return out;
}

function divideByMembers(out: Float64Array, values: Float64Array, target: Int32Array): void {
  const members = new Uint32Array(out.length);
  for (let g = 0; g < target.length; g++) {
    const t = target[g] as number;
    const value = values[g] as number;
    if (t >= 0 && !Number.isNaN(value)) members[t] = (members[t] as number) + 1;
  }
  for (let t = 0; t < out.length; t++) {
    if ((members[t] as number) > 1) out[t] = (out[t] as number) / (members[t] as number);
  }
}
