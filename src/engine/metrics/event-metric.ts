// SPDX-License-Identifier: Apache-2.0
// A counter or a histogram: added up while events come, so that it stays right when their rows leave the memory.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { dropUncoded, KeyCoder } from '../query/key-coder.js';
import { fill, numberSource } from '../query/number-source.js';
import type { QueryCache } from '../query/query-cache.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { type Amount, Amounts, addAmount, nothing } from './amounts.js';
import { LATENCY_BOUNDS } from './buckets.js';
import type { MetricFamily, MetricSeries } from './metric-family.js';
import type { MetricPlan } from './metric-plan.js';
import { NewRows } from './new-rows.js';
import { SeriesBudget } from './series-budget.js';
import { TupleCoder } from './tuple-coder.js';

/** Values of labels that are remembered; more are begun again. */
const MOST_TUPLES = 65_536;
export const OTHER = 'other';

export interface EventMetricOptions {
  /** Shared by the metrics of a capture. */
  readonly cache: QueryCache;
  readonly window: TimeWindow;
}

export class EventMetric {
  readonly #capture: Capture;
  readonly #cache: QueryCache;
  readonly #plan: MetricPlan;
  readonly #newRows: NewRows;
  readonly #amounts: Amounts;
  readonly #budget: SeriesBudget<Amount>;
  readonly #codes = new Int32Array(CHUNK_ROWS);
  readonly #scratch = new Int32Array(CHUNK_ROWS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  #tuples: TupleCoder;
  #key: KeyCoder | undefined;

  constructor(capture: Capture, plan: MetricPlan, { cache, window }: EventMetricOptions) {
    this.#cache = cache;
    this.#capture = capture;
    this.#plan = plan;
    const isHistogram = plan.metric.type === 'histogram';
    this.#newRows = new NewRows(capture, plan, window);
    this.#amounts = new Amounts(isHistogram);
    this.#budget = new SeriesBudget(plan.top, nothing(isHistogram), addAmount);
    this.#tuples = new TupleCoder(
      capture,
      plan.labels.map(({ use }) => use),
    );
    this.#key = this.#keyCoder();
  }

  /** Takes the rows that have come since. `isEnd`: nothing more will come. */
  take(isEnd: boolean): void {
    this.#tuples.sync();
    this.#key?.sync();
    const source = numberSource(this.#capture, this.#plan.value, this.#cache);
    this.#newRows.take((chunk, count) => {
      const n = this.#keyed(chunk, count);
      const { rows } = this.#newRows;
      this.#tuples.fill(chunk, { rows, n, out: this.#codes, scratch: this.#scratch });
      fill(source, chunk, rows, n, this.#values);
      this.#amounts.add(this.#codes, this.#values, n, this.#tuples.count);
    }, isEnd);
    if (Math.max(this.#tuples.remembered, this.#key?.values.length ?? 0) > MOST_TUPLES) this.#beginAgain();
  }

  family(now: number): MetricFamily {
    this.#settle(now);
    const { name, help, metric, labels, other } = this.#plan;
    const series: MetricSeries[] = [];
    for (const [values, amount] of this.#budget.series()) {
      series.push({ labels: labels.map((label, k) => [label.name, values[k] ?? '']), value: this.#value(amount) });
    }
    const rest = this.#budget.other;
    if (other && rest !== undefined) {
      series.push({ labels: labels.map((label) => [label.name, OTHER]), value: this.#value(rest) });
    }
    return { name, type: metric.type, help, series };
  }

  #value({ sum, counts }: Amount): MetricSeries['value'] {
    const { scale } = this.#plan;
    if (counts === undefined) return sum * scale;
    return { counts, bounds: LATENCY_BOUNDS.map((bound) => bound * scale), sum: sum * scale };
  }

  #settle(now: number): void {
    const growths = this.#amounts.drain((code) => this.#tuples.labels(code));
    this.#budget.take(growths, now);
  }

  /** Leaves the rows that have the view's key, as the view does; returns how many. */
  #keyed(chunk: Chunk, n: number): number {
    if (this.#key === undefined) return n;
    this.#key.fill(chunk, this.#newRows.rows, n, this.#codes);
    return dropUncoded(this.#newRows.rows, this.#codes, n);
  }

  #keyCoder(): KeyCoder | undefined {
    const { key, keyOtherwise } = this.#plan.plan;
    return key === undefined ? undefined : new KeyCoder(this.#capture, key, keyOtherwise);
  }

  #beginAgain(): void {
    this.#settle(Date.now());
    this.#tuples = new TupleCoder(
      this.#capture,
      this.#plan.labels.map(({ use }) => use),
    );
    this.#key = this.#keyCoder();
  }
}
