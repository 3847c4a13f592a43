// SPDX-License-Identifier: Apache-2.0
// Holds back alerts that repeat: so many of one rule with the same message within a time, counted by the events' clock.
// What is withheld is counted, and the next alert that passes says how many there were.

import type { Alert } from './alert.js';

export interface ThrottleLimit {
  readonly count: number;
  /** ns. */
  readonly span: bigint;
}

interface Window {
  start: bigint;
  passed: number;
  withheld: number;
  last: Alert;
}

/** Rule and message pairs remembered; the one that was longest without an alert leaves first. */
const MOST_KEYS = 10_000;

export class Throttle {
  readonly #limit: ThrottleLimit;
  readonly #windows = new Map<string, Window>();

  constructor(limit: ThrottleLimit) {
    this.#limit = limit;
  }

  /** The alerts to send now: the one given, with the count of those withheld before it, or none; and any that must leave. */
  take(alert: Alert): readonly Alert[] {
    const key = `${alert.rule}\u0000${alert.message}`;
    const time = alert.time ?? 0n;
    const window = this.#windows.get(key);
    if (window === undefined) {
      this.#windows.set(key, { start: time, passed: 1, withheld: 0, last: alert });
      return [alert, ...this.#dropOldest()];
    }
    // Touched last, leaves last.
    this.#windows.delete(key);
    this.#windows.set(key, window);
    window.last = alert;
    if (time - window.start >= this.#limit.span) {
      const { withheld } = window;
      Object.assign(window, { start: time, passed: 1, withheld: 0 });
      return [{ ...alert, withheld }];
    }
    if (window.passed < this.#limit.count) {
      window.passed++;
      return [alert];
    }
    window.withheld++;
    return [];
  }

  /** The last alert of each pair that still has something withheld, with its count. */
  rest(): readonly Alert[] {
    const rest = [...this.#windows.values()].flatMap(restOf);
    this.#windows.clear();
    return rest;
  }

  #dropOldest(): readonly Alert[] {
    if (this.#windows.size <= MOST_KEYS) return [];
    for (const [key, window] of this.#windows) {
      this.#windows.delete(key);
      return restOf(window);
    }
    return [];
  }
}

/** The last one was withheld itself: it is sent in their place. */
function restOf({ withheld, last }: Window): readonly Alert[] {
  return withheld > 0 ? [{ ...last, withheld: withheld - 1 }] : [];
}
