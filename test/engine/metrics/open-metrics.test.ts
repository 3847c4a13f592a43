// SPDX-License-Identifier: Apache-2.0
// Metrics as text, in both formats, with values that want escaping.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketOf, LATENCY_BOUNDS } from '../../../src/engine/metrics/buckets.js';
import type { MetricFamily } from '../../../src/engine/metrics/metric-family.js';
import { metricsText } from '../../../src/engine/metrics/open-metrics.js';
import { latencyCell } from '../../../src/engine/query/latency-axis.js';

const FAMILIES: readonly MetricFamily[] = [
  {
    name: 'bytes_total',
    type: 'counter',
    help: 'Bytes "read"\nby \\file.',
    series: [{ labels: [['file', 'a"b\\c\nd \ud800é']], value: 0.30000000000000004 }],
  },
  {
    name: 'took_seconds',
    type: 'histogram',
    help: 'h',
    series: [{ labels: [['x', '1']], value: { counts: [1, 0, 2], bounds: [0.001, 0.5], sum: 7 } }],
  },
];

const HISTOGRAM = `# HELP took_seconds h
# TYPE took_seconds histogram
took_seconds_bucket{x="1",le="0.001"} 1
took_seconds_bucket{x="1",le="0.5"} 1
took_seconds_bucket{x="1",le="+Inf"} 3
took_seconds_sum{x="1"} 7
took_seconds_count{x="1"} 3
`;
const SAMPLE = String.raw`bytes_total{file="a\"b\\c\nd ${'\ufffd'}é"} 0.3`;

test('the older format of Prometheus', () => {
  const head = String.raw`# HELP bytes_total Bytes "read"\nby \\file.`;
  assert.equal(metricsText(FAMILIES, 'prometheus'), `${head}\n# TYPE bytes_total counter\n${SAMPLE}\n${HISTOGRAM}`);
});

test('OpenMetrics: counters without their end, and a last line', () => {
  const head = String.raw`# HELP bytes Bytes \"read\"\nby \\file.`;
  const text = metricsText(FAMILIES, 'openmetrics');
  assert.equal(text, `${head}\n# TYPE bytes counter\n${SAMPLE}\n${HISTOGRAM}# EOF\n`);
});

test('buckets are cells of the latency axis', () => {
  const cells = LATENCY_BOUNDS.length;
  for (let ns = 1; ns < 1e11; ns = Math.ceil(ns * 1.07)) {
    assert.equal(Math.min(bucketOf(ns), cells - 1), latencyCell(ns, cells), String(ns));
  }
  assert.equal(bucketOf(LATENCY_BOUNDS[3] ?? 0), 3);
  assert.equal(bucketOf((LATENCY_BOUNDS[3] ?? 0) + 1), 4);
  assert.equal(bucketOf(1e12), cells);
});
