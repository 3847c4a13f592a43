// SPDX-License-Identifier: Apache-2.0
// Requests that belong to a request: those that the same thread made while it was under way, and the same request as the
// other end of the connection saw it.

import { EXCHANGE_BASE } from '../event/exchange.js';
import type { Capture } from '../ingest/capture.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Work } from './request-calls.js';

/** ns since the first event. */
export interface Downstream {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  readonly num: number;
  readonly link: number | undefined;
}

/** Longest text of a step. */
const MOST_TEXT = 200;

/** Requests that the thread made to others in that time, `own` left out. Ones without an answer last to the end. */
export function downstreamOf(capture: Capture, own: number, work: Work): readonly Downstream[] {
  const view = capture.requests.view();
  const found: Downstream[] = [];
  for (const exchange of capture.requests.near(own)) {
    const span = capture.requests.spanOf(exchange);
    if (exchange === own || span.isServer || span.time >= work.to || span.time < work.from) continue;
    if (threadOfRow(capture, span.requestRow)?.tid !== work.tid) continue;
    view.moveTo(exchange);
    const { protocol, server = '', method = '', target = '' } = view;
    // The first word of a statement is its method.
    const words = target.toUpperCase().startsWith(method) ? [target] : [method, target];
    const end = Number.isNaN(span.latency) ? work.to : span.time + span.latency;
    const text = `${protocol} ${server}: ${words.filter((word) => word !== '').join(' ')}`;
    const link = linkedServer(capture, exchange);
    found.push({ begin: span.time, end, text: text.slice(0, MOST_TEXT), num: span.row + 1, link });
  }
  return found;
}

/** The same request as its server saw it, as a number for requestTime: the nearest in time on the same connection. */
export function linkedServer(capture: Capture, exchange: number): number | undefined {
  const { requests } = capture;
  const client = requests.spanOf(exchange);
  const view = requests.view();
  view.moveTo(exchange);
  const { method } = view;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const near of requests.near(exchange)) {
    const span = requests.spanOf(near);
    if (!span.isServer || span.connection !== client.connection || Number.isNaN(span.latency)) continue;
    view.moveTo(near);
    // The server has read after the client began to write.
    const isWithin = span.time >= client.time && !(span.time > client.time + client.latency);
    const distance = Math.abs(span.time - client.time);
    if (view.method !== method || !isWithin || distance >= least) continue;
    least = distance;
    best = EXCHANGE_BASE + near + 1;
  }
  return best;
}

/** The thread of an event; undefined where it has left. */
export function threadOfRow(capture: Capture, row: number): ThreadInfo | undefined {
  const at = capture.store.locate(row);
  if (at === undefined) return undefined;
  const { snapshots } = capture.state;
  return snapshots.infos[snapshots.versions.info.at(at.chunk.versionAt(at.index))];
}
