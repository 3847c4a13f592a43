// SPDX-License-Identifier: Apache-2.0
// The sparklines of the rows on the screen: asked for after the rows themselves, one request at a time. Where the engine had
// no time for all of it, it is asked again; while the source grows, not before so many times as long as the work took.

import type { RemoteCalls } from '../../engine/protocol/engine-calls.js';
import type { SnapshotRow, TableSnapshot } from '../../engine/protocol/protocol.js';
import { TREND_WIDTH } from '../grid/sparkline.js';

/** Sparklines take one part in so many of the engine's time. */
const SHARE = 5;
/** ms. */
const LONGEST_WAIT = 2000;

export type TrendValues = readonly (number | null)[];

export interface TrendFeedOptions {
  readonly client: Pick<RemoteCalls, 'tableTrend'>;
  readonly changed: () => void;
  /** Events are still coming. */
  readonly isGrowing: () => boolean;
}

export class TrendFeed {
  readonly #options: TrendFeedOptions;
  #values: ReadonlyMap<string, TrendValues> = new Map();
  #most = 0;
  /** What was asked for last, and what is wanted now. */
  #asked: Wanted | undefined;
  #wanted: Wanted | undefined;
  #isBusy = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TrendFeedOptions) {
    this.#options = options;
  }

  /** Largest number among the rows on the screen. */
  get most(): number {
    return this.#most;
  }

  of(key: string): TrendValues | undefined {
    return this.#values.get(key);
  }

  /** Another table. */
  reset(): void {
    this.#values = new Map();
    this.#asked = undefined;
    this.#wanted = undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.reset();
  }

  /** The rows that are on the screen, as of a snapshot. */
  want(rows: readonly SnapshotRow[], snapshot: TableSnapshot | undefined): void {
    if (snapshot === undefined || rows.length === 0) return;
    const wanted = { snapshot, keys: rows.map(({ key }) => key) };
    if (isSame(wanted, this.#wanted)) return;
    this.#wanted = wanted;
    this.#next();
  }

  #next(): void {
    const wanted = this.#wanted;
    if (this.#isBusy || wanted === undefined || wanted === this.#asked) return;
    this.#isBusy = true;
    this.#asked = wanted;
    void this.#ask(wanted);
  }

  async #ask(wanted: Wanted): Promise<void> {
    const answer = await this.#options.client.tableTrend({ keys: wanted.keys, points: TREND_WIDTH });
    const cost = answer.ok ? (answer.value?.queryTime ?? 0) : 0;
    if (answer.ok && this.#asked === wanted) {
      const rows = answer.value?.rows ?? [];
      this.#values = new Map(rows.map((values, i) => [wanted.keys[i] ?? '', values]));
      this.#most = rows.flat().reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
      if (answer.value?.complete === false) this.#asked = undefined;
      this.#options.changed();
    }
    const wait = this.#options.isGrowing() ? Math.min(LONGEST_WAIT, (SHARE - 1) * cost) : 0;
    this.#timer = setTimeout(() => {
      this.#isBusy = false;
      this.#next();
    }, wait);
    this.#timer.unref();
  }
}

interface Wanted {
  readonly snapshot: TableSnapshot;
  readonly keys: readonly string[];
}

function isSame(a: Wanted, b: Wanted | undefined): boolean {
  return a.snapshot === b?.snapshot && a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i]);
}
