// SPDX-License-Identifier: Apache-2.0
// The rows of a chunk that a query starts from: inside the window, not kept for the state alone, and passing all of its
// tests. Tests by kind are merged into one table and answered in the pass that looks at the window, since most of them
// leave little for the others; these follow with the cheapest first.

import type { TimeWindow } from '../protocol/protocol.js';
import type { Chunk } from '../store/event-store.js';
import { partsOf, type RowTest } from './row-predicate.js';
import { merged, SnapshotTest } from './snapshot-predicate.js';
import { windowRows } from './window.js';

export class RowScan {
  /** What the kind alone says; undefined: nothing. */
  readonly #byKind: SnapshotTest | undefined;
  readonly #others: readonly RowTest[];

  constructor(tests: readonly RowTest[]) {
    const parts = merged('and', tests.flatMap(partsOf));
    this.#byKind = parts
      .filter((test) => test instanceof SnapshotTest)
      .find((test) => test.column === 'kind' && !test.asks);
    this.#others = parts.filter((test) => test !== this.#byKind).sort((a, b) => a.cost - b.cost);
  }

  /** Takes in what the capture has learned; to be called before rows that came since are asked for. */
  sync(): void {
    this.#byKind?.sync();
    for (const test of this.#others) test.sync();
  }

  /** Indices of the chunk's rows, from `from` on, into `rows`, in order; returns how many. */
  rows(chunk: Chunk, rows: Int32Array, window: TimeWindow, from = 0): number {
    let left = windowRows(chunk, rows, { window, from, kinds: this.#byKind?.says });
    for (const test of this.#others) {
      if (left === 0) return 0;
      left = test.keep(chunk, rows, left);
    }
    return left;
  }
}
