// SPDX-License-Identifier: Apache-2.0
// What can be asked of the engine, declared once. The session implements EngineCalls, the engine's thread calls it by the
// name of the method, the client is made from the list of names.

import type { Observable } from 'rxjs';
import type { AlertList, AlertScene, AlertsRequest, RuleLoad } from './alerts.js';
import type { CompareRequest, Comparison } from './comparison.js';
import type { HostMeters } from './host-meters.js';
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
} from './protocol.js';
import type { RequestTime } from './request-time.js';
import type { RowDetails, RowDetailsRequest, TableTrend, TrendQuestion, WaitingThread } from './row-details.js';

/** A promise: takes time, in which other requests are answered. */
export interface EngineCalls {
  openTable(request: TableRequest): Answer<TableSnapshot>;
  /** Another part of the current table, or its selection's new place. */
  viewTable(viewport: Viewport): Answer<TableSnapshot>;
  /** Index in the current table of the next row with the text in a cell, from row `index` on (or backwards); -1 none. */
  findRow(text: string, index: number, backwards: boolean): Answer<number>;
  /**
   * Fields of what a row of the open table stands for, as text, as of its last event; null where one has no value. For
   * actions (`proc.pid`), and what identifies a process beyond its number (`proc.pid.ts`, ns since the epoch).
   */
  rowFields(key: string, fields: readonly string[]): Answer<readonly (string | null)[]>;
  checkFilter(text: string): Answer<null>;
  /** Starts a virtual list of events; answers with its first lines. */
  openEvents(request: EventsRequest): Answer<EventLines>;
  /**
   * Opens, as openEvents does, the events that made up a number of the open table: row `key`, column index `column`.
   * Columns that are not numbers open all events of the row.
   */
  explain(key: string, column: number): Answer<EventLines>;
  eventLines(offset: number, count: number): Answer<EventLines>;
  /** Index in the open list of the next line that contains the text, from `offset` on (or backwards); -1 none. */
  findEvent(text: string, offset: number, backwards: boolean): Promise<Answer<number>>;
  /** Index in the open list of the first event at or after an event number or a time (ns since the first event). */
  eventIndex(target: { readonly num: number } | { readonly time: number }): Answer<number>;
  eventDetails(num: number): Answer<EventDetails>;
  /** Where the time of the request went that event `num` answers, or that a row of a list with this number stands for. */
  requestTime(num: number): Answer<RequestTime>;
  timeline(measure: TimelineMeasure, cells: number): Answer<Timeline>;
  spectrogram(request: SpectrogramRequest): Answer<Spectrogram>;
  overview(window: TimeWindow, cells: number): Answer<Overview>;
  compareTables(request: CompareRequest): Answer<Comparison>;
  /** What the rows of the open table have been like over its window; null where nothing of them can be followed. */
  tableTrend(question: TrendQuestion): Answer<TableTrend | null>;
  /** For the pane beside the table. */
  rowDetails(request: RowDetailsRequest): Answer<RowDetails>;
  /** The machine as a whole; null where the capture has no such figures. */
  hostMeters(window: TimeWindow): Answer<HostMeters | null>;
  /** What the threads of a filter wait for at the end of the window, for lists without an event. */
  waitingThreads(filter: string, window: TimeWindow): Answer<readonly WaitingThread[]>;
  /** Starts a virtual list of what was read and written; answers with its first blocks. */
  openEcho(filter: string, window: TimeWindow): Answer<EchoBlocks>;
  echoBlocks(offset: number, count: number): Answer<EchoBlocks>;
  /** Index of the next block whose bytes hold the text (case-insensitive ASCII); -1 none. */
  findEcho(text: string, offset: number, backwards: boolean): Promise<Answer<number>>;
  /** Up to `limit` distinct values of a thread's, process's, container's or fd's field that begin with `prefix`. */
  fieldValues(field: string, prefix: string, limit: number): Answer<readonly string[]>;
  /** The catalogue, for completion and help. */
  fields(): Answer<readonly FieldSummary[]>;
  /** Writes the events of a filter and window as a capture file, with the state that explains them. */
  saveCapture(request: SaveRequest): Promise<Answer<SavedCapture>>;
  /** Alerts of rules, as far as their events are held. */
  alerts(request: AlertsRequest): Answer<AlertList>;
  /** Of the alert that is event `num`. */
  alertScene(num: number): Answer<AlertScene>;
  /** Reads the rule files again, and `added` too, where it is one more; refuses where there are no rules, or one is invalid. */
  reloadRules(added: string | null): Answer<RuleLoad>;
  /** Holds alerts of an incident back for so many ms; 0 lets them pass again. */
  silenceAlerts(incident: string, ms: number): Answer<null>;
}

export type EngineMethod = keyof EngineCalls;

/**
 * Every method, and what becomes of a request that has no answer yet when there is a newer one of the same method:
 * `latest`: it answers `gone` at once; `each`: both are answered.
 */
export const ENGINE_METHODS = {
  openTable: 'latest',
  viewTable: 'latest',
  findRow: 'each',
  rowFields: 'each',
  checkFilter: 'latest',
  openEvents: 'latest',
  explain: 'latest',
  eventLines: 'each',
  findEvent: 'latest',
  eventIndex: 'each',
  eventDetails: 'each',
  requestTime: 'latest',
  timeline: 'latest',
  spectrogram: 'latest',
  overview: 'latest',
  compareTables: 'latest',
  tableTrend: 'latest',
  rowDetails: 'latest',
  hostMeters: 'latest',
  waitingThreads: 'latest',
  openEcho: 'latest',
  echoBlocks: 'each',
  findEcho: 'latest',
  fieldValues: 'each',
  fields: 'each',
  saveCapture: 'each',
  alerts: 'latest',
  alertScene: 'latest',
  reloadRules: 'each',
  silenceAlerts: 'each',
} as const satisfies Record<EngineMethod, 'latest' | 'each'>;

/** One call as data. */
export type EngineRequest = {
  readonly [M in EngineMethod]: { readonly method: M; readonly args: Parameters<EngineCalls[M]> };
}[EngineMethod];

/** The calls over a thread's border: never throw, never answer at once. */
export type RemoteCalls = {
  readonly [M in EngineMethod]: (...args: Parameters<EngineCalls[M]>) => Promise<Awaited<ReturnType<EngineCalls[M]>>>;
};

/** What the user interface has of the engine. */
export interface EngineClient extends RemoteCalls {
  /** Emits on every tick while loading or live, and once when the source has ended. */
  readonly status$: Observable<EngineStatus>;
  /** The table of the last openTable, again at every tick while its data changes. */
  readonly table$: Observable<TableSnapshot>;
  /** Nobody waits for findEvent or findEcho any more: they answer `gone`. */
  stopSearch(): void;
  /** Stops following new data in `table$`; the engine goes on collecting. */
  setPaused(paused: boolean): void;
  close(): Promise<void>;
}
