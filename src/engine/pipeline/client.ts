// SPDX-License-Identifier: Apache-2.0
// EngineClient over a port: calls become promises, what comes unasked becomes streams. Of the methods that ENGINE_METHODS
// calls `latest`, a newer request makes the older one answer `gone` at once.

import { Worker } from 'node:worker_threads';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  firstValueFrom,
  groupBy,
  lastValueFrom,
  map,
  mergeMap,
  type Observable,
  ReplaySubject,
  Subject,
  share,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import { programFile } from '../../program-files.js';
import {
  ENGINE_METHODS,
  type EngineClient,
  type EngineMethod,
  type EngineRequest,
  type RemoteCalls,
} from '../protocol/engine-calls.js';
import type { EngineStatus } from '../protocol/protocol.js';
import { failure, ok, type Result } from '../result.js';
import type { EngineOptions } from './engine-options.js';
import { type FromEngine, isKind, messagesOf, type Port, type ToEngine } from './messages.js';

const GONE = failure({ code: 'gone', message: 'nobody waits for this any more', position: -1, hint: '' } as const);
const ENDED: FromEngine = { kind: 'failed', message: 'the engine ended before it was ready' };
const SEARCHES: readonly EngineMethod[] = ['findEvent', 'findEcho'];

/** Starts the engine's thread. The error names the file; of the running system it is a clause. */
export function startEngine(options: EngineOptions): Promise<Result<EngineClient, string>> {
  return connectEngine(new Worker(programFile('engine/pipeline/worker.js'), { workerData: options }));
}

/** The engine at the other end of a port, when it is ready. */
export async function connectEngine(port: Port): Promise<Result<EngineClient, string>> {
  const messages$ = messagesOf<FromEngine>(port).pipe(
    takeWhile(({ kind }) => kind !== 'closed'),
    // An engine that has ended has ended for everyone who comes later, too.
    share({ resetOnComplete: false, resetOnError: false, resetOnRefCountZero: false }),
  );
  const client = clientOf((message) => port.postMessage(message), messages$);
  const first$ = messages$.pipe(filter(({ kind }) => kind === 'ready' || kind === 'failed'));
  const first = await firstValueFrom(first$, { defaultValue: ENDED }).catch(() => ENDED);
  return first.kind === 'failed' ? failure(first.message) : ok(client);
}

interface Call {
  readonly request: EngineRequest;
  readonly resolve: (answer: unknown) => void;
}

function clientOf(post: (message: ToEngine) => void, messages$: Observable<FromEngine>): EngineClient {
  const calls$ = new Subject<Call>();
  const stops$ = new Subject<void>();
  const status$ = new ReplaySubject<EngineStatus>(1);
  /** A crash is reported once, by status$. */
  const heard$ = messages$.pipe(catchError(() => EMPTY));
  const answers$ = heard$.pipe(filter(isKind('answer')));
  let ids = 0;
  /** Makes a call; unsubscribing before the reply cancels it. */
  const answered = ({ request, resolve }: Call): Observable<unknown> =>
    defer(() => {
      const id = ++ids;
      post({ kind: 'request', id, request });
      return answers$.pipe(
        filter((message) => message.id === id),
        take(1),
      );
    }).pipe(
      takeUntil(SEARCHES.includes(request.method) ? stops$ : EMPTY),
      tap(({ answer }) => resolve(answer)),
      finalize(() => resolve(GONE)),
    );
  calls$
    .pipe(
      groupBy(({ request }) => request.method),
      mergeMap((method$) =>
        method$.pipe(ENGINE_METHODS[method$.key] === 'latest' ? switchMap(answered) : mergeMap(answered)),
      ),
    )
    .subscribe();
  messages$
    .pipe(
      filter(isKind('status')),
      map(({ status }) => status),
    )
    .subscribe(status$);
  return {
    ...remoteCalls((request) => new Promise((resolve) => calls$.next({ request, resolve }))),
    status$: status$.asObservable(),
    table$: heard$.pipe(
      filter(isKind('table')),
      map(({ table }) => table),
    ),
    stopSearch() {
      stops$.next();
      post({ kind: 'stop-search' });
    },
    setPaused: (paused) => post({ kind: 'pause', paused }),
    async close() {
      post({ kind: 'close' });
      await lastValueFrom(heard$, { defaultValue: undefined });
    },
  };
}

/** A function for each method, which sends its name and arguments. */
function remoteCalls(ask: (request: EngineRequest) => Promise<unknown>): RemoteCalls {
  const methods = Object.keys(ENGINE_METHODS) as EngineMethod[];
  const calls = methods.map((method) => [
    method,
    (...args: readonly unknown[]) => ask({ method, args } as unknown as EngineRequest),
  ]);
  return Object.fromEntries(calls) as RemoteCalls;
}
