// SPDX-License-Identifier: Apache-2.0
// Percentiles of numbers by group. A group keeps its first values as they are; more are counted in buckets whose edges
// grow by 2^(1/24): a percentile is then at most 1.5 % off.

/** Values that a group keeps exactly. */
const MOST_EXACT = 64;
const PER_OCTAVE = 24;
/** Up to 2^40, 18 minutes in ns; larger values count as that. */
const BUCKETS = 40 * PER_OCTAVE;

interface Group {
  exact: number[] | undefined;
  /** Bucket 0 holds everything below 1. */
  buckets: Uint32Array;
  count: number;
}

const NO_BUCKETS = new Uint32Array(0);

/** The values of a group as plain data, to be merged with those of others: all of them, or `[bucket, count, …]`. */
export type SpreadParts = { readonly exact: readonly number[] } | { readonly buckets: readonly number[] };

function bucketOf(value: number): number {
  return value < 1 ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(value) * PER_OCTAVE));
}

/** The middle of a bucket. */
function valueOfBucket(bucket: number): number {
  return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_OCTAVE);
}

export class Spread {
  readonly #groups: (Group | undefined)[] = [];

  add(group: number, value: number): void {
    let known = this.#groups[group];
    if (known === undefined) {
      known = { exact: [], buckets: NO_BUCKETS, count: 0 };
      this.#groups[group] = known;
    }
    known.count++;
    if (known.exact !== undefined) {
      known.exact.push(value);
      if (known.exact.length > MOST_EXACT) count(known);
      return;
    }
    const bucket = bucketOf(value);
    known.buckets[bucket] = (known.buckets[bucket] as number) + 1;
  }

  /** Undefined where the group has no values. */
  parts(group: number): SpreadParts | undefined {
    const known = this.#groups[group];
    if (known === undefined) return undefined;
    return known.exact === undefined ? { buckets: filledBuckets(known.buckets) } : { exact: [...known.exact] };
  }

  /** Adds what parts() of another has. */
  addParts(group: number, parts: SpreadParts): void {
    if ('exact' in parts) for (const value of parts.exact) this.add(group, value);
    else this.#addBuckets(group, parts.buckets);
  }

  #addBuckets(group: number, pairs: readonly number[]): void {
    const known = this.#groups[group] ?? { exact: [], buckets: NO_BUCKETS, count: 0 };
    this.#groups[group] = known;
    if (known.exact !== undefined) count(known);
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const bucket = pairs[i] as number;
      const values = pairs[i + 1] as number;
      known.buckets[bucket] = (known.buckets[bucket] as number) + values;
      known.count += values;
    }
  }

  /** The value that `share` of a group's values do not exceed (nearest rank); NaN where it has none. */
  percentile(group: number, share: number): number {
    const known = this.#groups[group];
    if (known === undefined) return Number.NaN;
    const rank = Math.max(1, Math.ceil(known.count * share));
    if (known.exact !== undefined) return known.exact.sort((a, b) => a - b)[rank - 1] as number;
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += known.buckets[bucket] as number;
      if (seen >= rank) return valueOfBucket(bucket);
    }
    return Number.NaN;
  }
}

function filledBuckets(buckets: Uint32Array): number[] {
  const pairs: number[] = [];
  for (const [bucket, values] of buckets.entries()) if (values > 0) pairs.push(bucket, values);
  return pairs;
}

function count(group: Group): void {
  const buckets = new Uint32Array(BUCKETS);
  for (const value of group.exact ?? []) {
    const bucket = bucketOf(value);
    buckets[bucket] = (buckets[bucket] as number) + 1;
  }
  group.buckets = buckets;
  group.exact = undefined;
}
