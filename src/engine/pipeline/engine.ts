// SPDX-License-Identifier: Apache-2.0
// The engine as a stream: chunks of a source go into a capture, ticks ask the open table again, status and tables come
// out. RxJS carries chunks (about a MiB), ticks and snapshots, never events. Runs inside worker.ts.

import type { View } from '../../views/view.js';
import { captureProgress } from '../ingest/capture-progress.js';
import { NO_FIGURES } from '../protocol/capture-report.js';
import type { EngineStatus, SourceState, TableSnapshot } from '../protocol/protocol.js';
import { type QuerySession, querySession } from '../session/query-session.js';
import type { OpenInput } from './open-input.js';
import {
  asapScheduler,
  EMPTY,
  endWith,
  exhaustMap,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  share,
  takeUntil,
  tap,
  throttle,
  throttleTime,
  timer,
} from './rx-operators.js';
import { type Observable, Subject } from './rx-subjects.js';

export interface EngineInput extends OpenInput {
  readonly views: readonly View[];
  /** ms between refreshes of a live table. */
  readonly refresh: number;
  /** Bytes that columns and raw bytes may hold; the oldest leave first. Only live. */
  readonly memory: number;
}

/** While a file loads, snapshots may take this share of the time. */
const LOADING_SHARE = 5;
const STATUS_MS = 200;
const NS_PER_MS = 1_000_000n;

export class Engine {
  readonly session: QuerySession;
  readonly #input: EngineInput;
  readonly #stop = new Subject<void>();
  readonly #fed$: Observable<number>;
  #state: SourceState;
  #paused = false;
  #lastQuery = 0;
  #rate = 0;
  #rateFrom = { time: 0, rows: 0 };

  constructor(input: EngineInput) {
    this.#input = input;
    this.session = querySession(input.capture, input.views, input.paths);
    this.#state = input.live !== undefined ? { kind: 'live' } : { kind: 'loading', fraction: 0 };
    this.#fed$ = this.#feed().pipe(share());
  }

  /**
   * Where the source stands: often enough while it moves, and at its end. Whoever subscribes to the table first gets the
   * complete table before it is told that the source is complete.
   */
  status$(): Observable<EngineStatus> {
    const moves$ = this.#moves(throttleTime(STATUS_MS, asapScheduler, { leading: true, trailing: true }));
    const beats$ = this.#input.live !== undefined ? interval(this.#input.refresh).pipe(takeUntil(this.#stop)) : EMPTY;
    return merge(moves$, beats$).pipe(map(() => this.status()));
  }

  /** The open table again: at every refresh when live; while a file loads as often as queries are cheap; once at its end. */
  table$(): Observable<TableSnapshot> {
    const ticks$ = this.#input.live
      ? interval(this.#input.refresh).pipe(takeUntil(this.#stop))
      : this.#moves(
          throttle(() => timer(Math.max(STATUS_MS, LOADING_SHARE * this.#lastQuery)), {
            leading: false,
            trailing: true,
          }),
        );
    return ticks$.pipe(exhaustMap(() => (this.#paused ? EMPTY : this.#refreshed())));
  }

  /** Some of the chunks as `rarely` lets them through, and the end at once: what it still holds back then is nothing new. */
  #moves(rarely: (source: Observable<number>) => Observable<number>): Observable<number> {
    const end$ = this.#fed$.pipe(ignoreElements(), endWith(0));
    return merge(this.#fed$.pipe(rarely, takeUntil(end$)), end$);
  }

  #refreshed(): Observable<TableSnapshot> {
    const started = performance.now();
    const table = this.session.refreshTable();
    this.#lastQuery = performance.now() - started;
    return table === undefined ? EMPTY : of(table);
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
  }

  async close(): Promise<void> {
    this.#stop.next();
    await this.#input.source.close();
    this.#input.capture.raw.close();
  }

  status(): EngineStatus {
    const { capture, source, live } = this.#input;
    const { store, state } = capture;
    const { drops, events, cpu, narrowed, recorded } = live?.report() ?? NO_FIGURES;
    this.#measureRate();
    return {
      source: live === undefined ? source.name : 'live',
      live: live !== undefined,
      hostname: state.machine?.hostname ?? '',
      state: this.#state,
      events: store.rows,
      eventRate: this.#rate,
      span: store.span(),
      baseTime: store.rows === 0 ? '' : String(state.baseTime),
      drops: { ...drops, evicted: store.evicted },
      ...(live === undefined
        ? {}
        : { capture: { cpu, narrowed, recorded, behind: this.#behind(events), pid: live.pid } }),
      memoryBytes: capture.memoryBytes,
      threads: state.threads.size,
      latencyRecorded: capture.latencyRecorded,
    };
  }

  /** `sent`: events that the capture process has handed over. */
  #behind(sent: number): number {
    const { store, state } = this.#input.capture;
    if (sent <= store.rows || store.rows === 0) return 0;
    return Math.max(0, Number(BigInt(Date.now()) * NS_PER_MS - state.baseTime) - store.span().to);
  }

  #measureRate(): void {
    const now = performance.now();
    const elapsed = now - this.#rateFrom.time;
    if (elapsed < 900) return;
    const rows = this.#input.capture.store.rows;
    this.#rate = this.#rateFrom.time === 0 ? 0 : ((rows - this.#rateFrom.rows) * 1000) / elapsed;
    this.#rateFrom = { time: now, rows };
  }

  /** Emits the number of events after each chunk; completes when the source has ended, however it did. */
  #feed(): Observable<number> {
    const { capture, source, live, memory } = this.#input;
    return from(captureProgress(source, capture, live === undefined ? undefined : memory)).pipe(
      takeUntil(this.#stop),
      tap(() => {
        if (live === undefined) this.#state = { kind: 'loading', fraction: source.progress() };
      }),
      // Not finalize: that runs after those who listen have been told of the end, and have read the state.
      tap({ complete: () => this.#ended() }),
    );
  }

  #ended(): void {
    const { capture, source } = this.#input;
    const { defect } = capture;
    if (defect === undefined) this.#state = { kind: 'complete' };
    else if (capture.store.rows === 0)
      this.#state = { kind: 'failed', message: `${source.name}: ${defect.reason}`, hint: '' };
    else this.#state = { kind: 'ended-early', offset: defect.offset, reason: defect.reason };
  }
}
