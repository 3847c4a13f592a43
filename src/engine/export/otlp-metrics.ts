// SPDX-License-Identifier: Apache-2.0
// Metric families as metrics of OTLP, cumulative, in its JSON form: the body of POST …/v1/metrics.

import type { HistogramValue, MetricFamily, MetricSeries } from '../metrics/metric-family.js';
import { type OtlpSource, resourceOf, scopeOf } from './otlp-logs.js';

/** AGGREGATION_TEMPORALITY_CUMULATIVE. */
const CUMULATIVE = 2;

/** ns since 1970. */
export interface OtlpTimes {
  readonly start: bigint;
  readonly now: bigint;
}

export function metricsBody(families: readonly MetricFamily[], times: OtlpTimes, source: OtlpSource): object {
  const metrics = families.map((family) => metricOf(family, times));
  return { resourceMetrics: [{ resource: resourceOf(source), scopeMetrics: [{ scope: scopeOf(source), metrics }] }] };
}

/** The end of a counter's name is Prometheus' own; receivers add it. */
function metricOf({ name, type, help, series }: MetricFamily, times: OtlpTimes): object {
  const head = { name: type === 'counter' ? name.replace(/_total$/, '') : name, description: help };
  const dataPoints = series.map((one) => pointOf(one, times));
  switch (type) {
    case 'gauge':
      return { ...head, gauge: { dataPoints } };
    case 'counter':
      return { ...head, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
    case 'histogram':
      return { ...head, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  }
}

function pointOf({ labels, value }: MetricSeries, { start, now }: OtlpTimes): object {
  const head = {
    attributes: labels.map(([key, text]) => ({ key, value: { stringValue: text } })),
    startTimeUnixNano: String(start),
    timeUnixNano: String(now),
  };
  return typeof value === 'number' ? { ...head, asDouble: value } : { ...head, ...histogramPoint(value) };
}

function histogramPoint({ counts, bounds, sum }: HistogramValue): object {
  const bucketCounts = Array.from(counts, String);
  const count = Array.from(counts).reduce((a, b) => a + b, 0);
  return { count: String(count), sum, bucketCounts, explicitBounds: bounds };
}
