// SPDX-License-Identifier: Apache-2.0
// What a scrape or a push carries: families of series, as plain data. Written by open-metrics.ts and otlp-metrics.ts.

export interface MetricFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly series: readonly MetricSeries[];
}

export interface MetricSeries {
  /** Names and values. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number | HistogramValue;
}

export interface HistogramValue {
  /** Values by bucket, not added up; one more than `bounds`. */
  readonly counts: ArrayLike<number>;
  /** The largest value of each bucket but the last. */
  readonly bounds: readonly number[];
  readonly sum: number;
}
