// SPDX-License-Identifier: Apache-2.0
// Where the time of a request went: what the thread that answered it did from the moment it had read the request until its
// answer was written. Time inside a request of its own to another service counts as that, whatever the calls were; other
// calls go by what they are about; what lies between calls is CPU, or waiting for one where nothing tells the two apart.

import { EXCHANGE_BASE } from '../event/exchange.js';
import type { Capture } from '../ingest/capture.js';
import type { RequestSpent, RequestTime, TimeKind, TimeStep } from '../protocol/request-time.js';
import { callSteps, type Work } from './request-calls.js';
import { type Downstream, downstreamOf, linkedServer, threadOfRow } from './request-links.js';

/** Steps that go over to the interface; more are counted. */
const MOST_STEPS = 2000;

/**
 * Of the request that a row of a list of requests stands for, by the row's event number (EXCHANGE_BASE and more), or that
 * event `num` (1-based) answers; undefined where nothing has answered, or nothing of it is held.
 */
export function requestTime(capture: Capture, num: number): RequestTime | undefined {
  const { requests } = capture;
  const exchange = num > EXCHANGE_BASE ? num - 1 - EXCHANGE_BASE : requests.at(num - 1);
  if (exchange < requests.evicted || exchange >= requests.count) return undefined;
  const span = capture.requests.spanOf(exchange);
  const thread = threadOfRow(capture, span.row);
  if (thread === undefined || Number.isNaN(span.latency)) return undefined;
  const from = span.time;
  const work: Work = { tid: thread.tid, from, to: from + span.latency, first: span.requestRow, last: span.row };
  const downstream = downstreamOf(capture, exchange, work);
  const calls = callSteps(capture, work);
  const steps = [...stepsOf(downstream, work), ...calls.steps.filter((step) => !isInside(step, downstream, work))];
  steps.sort((a, b) => a.from - b.from);
  const view = capture.requests.view();
  view.moveTo(exchange);
  const { protocol, role, method, target, status, client, server } = view;
  return {
    num: span.row + 1,
    request: { protocol, role, method, target, status, client, server },
    length: span.latency,
    spent: spentOf(steps, span.latency, calls.queued),
    steps: steps.slice(0, MOST_STEPS),
    more: Math.max(0, steps.length - MOST_STEPS),
    othersOpen: othersOpen(capture, exchange, work),
    knowsQueue: calls.knowsQueue,
    answeredBy: role === 'client' ? linkedServer(capture, exchange) : undefined,
  };
}

function stepsOf(downstream: readonly Downstream[], { from, to }: Work): readonly TimeStep[] {
  return downstream.map(({ begin, end, text, num, link }) => ({
    kind: 'request' as const,
    from: Math.max(begin, from) - from,
    to: Math.min(end, to) - from,
    text,
    num,
    link,
  }));
}

/** A call of the time in which a request of its own was under way is part of that request, unless it is about a disk. */
function isInside(step: TimeStep, downstream: readonly Downstream[], { from }: Work): boolean {
  if (step.kind === 'disk' || step.kind === 'lock') return false;
  return downstream.some(({ begin, end }) => step.from + from >= begin && step.to + from <= end);
}

const ORDER: readonly TimeKind[] = ['request', 'disk', 'lock', 'wait', 'network', 'other'];

/** Time by kind; where steps overlap, the first kind of ORDER has it. */
function spentOf(steps: readonly TimeStep[], length: number, queued: number): readonly RequestSpent[] {
  let taken: readonly Stretch[] = [];
  const spent: RequestSpent[] = [];
  for (const kind of ORDER) {
    const own = steps.filter((step) => step.kind === kind);
    const before = sum(taken);
    taken = merged([...taken, ...own]);
    if (own.length > 0) spent.push({ kind, time: sum(taken) - before, count: own.length });
  }
  const rest = Math.max(0, length - sum(taken));
  const waiting = Math.min(rest, queued);
  if (waiting > 0) spent.push({ kind: 'queue', time: waiting, count: 0 });
  return [...spent, { kind: 'cpu', time: rest - waiting, count: 0 }];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

const sum = (stretches: readonly Stretch[]): number => stretches.reduce((total, { from, to }) => total + to - from, 0);

/** Requests that the same thread was answering meanwhile: their calls are among the steps. */
function othersOpen(capture: Capture, exchange: number, { tid, from, to }: Work): number {
  let others = 0;
  for (const near of capture.requests.near(exchange)) {
    const span = capture.requests.spanOf(near);
    if (
      near === exchange ||
      !span.isServer ||
      Number.isNaN(span.latency) ||
      threadOfRow(capture, span.row)?.tid !== tid
    )
      continue;
    if (span.time < to && span.time + span.latency > from) others++;
  }
  return others;
}
