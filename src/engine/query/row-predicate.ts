// SPDX-License-Identifier: Apache-2.0
// A yes-or-no question about rows. Filters and the "this column must have a value" rule of tables are made of these:
// snapshot-test.ts has those that tables answer, field-test.ts chooses the cheapest form for a field.

import type { Chunk } from '../store/event-store.js';

/** What asking one row costs: a look into a table by snapshot, a number of its columns, or the whole event. */
export const Cost = { TABLE: 0, COLUMN: 1, EVENT: 2 } as const;

export interface RowTest {
  /** One of Cost. */
  readonly cost: number;
  /** Set where the test is the conjunction of these. */
  readonly parts?: readonly RowTest[];
  /** Takes in what the capture's dictionaries have gained; to be called before rows that came since are asked about. */
  sync(): void;
  /** Keeps those of rows[0, n) that pass, in place and in order; returns how many. */
  keep(chunk: Chunk, rows: Int32Array, n: number): number;
  /** False where it is known at once that no row of the chunk passes. */
  mayPass?(chunk: Chunk): boolean;
}

export function constantTest(pass: boolean): RowTest {
  return { cost: Cost.TABLE, sync: () => undefined, keep: (_chunk, _rows, n) => (pass ? n : 0) };
}

/** All of them. */
export class AndTest implements RowTest {
  readonly cost: number;
  readonly parts: readonly RowTest[];

  constructor(parts: readonly RowTest[]) {
    this.parts = parts;
    this.cost = dearest(parts);
  }

  sync(): void {
    for (const part of this.parts) part.sync();
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    let left = n;
    for (const part of this.parts) {
      if (left === 0) return 0;
      left = part.keep(chunk, rows, left);
    }
    return left;
  }
}

/** The tests that a conjunction consists of. */
export function partsOf(test: RowTest): readonly RowTest[] {
  return test.parts === undefined ? [test] : test.parts.flatMap(partsOf);
}

export function dearest(tests: readonly RowTest[]): number {
  return Math.max(Cost.TABLE, ...tests.map(({ cost }) => cost));
}

/** One call per row. */
export class RowFunctionTest implements RowTest {
  readonly cost = Cost.EVENT;
  readonly #test: (chunk: Chunk, i: number) => boolean;

  constructor(test: (chunk: Chunk, i: number) => boolean) {
    this.#test = test;
  }

  sync(): void {
    // Nothing is remembered.
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (this.#test(chunk, i)) rows[kept++] = i;
    }
    return kept;
  }
}
