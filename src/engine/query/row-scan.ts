// SPDX-License-Identifier: Apache-2.0
// The rows of a chunk that a query starts from: inside the window, not kept for the state alone, and passing all of its
// tests, the cheapest first. Chunks in which no snapshot passes are left without a look at their rows.

import type { TimeWindow } from '../protocol/protocol.js';
import type { Chunk } from '../store/event-store.js';
import { partsOf, type RowTest } from './row-predicate.js';
import { merged } from './snapshot-predicate.js';
import { overlaps, windowRows } from './window.js';

export class RowScan {
  readonly #tests: readonly RowTest[];

  constructor(tests: readonly RowTest[]) {
    this.#tests = merged('and', tests.flatMap(partsOf)).sort((a, b) => a.cost - b.cost);
  }

  /** Takes in what the capture has learned; to be called before rows that came since are asked for. */
  sync(): void {
    for (const test of this.#tests) test.sync();
  }

  /** Indices of the chunk's rows, from `from` on, into `rows`, in order; returns how many. */
  rows(chunk: Chunk, rows: Int32Array, window: TimeWindow, from = 0): number {
    if (!overlaps(chunk, window)) return 0;
    for (const test of this.#tests) if (test.mayPass?.(chunk) === false) return 0;
    let left = windowRows(chunk, rows, { window, from });
    for (const test of this.#tests) {
      if (left === 0) return 0;
      left = test.keep(chunk, rows, left);
    }
    return left;
  }
}
