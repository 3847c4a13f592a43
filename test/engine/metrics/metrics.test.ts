// SPDX-License-Identifier: Apache-2.0
// Metrics against the tables of the views that they are of, over whole captures and over such whose events leave while
// they are read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import type { MetricFamily } from '../../../src/engine/metrics/metric-family.js';
import { type MetricPlan, planMetric } from '../../../src/engine/metrics/metric-plan.js';
import { Metrics } from '../../../src/engine/metrics/metrics.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { VIEWS } from '../../../src/views/index.js';
import type { View, ViewMetric } from '../../../src/views/view.js';
import { viewMetrics } from '../../../src/views/view-metrics.js';
import { loaded } from '../query/loaded.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCapture } from '../scap/capture-files.js';

const CHUNK = 1 << 15;
const OPTIONS = { isLive: false, window: EVERYTHING };
const CAPTURES = [DEMO_CAPTURE, FILES_CAPTURE, siblingCapture('web.scap')].filter((path) => path !== undefined);

function viewOf(id: string): View {
  return VIEWS.find((view) => view.id === id) ?? assert.fail(id);
}

function planOf(view: View, metric: ViewMetric, words = ''): MetricPlan {
  const plan = planMetric(view, metric, words);
  return plan.ok ? plan.value : assert.fail(plan.error);
}

function allPlans(): MetricPlan[] {
  return VIEWS.flatMap((view) => viewMetrics(view).map((metric) => planOf(view, metric)));
}

/** The families of a capture whose rows leave while it is read, as those of requests never do. */
function passing(path: string, plans: readonly MetricPlan[]): readonly MetricFamily[] {
  const bytes = plainBytes(path);
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  const metrics = new Metrics(capture, plans, OPTIONS);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    capture.feed(bytes.slice(at, at + CHUNK));
    if (!capture.isStartKnown) continue;
    metrics.take(false);
    capture.drain(64);
  }
  capture.end();
  metrics.take(true);
  assert.ok(capture.store.evicted > 0);
  return metrics.families(0);
}

function whole(capture: Capture, plans: readonly MetricPlan[]): readonly MetricFamily[] {
  const metrics = new Metrics(capture, plans, OPTIONS);
  metrics.take(true);
  return metrics.families(0);
}

function total({ series }: MetricFamily): number {
  return series.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.sum), 0);
}

/** What the view's column comes to, without the division by seconds that makes rates of it. */
function viewTotal(capture: Capture, { plan, filter, column, scale }: MetricPlan): number {
  const data = runTableQuery(capture, { plan, filter, window: EVERYTHING });
  const planned = plan.columns[column ?? -1] ?? assert.fail('no column');
  const cells = data.cells[column ?? -1] ?? assert.fail('no cells');
  const seconds = planned.aggregate === 'TIME_AVG' ? data.seconds : 1;
  return [...cells].map(Number).reduce((sum, cell) => sum + (Number.isNaN(cell) ? 0 : cell * seconds * scale), 0);
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );
}

for (const path of CAPTURES) {
  test(`counters come to what their views do: ${path.replace(/.*\//, '')}`, () => {
    const plans = allPlans().filter(({ metric, column }) => metric.type === 'counter' && column !== undefined);
    const capture = loaded(path);
    const expected = plans.map((plan) => viewTotal(capture, plan));
    for (const [k, family] of whole(capture, plans).entries()) near(total(family), expected[k] ?? 0, family.name);
    const ofEvents = plans.filter(({ plan }) => plan.view.ofRequests !== true);
    for (const family of passing(path, ofEvents)) {
      near(
        total(family),
        expected[plans.findIndex(({ name }) => name === family.name)] ?? 0,
        `${family.name}, passing`,
      );
    }
  });
}

test('a histogram counts the calls that ended, and a bucket the calls up to its bound', () => {
  const plan = allPlans().find(({ name }) => name === 'sysdrill_syscall_duration_seconds') ?? assert.fail();
  const capture = loaded(DEMO_CAPTURE);
  const [family] = whole(capture, [plan]);
  const counted = planOf(
    { ...viewOf('syscalls'), filter: 'syscall.type exists and evt.dir=< and evt.latency <= 9999' },
    { name: 'n_total', type: 'counter', field: 'evt.count', labels: ['evt.type'], top: 1000 },
  );
  const [below] = whole(capture, [counted]);
  const calls = new Map(below?.series.map(({ labels, value }) => [labels[0]?.[1], value]));
  const own = family?.series.filter(({ labels }) => labels[0]?.[1] !== 'other') ?? [];
  assert.equal(own.length, 20);
  for (const { labels, value } of own) {
    assert.ok(typeof value === 'object');
    const place = value.bounds.findIndex((bound) => Math.round(bound * 1e9) === 9999);
    assert.ok(place > 0, value.bounds.join(' '));
    const some = Array.from(value.counts)
      .slice(0, place + 1)
      .reduce((a, b) => a + b);
    assert.equal(some, calls.get(labels[0]?.[1]) ?? 0, labels.join());
  }
});

test('gauges are the cells of the view, with the rest as one', () => {
  const view = viewOf('procs');
  const metric = {
    name: 'res_bytes',
    type: 'gauge',
    column: 'RES',
    labels: { pid: 'proc.pid', user: 'USER' },
  } as const;
  const capture = loaded(DEMO_CAPTURE);
  const plan = planOf(view, { ...metric, top: 5 });
  const [family] = whole(capture, [plan]);
  const data = runTableQuery(capture, { plan: plan.plan, filter: plan.filter, window: EVERYTHING });
  const column = plan.plan.columns.findIndex(({ column: { name } }) => name === 'RES');
  const cells = [...(data.cells[column] ?? [])].map(Number).sort((a, b) => b - a);
  assert.deepEqual(
    family?.series.map(({ value }) => value),
    cells.slice(0, 6),
  );
  assert.deepEqual(family?.series.at(-1)?.labels, [
    ['pid', 'other'],
    ['user', 'other'],
  ]);
});

test('a metric has its own filter besides those of the view and the user', () => {
  const metric = { name: 'opens', type: 'counter', field: 'evt.count', filter: 'evt.type=openat', labels: [] } as const;
  const capture = loaded(FILES_CAPTURE);
  const value = (one: ViewMetric, words: string) =>
    total(whole(capture, [planOf(viewOf('syscalls'), one, words)])[0] ?? assert.fail());
  const all = value(metric, '');
  assert.ok(all > 0);
  assert.equal(value(metric, 'proc.name=find') + value(metric, 'proc.name!=find'), all);
  assert.equal(planOf(viewOf('syscalls'), metric).name, 'opens_total');
});

test('what makes no metric is said', () => {
  const why = (view: View, metric: ViewMetric) => {
    const plan = planMetric(view, metric, '');
    return plan.ok ? assert.fail(plan.value.name) : plan.error;
  };
  const procs = viewOf('procs');
  assert.match(why(procs, { name: 'a', type: 'gauge', field: 'evt.count' }), /procs, metric a: a gauge shows a column/);
  assert.match(why(procs, { name: 'a', type: 'counter', column: 'NO' }), /no column NO/);
  assert.match(why(procs, { name: 'a', type: 'counter', labels: ['proc.nam'] }), /label proc\.nam: .*no field/);
  assert.match(why(procs, { name: 'a', type: 'histogram', field: 'evt.count' }), /times in ns/);
  assert.match(why(viewOf('lsof'), { name: 'a', type: 'counter', field: 'evt.count' }), /open fds are not events/);
  assert.match(why(viewOf('spy_users'), { name: 'a', type: 'gauge', column: 'TIME' }), /list|column/);
});
