// SPDX-License-Identifier: Apache-2.0
// What rows come to since somebody asked last, by the code of their labels: a sum, or how often which latency.

import { bucketOf, LATENCY_BOUNDS } from './buckets.js';
import type { Growth } from './series-budget.js';

/** A counter has the sum alone. */
export interface Amount {
  sum: number;
  readonly counts: Float64Array | undefined;
}

const BUCKETS = LATENCY_BOUNDS.length + 1;

export function nothing(hasBuckets: boolean): Amount {
  return { sum: 0, counts: hasBuckets ? new Float64Array(BUCKETS) : undefined };
}

export function addAmount(to: Amount, more: Amount): void {
  to.sum += more.sum;
  if (to.counts === undefined || more.counts === undefined) return;
  for (let b = 0; b < BUCKETS; b++) to.counts[b] = (to.counts[b] as number) + (more.counts[b] as number);
}

export class Amounts {
  readonly #hasBuckets: boolean;
  #sums = new Float64Array(256);
  /** Values by code. */
  #events = new Float64Array(256);
  #buckets = new Map<number, Float64Array>();

  constructor(hasBuckets: boolean) {
    this.#hasBuckets = hasBuckets;
  }

  /** Adds values[0, n), NaN for none, to codes[0, n), all of them below `count`. */
  add(codes: Int32Array, values: Float64Array, n: number, count: number): void {
    this.#reserve(count);
    const sums = this.#sums;
    const events = this.#events;
    for (let k = 0; k < n; k++) {
      const value = values[k] as number;
      if (Number.isNaN(value)) continue;
      const code = codes[k] as number;
      sums[code] = (sums[code] as number) + value;
      events[code] = (events[code] as number) + 1;
      if (this.#hasBuckets) this.#count(code, value);
    }
  }

  /** What there is, and nothing afterwards. */
  drain(labels: (code: number) => readonly string[]): Growth<Amount>[] {
    const growths: Growth<Amount>[] = [];
    for (let code = 0; code < this.#sums.length; code++) {
      if (this.#events[code] === 0) continue;
      const sum = this.#sums[code] as number;
      growths.push({ labels: labels(code), amount: { sum, counts: this.#buckets.get(code) }, weight: sum });
    }
    this.#sums.fill(0);
    this.#events.fill(0);
    this.#buckets = new Map();
    return growths;
  }

  #count(code: number, value: number): void {
    let counts = this.#buckets.get(code);
    if (counts === undefined) {
      counts = new Float64Array(BUCKETS);
      this.#buckets.set(code, counts);
    }
    const bucket = bucketOf(value);
    counts[bucket] = (counts[bucket] as number) + 1;
  }

  #reserve(count: number): void {
    if (count <= this.#sums.length) return;
    const size = Math.max(count, 2 * this.#sums.length);
    const sums = new Float64Array(size);
    sums.set(this.#sums);
    this.#sums = sums;
    const events = new Float64Array(size);
    events.set(this.#events);
    this.#events = events;
  }
}
