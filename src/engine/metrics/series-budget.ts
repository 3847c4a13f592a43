// SPDX-License-Identifier: Apache-2.0
// Which series of a metric that only grows are shown, and what the others come to. A series keeps what it was given: the
// places go to the largest at first, later to the largest of those that are new, and are freed by series that have not
// grown for long. What was added to `other` before a series had a place stays there, so nothing ever falls, and the sum of
// all is the sum of the events (ADR 27).

/** ms without growth after which a series may lose its place to another. */
const IDLE = 15 * 60_000;

export interface Growth<T> {
  /** Values of the labels. */
  readonly labels: readonly string[];
  readonly amount: T;
  /** What the places are given by. */
  readonly weight: number;
}

interface Place<T> {
  readonly labels: readonly string[];
  readonly amount: T;
  grown: number;
}

export class SeriesBudget<T> {
  readonly #top: number;
  readonly #add: (to: T, more: T) => void;
  readonly #places = new Map<string, Place<T>>();
  readonly #other: T;
  #hasOther = false;

  /** `other`: an amount of nothing. */
  constructor(top: number, other: T, add: (to: T, more: T) => void) {
    this.#top = top;
    this.#other = other;
    this.#add = add;
  }

  /** Takes in what has grown since the last call. `now`: ms. */
  take(growths: readonly Growth<T>[], now: number): void {
    const strangers: Growth<T>[] = [];
    for (const growth of growths) {
      const place = this.#places.get(keyOf(growth.labels));
      if (place === undefined) strangers.push(growth);
      else {
        this.#add(place.amount, growth.amount);
        place.grown = now;
      }
    }
    if (strangers.length > 0) this.#welcome(strangers, now);
  }

  *series(): Generator<readonly [labels: readonly string[], amount: T]> {
    for (const { labels, amount } of this.#places.values()) yield [labels, amount];
  }

  /** What has no series of its own; undefined where everything has. */
  get other(): T | undefined {
    return this.#hasOther ? this.#other : undefined;
  }

  #welcome(strangers: Growth<T>[], now: number): void {
    if (strangers.length > this.#top - this.#places.size) this.#makeRoom(strangers.length, now);
    const free = Math.max(0, this.#top - this.#places.size);
    if (strangers.length > free) strangers.sort((a, b) => b.weight - a.weight);
    for (const { labels, amount } of strangers.slice(0, free)) {
      this.#places.set(keyOf(labels), { labels, amount, grown: now });
    }
    for (const { amount } of strangers.slice(free)) {
      this.#add(this.#other, amount);
      this.#hasOther = true;
    }
  }

  #makeRoom(wanted: number, now: number): void {
    const idle = [...this.#places].filter(([, { grown }]) => now - grown >= IDLE);
    idle.sort(([, a], [, b]) => a.grown - b.grown);
    for (const [key] of idle.slice(0, wanted)) this.#places.delete(key);
  }
}

const keyOf = (labels: readonly string[]): string => labels.join('\0');
