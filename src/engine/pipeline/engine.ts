// SPDX-License-Identifier: Apache-2.0
// The engine as one pipeline, from requests to snapshots:
//
//   source ─ captureProgress ─► rows$ ─ throttle ─► ticks$ ──────────────────────────┐
//   requests$ ─┬─ openTable × paused$ ─ switchMap ───────────────────────────────────┴─ exhaustMap ─► aggregate ─► tables$
//              └─ mergeMap ─► answers$
//
// aggregate() groups the events by the key of the open view: by process (proc.pid), container (container.id), file
// descriptor (fd.name), connection, or what else its key is (query/table-query.ts). RxJS carries chunks (about a MiB),
// ticks, requests and snapshots, never single events: an operator costs 26 to 104 ns a value, decoding an event 50.

import {
  type Connectable,
  combineLatest,
  connectable,
  defer,
  EMPTY,
  endWith,
  exhaustMap,
  filter,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  share,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
  throttle,
  throttleTime,
  timer,
} from 'rxjs';
import type { View } from '../../views/view.js';
import { captureProgress } from '../ingest/capture-progress.js';
import type { EngineRequest } from '../protocol/engine-calls.js';
import { type QuerySession, querySession } from '../session/query-session.js';
import { EngineStatusMeter } from './engine-status.js';
import { type FromEngine, isKind, type ToEngine } from './messages.js';
import type { OpenInput } from './open-input.js';
import type { RuleWatch } from './rule-watch.js';

export interface EngineInput extends OpenInput {
  readonly views: readonly View[];
  /** ms between refreshes of a live table. */
  readonly refresh: number;
  /** Rules that look at what is read. */
  readonly watch?: RuleWatch | undefined;
  /** Bytes of memory for events: beyond, the oldest leave when live, and go to a temporary file otherwise. */
  readonly memory: number;
}

/** While a file loads, snapshots may take 1 in so many ms. */
const LOADING_SHARE = 5;
/** While events come, a refresh is followed by so many times its own length without one. */
const LIVE_SHARE = 4;
const STATUS_MS = 200;
const READY: FromEngine = { kind: 'ready' };

/** Everything that the engine says from its start to `closed`. */
export function runEngine(input: EngineInput, messages$: Observable<ToEngine>): Observable<FromEngine> {
  const { capture, source, live, memory, refresh, watch } = input;
  const session = querySession(capture, input.views, input.paths, watch);
  const status = new EngineStatusMeter(input);
  /** ms that the last snapshot took. */
  let cost = 0;
  const aggregate = (): Observable<FromEngine> => {
    const started = performance.now();
    const table = session.refreshTable();
    cost = performance.now() - started;
    status.refreshed((1 + LIVE_SHARE) * cost);
    return table === undefined ? EMPTY : of({ kind: 'table', table });
  };

  const asked$ = messages$.pipe(share());
  const requests$ = asked$.pipe(filter(isKind('request')));
  const paused$ = asked$.pipe(
    filter(isKind('pause')),
    map(({ paused }) => paused),
    startWith(false),
  );
  const close$ = asked$.pipe(filter(isKind('close')), take(1));

  const progress = captureProgress(source, capture, {
    bytes: memory,
    beyond: live === undefined ? 'spill' : 'leave',
    live: live !== undefined,
  });
  const ended = (): void => {
    watch?.finish();
    status.ended();
  };
  const rows$ = connectable(
    from(progress).pipe(takeUntil(close$), tap({ next: () => watch?.step(), complete: ended })),
  );
  const end$ = rows$.pipe(ignoreElements(), endWith(0));
  const beats$ = interval(refresh).pipe(takeUntil(close$));
  // The end at once: what a throttle still holds back then is nothing new.
  const often$ = throttle(() => timer(Math.max(STATUS_MS, LOADING_SHARE * cost)), { leading: false, trailing: true });
  const loading$ = merge(rows$.pipe(often$, takeUntil(end$)), end$);
  // Reading goes first: after a refresh that took long the next one waits, so that they take a fifth of the time at most.
  const spaced$ = beats$.pipe(throttle(() => timer(LIVE_SHARE * cost)));
  const ticks$ = connectable<unknown>(live === undefined ? loading$ : spaced$);

  const opened$ = requests$.pipe(filter(({ request }) => request.method === 'openTable'));
  const tables$ = combineLatest([opened$, paused$]).pipe(
    switchMap(([, paused]) => (paused ? NEVER : ticks$.pipe(exhaustMap(aggregate)))),
    takeUntil(close$),
  );
  const answers$ = requests$.pipe(mergeMap(({ id, request }) => answerOf(session, id, request)));
  const stops$ = asked$.pipe(
    filter(isKind('stop-search')),
    tap(() => session.stopSearch()),
    ignoreElements(),
  );
  const moves$ = rows$.pipe(throttleTime(STATUS_MS, undefined, { leading: true, trailing: true }), takeUntil(end$));
  const status$ = merge(moves$, end$, live === undefined ? EMPTY : beats$).pipe(map(() => status.message()));
  const closed$ = close$.pipe(
    mergeMap(() => source.close()),
    mergeMap(async () => watch?.close()),
    tap(() => capture.close()),
    map((): FromEngine => ({ kind: 'closed' })),
  );
  // Subscribed in this order: a table is due before the status that says that the source is complete.
  return merge(of(READY), answers$, tables$, stops$, started(ticks$), status$, closed$, started(rows$));
}

function started(stream$: Connectable<unknown>): Observable<never> {
  return defer(() => {
    stream$.connect();
    return EMPTY;
  });
}

function answerOf(session: QuerySession, id: number, { method, args }: EngineRequest): Observable<FromEngine> {
  // The union of requests pairs each method with its arguments, which the compiler loses here.
  const call = session[method] as (...args: readonly unknown[]) => unknown;
  const answer = call(...args);
  return (answer instanceof Promise ? from(answer) : of(answer)).pipe(
    map((given) => ({ kind: 'answer', id, answer: given })),
  );
}
