// SPDX-License-Identifier: Apache-2.0
// Questions about rows that a snapshot of theirs answers (the event kind, the thread version, the fd): a table by snapshot
// number, and a look into it per row. Questions about the same snapshot are merged into one table, whatever and, or and
// not join them, so that a whole filter on processes costs one look. A few snapshots do not know: their rows are asked
// themselves.

import type { Chunk } from '../store/event-store.js';
import { Cost, type RowTest } from './row-predicate.js';
import { NO_CODE, type SnapshotCodes } from './snapshot-codes.js';

/** What a snapshot says of its rows, as bits. */
export const Says = {
  /** They pass, but for those that have to be asked. */
  PASS: 1,
  /** Those of threads in containers have to be asked: they may have other addresses. */
  ASK_CONTAINED: 2,
  /** All have to be asked. */
  ASK: 4,
} as const;

export type SnapshotColumn = 'kind' | 'version' | 'fd';

export abstract class SnapshotTest implements RowTest {
  abstract readonly column: SnapshotColumn;
  /** Union of Says by snapshot number, for those that the capture had at the last sync(). */
  says: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  /** Whether any snapshot has rows that must be asked. */
  asks = false;
  /** 1 by version of threads in containers; undefined where no snapshot asks about that. */
  contained: Uint8Array | undefined;

  abstract sync(): void;

  /** The answer of a row whose snapshot does not know it; tests whose snapshots all do are never asked. */
  protected ask(_chunk: Chunk, _i: number): boolean {
    throw new Error(`a ${this.column} knows the answer`);
  }

  get cost(): number {
    return this.asks ? Cost.COLUMN : Cost.TABLE;
  }

  /** The answer of one row. */
  passes(chunk: Chunk, i: number): boolean {
    const says = this.says[idAt(chunk, this.column, i)] as number;
    if (says <= Says.PASS) return says === Says.PASS;
    const isAsked = (says & Says.ASK) !== 0 || this.contained?.[chunk.versionAt(i)] === 1;
    return isAsked ? this.ask(chunk, i) : (says & Says.PASS) !== 0;
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    const { says } = this;
    const ids = chunk[this.column];
    let kept = 0;
    if (!this.asks) {
      for (let k = 0; k < n; k++) {
        const i = rows[k] as number;
        if (says[ids[i] as number] === Says.PASS) rows[kept++] = i;
      }
      return kept;
    }
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const said = says[ids[i] as number] as number;
      if (said === Says.PASS || (said !== 0 && this.passes(chunk, i))) rows[kept++] = i;
    }
    return kept;
  }

  narrow({ column, codes }: SnapshotCodes): boolean {
    if (column !== this.column) return false;
    let settled = true;
    for (let id = 0; id < codes.length; id++) {
      const said = this.says[id] as number;
      if (said === 0) codes[id] = NO_CODE;
      else if (said !== Says.PASS && codes[id] !== NO_CODE) settled = false;
    }
    return settled;
  }
}

function idAt(chunk: Chunk, column: SnapshotColumn, i: number): number {
  if (column === 'kind') return chunk.kindAt(i);
  return column === 'version' ? chunk.versionAt(i) : chunk.fdAt(i);
}

/** The conjunction or disjunction of questions about the same snapshot. */
class MergedTest extends SnapshotTest {
  readonly column: SnapshotColumn;
  readonly #children: readonly SnapshotTest[];
  readonly #merge: (a: number, b: number) => number;
  readonly #isAnd: boolean;

  constructor(operator: 'and' | 'or', [first, ...others]: readonly [SnapshotTest, ...SnapshotTest[]]) {
    super();
    this.column = first.column;
    this.#children = [first, ...others];
    this.#isAnd = operator === 'and';
    this.#merge = this.#isAnd ? both : either;
    this.#fill();
  }

  sync(): void {
    for (const child of this.#children) child.sync();
    this.#fill();
  }

  protected override ask(chunk: Chunk, i: number): boolean {
    if (this.#isAnd) return this.#children.every((child) => child.passes(chunk, i));
    return this.#children.some((child) => child.passes(chunk, i));
  }

  #fill(): void {
    const [first, ...others] = this.#children as readonly [SnapshotTest, ...SnapshotTest[]];
    const merge = this.#merge;
    this.says = first.says.slice();
    for (const { says } of others) {
      for (let id = 0; id < this.says.length; id++) {
        this.says[id] = merge(this.says[id] as number, says[id] as number);
      }
    }
    this.contained = this.#children.find(({ contained }) => contained !== undefined)?.contained;
    this.asks = this.#children.some(({ asks }) => asks);
  }
}

function both(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return (a & b & Says.PASS) | ((a | b) & ~Says.PASS);
}

function either(a: number, b: number): number {
  return a === Says.PASS || b === Says.PASS ? Says.PASS : a | b;
}

class NegatedTest extends SnapshotTest {
  readonly column: SnapshotColumn;
  readonly #child: SnapshotTest;

  constructor(child: SnapshotTest) {
    super();
    this.column = child.column;
    this.#child = child;
    this.#fill();
  }

  sync(): void {
    this.#child.sync();
    this.#fill();
  }

  protected override ask(chunk: Chunk, i: number): boolean {
    return !this.#child.passes(chunk, i);
  }

  #fill(): void {
    const { says, contained, asks } = this.#child;
    this.says = says.map((said) => said ^ Says.PASS);
    this.contained = contained;
    this.asks = asks;
  }
}

export function negated(test: SnapshotTest): SnapshotTest {
  return new NegatedTest(test);
}

/** Merges those of the tests that are about the same snapshot; the others stay as they are. */
export function merged(operator: 'and' | 'or', tests: readonly RowTest[]): RowTest[] {
  const byColumn = new Map<SnapshotColumn, SnapshotTest[]>();
  const others: RowTest[] = [];
  for (const test of tests) {
    if (!(test instanceof SnapshotTest)) {
      others.push(test);
      continue;
    }
    const same = byColumn.get(test.column);
    if (same === undefined) byColumn.set(test.column, [test]);
    else same.push(test);
  }
  const joined = [...byColumn.values()].map(([first, ...more]) =>
    first === undefined || more.length === 0 ? first : new MergedTest(operator, [first, ...more]),
  );
  return [...joined.filter((test) => test !== undefined), ...others];
}

/** The table, or a copy with room for `size` entries. */
export function roomFor(table: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size <= table.length) return table;
  const bigger = new Uint8Array(Math.max(size, table.length * 2));
  bigger.set(table);
  return bigger;
}
