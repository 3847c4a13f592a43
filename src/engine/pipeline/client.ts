// SPDX-License-Identifier: Apache-2.0
// EngineClient over the engine's thread: requests become promises, what comes unasked becomes streams. A request that a
// newer one of the same kind has overtaken answers `gone` as soon as it is overtaken.

import { Worker } from 'node:worker_threads';
import type { EngineClient } from '../protocol/engine-calls.js';
import type {
  Answer,
  EchoBlocks,
  EngineStatus,
  EventDetails,
  EventLines,
  EventsRequest,
  FieldSummary,
  Overview,
  SavedCapture,
  SaveRequest,
  Spectrogram,
  SpectrogramRequest,
  TableRequest,
  TableSnapshot,
  Timeline,
  TimelineMeasure,
  TimeWindow,
  Viewport,
} from '../protocol/protocol.js';
import { failure, ok, type Result } from '../result.js';
import { type Observable, ReplaySubject, Subject } from './rx-subjects.js';
import type { EngineOptions, EngineRequest, FromWorker, ToWorker } from './worker-messages.js';

/** Newer requests of these kinds make older ones pointless. */
const OVERTAKES: ReadonlySet<EngineRequest['method']> = new Set([
  'openTable',
  'viewTable',
  'checkFilter',
  'openEvents',
  'timeline',
  'explain',
  'spectrogram',
  'overview',
  'openEcho',
  'findEvent',
  'findEcho',
]);

const GONE = failure({ code: 'gone', message: 'a newer request has taken its place', position: -1, hint: '' } as const);
const CLOSED = failure({ code: 'gone', message: 'the engine has ended', position: -1, hint: '' } as const);

/** Starts the engine's thread; the error is a clause that can follow the source's name. */
export async function startEngine(options: EngineOptions): Promise<Result<EngineClient, string>> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: options });
  const client = new WorkerClient(worker);
  const problem = await client.ready();
  return problem === undefined ? ok(client) : failure(problem);
}

interface Waiting {
  readonly method: EngineRequest['method'];
  readonly resolve: (answer: unknown) => void;
}

class WorkerClient implements EngineClient {
  readonly #worker: Worker;
  readonly #status = new ReplaySubject<EngineStatus>(1);
  readonly #table = new Subject<TableSnapshot>();
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #onReady: ((problem: string | undefined) => void) | undefined;
  #onClosed: (() => void) | undefined;
  #ended = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#status.error(error));
    worker.on('exit', () => this.#exited());
  }

  ready(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#onReady = resolve;
    });
  }

  get status$(): Observable<EngineStatus> {
    return this.#status.asObservable();
  }

  get table$(): Observable<TableSnapshot> {
    return this.#table.asObservable();
  }

  openTable(table: TableRequest): Promise<Answer<TableSnapshot>> {
    return this.#ask({ method: 'openTable', table });
  }

  viewTable(viewport: Viewport): Promise<Answer<TableSnapshot>> {
    return this.#ask({ method: 'viewTable', viewport });
  }

  findRow(text: string, index: number, backwards: boolean): Promise<Answer<number>> {
    return this.#ask({ method: 'findRow', text, index, backwards });
  }

  checkFilter(text: string): Promise<Answer<null>> {
    return this.#ask({ method: 'checkFilter', text });
  }

  openEvents(events: EventsRequest): Promise<Answer<EventLines>> {
    return this.#ask({ method: 'openEvents', events });
  }

  eventLines(offset: number, count: number): Promise<Answer<EventLines>> {
    return this.#ask({ method: 'eventLines', offset, count });
  }

  findEvent(text: string, offset: number, backwards: boolean): Promise<Answer<number>> {
    return this.#ask({ method: 'findEvent', text, offset, backwards });
  }

  eventDetails(num: number): Promise<Answer<EventDetails>> {
    return this.#ask({ method: 'eventDetails', num });
  }

  timeline(measure: TimelineMeasure, cells: number): Promise<Answer<Timeline>> {
    return this.#ask({ method: 'timeline', measure, cells });
  }

  explain(key: string, column: number): Promise<Answer<EventLines>> {
    return this.#ask({ method: 'explain', key, column });
  }

  eventIndex(target: { readonly num: number } | { readonly time: number }): Promise<Answer<number>> {
    return this.#ask({ method: 'eventIndex', target });
  }

  spectrogram(spectrogram: SpectrogramRequest): Promise<Answer<Spectrogram>> {
    return this.#ask({ method: 'spectrogram', spectrogram });
  }

  overview(window: TimeWindow, cells: number): Promise<Answer<Overview>> {
    return this.#ask({ method: 'overview', window, cells });
  }

  openEcho(filter: string, window: TimeWindow): Promise<Answer<EchoBlocks>> {
    return this.#ask({ method: 'openEcho', filter, window });
  }

  echoBlocks(offset: number, count: number): Promise<Answer<EchoBlocks>> {
    return this.#ask({ method: 'echoBlocks', offset, count });
  }

  findEcho(text: string, offset: number, backwards: boolean): Promise<Answer<number>> {
    return this.#ask({ method: 'findEcho', text, offset, backwards });
  }

  rowFields(key: string, fields: readonly string[]): Promise<Answer<readonly (string | null)[]>> {
    return this.#ask({ method: 'rowFields', key, fields });
  }

  fieldValues(field: string, prefix: string, limit: number): Promise<Answer<readonly string[]>> {
    return this.#ask({ method: 'fieldValues', field, prefix, limit });
  }

  saveCapture(save: SaveRequest): Promise<Answer<SavedCapture>> {
    return this.#ask({ method: 'saveCapture', save });
  }

  stopSearch(): void {
    this.#overtake('findEvent');
    this.#overtake('findEcho');
    this.#post({ kind: 'stop-search' });
  }

  fields(): Promise<Answer<readonly FieldSummary[]>> {
    return this.#ask({ method: 'fields' });
  }

  setPaused(paused: boolean): void {
    this.#post({ kind: 'pause', paused });
  }

  close(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      this.#post({ kind: 'close' });
    });
  }

  #ask<T>(request: EngineRequest): Promise<T> {
    return new Promise((resolve) => {
      if (this.#ended) {
        resolve(CLOSED as T);
        return;
      }
      if (OVERTAKES.has(request.method)) this.#overtake(request.method);
      const id = this.#nextId++;
      this.#waiting.set(id, { method: request.method, resolve: resolve as (answer: unknown) => void });
      this.#post({ kind: 'request', id, request });
    });
  }

  #overtake(method: EngineRequest['method']): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.method !== method) continue;
      this.#waiting.delete(id);
      waiting.resolve(GONE);
    }
  }

  #post(message: ToWorker): void {
    if (!this.#ended) this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#onReady?.(undefined);
        return;
      case 'failed':
        this.#onReady?.(message.message);
        return;
      case 'closed':
        this.#exited();
        return;
      case 'answer': {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        waiting?.resolve(message.answer);
        return;
      }
      case 'status':
        this.#status.next(message.status);
        return;
      case 'table':
        this.#table.next(message.table);
        return;
    }
  }

  #exited(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const waiting of this.#waiting.values()) waiting.resolve(CLOSED);
    this.#waiting.clear();
    this.#status.complete();
    this.#table.complete();
    this.#onReady?.('the engine ended before it was ready');
    this.#onClosed?.();
  }
}
