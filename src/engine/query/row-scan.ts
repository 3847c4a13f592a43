// SPDX-License-Identifier: Apache-2.0
// The rows of a chunk that a query starts from: inside the window, not kept for the state alone, and passing all of its
// tests. Tests by kind are merged into one table and answered in the pass that looks at the window, since most of them
// leave little for the others; these follow with the cheapest first.

import type { TimeWindow } from '../pipeline/protocol.js';
import type { Capture } from '../store/capture.js';
import type { Chunk } from '../store/event-store.js';
import { KindTest, type RowTest } from './row-test.js';
import { windowRows } from './window.js';

export class RowScan {
  readonly #size: number;
  readonly #byKind: readonly KindTest[];
  readonly #others: readonly RowTest[];
  #kinds: Uint8Array | undefined;

  constructor(capture: Capture, tests: readonly RowTest[]) {
    const parts = tests.flatMap(partsOf);
    this.#size = capture.kinds.size;
    this.#byKind = parts.filter((test) => test instanceof KindTest);
    this.#others = parts.filter((test) => !(test instanceof KindTest)).sort((a, b) => a.cost - b.cost);
    this.#merge();
  }

  /** Takes in what the capture has learned; to be called before rows that came since are asked for. */
  sync(): void {
    for (const test of this.#byKind) test.sync();
    for (const test of this.#others) test.sync();
    this.#merge();
  }

  /** Indices of the chunk's rows, from `from` on, into `rows`, in order; returns how many. */
  rows(chunk: Chunk, rows: Int32Array, window: TimeWindow, from = 0): number {
    return this.#keep(chunk, rows, windowRows(chunk, rows, { window, from, kinds: this.#kinds }));
  }

  #keep(chunk: Chunk, rows: Int32Array, n: number): number {
    let left = n;
    for (const test of this.#others) {
      if (left === 0) return 0;
      left = test.keep(chunk, rows, left);
    }
    return left;
  }

  #merge(): void {
    if (this.#byKind.length === 0) return;
    const kinds = new Uint8Array(this.#size).fill(1);
    for (const { pass } of this.#byKind) {
      for (let kind = 0; kind < kinds.length; kind++) if (pass[kind] !== 1) kinds[kind] = 0;
    }
    this.#kinds = kinds;
  }
}

/** The tests that a conjunction consists of. */
export function partsOf(test: RowTest): readonly RowTest[] {
  return test.parts === undefined ? [test] : test.parts.flatMap(partsOf);
}
