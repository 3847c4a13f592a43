// SPDX-License-Identifier: Apache-2.0
// How busy a host is, for the heartbeat: CPU and failed calls of the last ten seconds that it holds.

import type { Capture } from '../engine/ingest/capture.js';
import { overview } from '../engine/query/overview.js';

const LAST_SECONDS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, last: 10e9 };
/** Times as long as it took, and ms at least. */
const REST = 50;
const LEAST_REST = 1000;

export interface Vitals {
  readonly cpu: number | undefined;
  readonly errors: number | undefined;
}

export const NO_VITALS: Vitals = { cpu: undefined, errors: undefined };

export class HostVitals {
  readonly #capture: Capture;
  #rows = -1;
  #restsUntil = 0;
  #vitals = NO_VITALS;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Looked up again when there are more events, but not before it has rested: a pass over the span's events. */
  now(): Vitals {
    const { rows } = this.#capture.store;
    if (rows === this.#rows || performance.now() < this.#restsUntil) return this.#vitals;
    const started = performance.now();
    this.#rows = rows;
    this.#vitals = this.#measure();
    const ended = performance.now();
    this.#restsUntil = ended + Math.max(LEAST_REST, REST * (ended - started));
    return this.#vitals;
  }

  #measure(): Vitals {
    const { tiles } = overview(this.#capture, LAST_SECONDS, 1, undefined);
    const value = (id: string): number | undefined => tiles.find((tile) => tile.id === id)?.value ?? undefined;
    return { cpu: value('cpu'), errors: value('errors') };
  }
}
