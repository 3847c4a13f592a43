// SPDX-License-Identifier: Apache-2.0
// When events were lost: the counter of the capture process, read once a second, asked for spans of time.

/** Readings that are kept: a day of seconds. */
const MOST = 86_400;
const NS_PER_MS = 1_000_000n;

interface Reading {
  /** ns since the epoch. */
  readonly at: bigint;
  /** Events lost since the start. */
  readonly lost: number;
}

export class LossLog {
  readonly #readings: Reading[] = [];

  take(lost: number, at = BigInt(Date.now()) * NS_PER_MS): void {
    this.#readings.push({ at, lost });
    if (this.#readings.length > MOST) this.#readings.shift();
  }

  /** Events lost in a span, to the second; undefined where it reaches outside of what was counted. */
  within(from: bigint, to: bigint): number | undefined {
    const [first] = this.#readings;
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || from < first.at - SLACK || last.at < to) return undefined;
    return this.#at(to, true) - this.#at(from, false);
  }

  /** The counter at the first reading after a time, or the last before it; before all it is 0. */
  #at(time: bigint, isAfter: boolean): number {
    const found = isAfter
      ? this.#readings.find(({ at }) => at >= time)
      : this.#readings.findLast(({ at }) => at <= time);
    return found?.lost ?? 0;
  }
}

/** ns between the first event and the first reading. */
const SLACK = 5_000_000_000n;
