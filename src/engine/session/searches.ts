// SPDX-License-Identifier: Apache-2.0
// Searches through very many events: in slices, between which other requests have their turn. A newer search ends an older
// one.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Capture } from '../ingest/capture.js';
import type { Answer } from '../protocol/protocol.js';
import type { EventList } from '../query/list-query.js';
import { RowView } from '../query/row-view.js';
import { ok } from '../result.js';
import { refuse } from './engine-error.js';

/** ms that a search runs before other requests have their turn, and events between two looks at the clock. */
const SLICE = 5;
const LOOKS_AT_CLOCK = 64;

export class Searches {
  readonly #capture: Capture;
  /** Counts searches begun and given up: one that runs looks whether it is still wanted. */
  #count = 0;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Nobody waits for the search that runs. */
  stop(): void {
    this.#count++;
  }

  /** Index of the first event from `offset` on, step by step, for which `holds`; -1 none. */
  async find(
    list: EventList,
    offset: number,
    backwards: boolean,
    holds: (view: RowView) => boolean,
  ): Promise<Answer<number>> {
    const search = ++this.#count;
    const view = new RowView(this.#capture);
    const step = backwards ? -1 : 1;
    let started = performance.now();
    for (let n = offset; n >= 0 && n < list.length; n += step) {
      if (view.moveToRow(list.row(n)) && holds(view)) return ok(n);
      if (n % LOOKS_AT_CLOCK !== 0 || performance.now() - started < SLICE) continue;
      await nextTurn();
      if (search !== this.#count) return refuse('gone', 'the search was given up');
      started = performance.now();
    }
    return ok(-1);
  }
}
