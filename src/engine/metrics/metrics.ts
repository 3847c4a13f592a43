// SPDX-License-Identifier: Apache-2.0
// All metrics over a capture that is read or runs: what `sysdrill serve` shows and `export --otlp` sends.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { QueryCache } from '../query/query-cache.js';
import { fixedWindow } from '../query/window.js';
import { EventMetric } from './event-metric.js';
import type { MetricFamily } from './metric-family.js';
import type { MetricPlan } from './metric-plan.js';
import { TableMetric } from './table-metric.js';

/** ns that gauges of a running system look back. */
const GAUGE_SPAN = 60e9;

export interface MetricsOptions {
  /** Gauges look back from the end. */
  readonly isLive: boolean;
  readonly window: TimeWindow;
}

export class Metrics {
  readonly #capture: Capture;
  readonly #options: MetricsOptions;
  /** In the order of the definitions. */
  readonly #metrics: readonly (EventMetric | TableMetric)[];

  constructor(capture: Capture, plans: readonly MetricPlan[], options: MetricsOptions) {
    this.#capture = capture;
    this.#options = options;
    const cache = new QueryCache();
    this.#metrics = plans.map((plan) =>
      plan.metric.type === 'gauge'
        ? new TableMetric(capture, plan)
        : new EventMetric(capture, plan, { cache, ...options }),
    );
  }

  /** To be called after every read, before rows leave. `isEnd`: nothing more will come. */
  take(isEnd: boolean): void {
    for (const metric of this.#metrics) if (metric instanceof EventMetric) metric.take(isEnd);
  }

  /** `now`: ms of a clock that does not jump. */
  families(now: number): readonly MetricFamily[] {
    const { isLive, window: whole } = this.#options;
    const window = isLive ? fixedWindow(this.#capture, { ...whole, last: GAUGE_SPAN }) : whole;
    return this.#metrics.map((metric) => (metric instanceof EventMetric ? metric.family(now) : metric.family(window)));
  }
}
