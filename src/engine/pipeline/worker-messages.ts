// SPDX-License-Identifier: Apache-2.0
// Messages between the engine's thread and its client.

import type { View } from '../../views/view.js';
import type {
  EngineStatus,
  EventsRequest,
  SaveRequest,
  SpectrogramRequest,
  TableRequest,
  TableSnapshot,
  TimelineMeasure,
  TimeWindow,
  Viewport,
} from '../protocol/protocol.js';
import type { InputSpec } from './open-input.js';

export interface EngineOptions {
  readonly input: InputSpec;
  /** Bytes for the event store. */
  readonly memory: number;
  /** ms between refreshes, live. */
  readonly refresh: number;
  readonly userViews: readonly View[];
  /** Whether users and groups, and ports, get names. */
  readonly names: { readonly users: boolean; readonly ports: boolean };
}

export type EngineRequest =
  | { readonly method: 'openTable'; readonly table: TableRequest }
  | { readonly method: 'viewTable'; readonly viewport: Viewport }
  | { readonly method: 'findRow'; readonly text: string; readonly index: number; readonly backwards: boolean }
  | { readonly method: 'checkFilter'; readonly text: string }
  | { readonly method: 'openEvents'; readonly events: EventsRequest }
  | { readonly method: 'eventLines'; readonly offset: number; readonly count: number }
  | { readonly method: 'findEvent'; readonly text: string; readonly offset: number; readonly backwards: boolean }
  | { readonly method: 'eventDetails'; readonly num: number }
  | { readonly method: 'timeline'; readonly measure: TimelineMeasure; readonly cells: number }
  | { readonly method: 'explain'; readonly key: string; readonly column: number }
  | { readonly method: 'eventIndex'; readonly target: { readonly num: number } | { readonly time: number } }
  | { readonly method: 'spectrogram'; readonly spectrogram: SpectrogramRequest }
  | { readonly method: 'overview'; readonly window: TimeWindow; readonly cells: number }
  | { readonly method: 'openEcho'; readonly filter: string; readonly window: TimeWindow }
  | { readonly method: 'echoBlocks'; readonly offset: number; readonly count: number }
  | { readonly method: 'findEcho'; readonly text: string; readonly offset: number; readonly backwards: boolean }
  | { readonly method: 'rowFields'; readonly key: string; readonly fields: readonly string[] }
  | { readonly method: 'fieldValues'; readonly field: string; readonly prefix: string; readonly limit: number }
  | { readonly method: 'saveCapture'; readonly save: SaveRequest }
  | { readonly method: 'fields' };

export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly request: EngineRequest }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'stop-search' }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'status'; readonly status: EngineStatus }
  | { readonly kind: 'table'; readonly table: TableSnapshot };
