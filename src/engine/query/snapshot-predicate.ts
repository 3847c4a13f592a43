// SPDX-License-Identifier: Apache-2.0
// Questions about rows that a snapshot of theirs answers (the event kind, the thread version, the fd): a table by snapshot
// number, and a look into it per distinct snapshot of a packed chunk. Questions about the same snapshot are merged into one
// table, whatever and, or and not join them, so that a whole filter on processes costs one look. A few snapshots do not
// know: their rows are asked themselves.

import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import type { ContainedThreads } from './container-addresses.js';
import { roomFor } from './room-for.js';
import { Cost, type RowTest } from './row-predicate.js';

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

/** Distinct snapshots of a chunk, by local number. */
export function idsOf({ head }: PackedChunk, column: SnapshotColumn): Uint16Array | Uint32Array {
  if (column === 'kind') return head.kinds;
  return column === 'version' ? head.versions : head.fds;
}

/** Rows are asked one by one where they are so many times fewer than the snapshots of their chunk. */
const FEW = 4;

/** What the snapshots of one chunk say, by local number. */
interface LocalSays {
  packed: PackedChunk | undefined;
  readonly says: Uint8Array;
  /** Said by any of them, and by all. */
  any: number;
  all: number;
}

export abstract class SnapshotTest implements RowTest {
  abstract readonly column: SnapshotColumn;
  /** Union of Says by snapshot number, for those that the capture had at the last sync(). */
  says: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  /** Snapshots that have their answers in `says`: those below it. */
  known = 0;
  /** Grows whenever answers that were known are others now. */
  changes = 0;
  /** Whether any snapshot has rows that must be asked. */
  asks = false;
  /** Whether snapshots of the same thread, the same kind, the same type of fd say the same (chunk-cells.ts). */
  readonly isByCell: boolean = false;
  /** Set where a snapshot asks about threads in containers. */
  contained: ContainedThreads | undefined;

  readonly #local: LocalSays = { packed: undefined, says: new Uint8Array(CHUNK_ROWS), any: 0, all: 0 };

  abstract sync(): void;

  /** What is known of a chunk no longer holds. */
  protected forgetChunk(): void {
    this.#local.packed = undefined;
  }

  /** False where no row of a packed chunk passes. */
  mayPass(chunk: Chunk): boolean {
    return chunk.open !== undefined || this.#says(chunk.packed()).any !== 0;
  }

  /** True where rows of a packed chunk may have to be asked. */
  mayAsk(packed: PackedChunk): boolean {
    return this.#says(packed).any > Says.PASS;
  }

  /** What the snapshots of a packed chunk say, by local number; valid until another chunk is asked about. */
  localSays(packed: PackedChunk): Uint8Array {
    return this.#says(packed).says;
  }

  #says(packed: PackedChunk): LocalSays {
    const local = this.#local;
    if (local.packed === packed) return local;
    const ids = idsOf(packed, this.column);
    const { says } = this;
    let any = 0;
    let all = 0xff;
    for (let k = 0; k < ids.length; k++) {
      const said = says[ids[k] as number] as number;
      local.says[k] = said;
      any |= said;
      all &= said;
    }
    return Object.assign(local, { packed, any, all });
  }

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
    const isAsked = (says & Says.ASK) !== 0 || this.contained?.has(chunk.versionAt(i)) === true;
    return isAsked ? this.ask(chunk, i) : (says & Says.PASS) !== 0;
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    if (chunk.open !== undefined) return this.#keepOpen(chunk, rows, n);
    const packed = chunk.packed();
    const isKnown = this.#local.packed === packed;
    if (!isKnown && n * FEW < idsOf(packed, this.column).length) return this.#keepFew(chunk, rows, n);
    const { says, any, all } = this.#says(packed);
    if (any === 0) return 0;
    if (any === Says.PASS && all === Says.PASS) return n;
    return this.#keepBy(says, packed.codes(this.column), { chunk, rows, n });
  }

  #keepOpen(chunk: Chunk, rows: Int32Array, n: number): number {
    return this.#keepBy(this.says, chunk[this.column], { chunk, rows, n });
  }

  #keepBy(
    says: Uint8Array,
    ids: Uint8Array | Uint16Array | Uint32Array,
    { chunk, rows, n }: { chunk: Chunk; rows: Int32Array; n: number },
  ): number {
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const said = says[ids[i] as number] as number;
      if (said === Says.PASS || (said > Says.PASS && this.passes(chunk, i))) rows[kept++] = i;
    }
    return kept;
  }

  #keepFew(chunk: Chunk, rows: Int32Array, n: number): number {
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (this.passes(chunk, i)) rows[kept++] = i;
    }
    return kept;
  }
}

function idAt(chunk: Chunk, column: SnapshotColumn, i: number): number {
  if (column === 'kind') return chunk.kindAt(i);
  return column === 'version' ? chunk.versionAt(i) : chunk.fdAt(i);
}

/** The tests, where cells answer all of them (chunk-cells.ts); undefined where rows have to be looked at. */
export function testsByCell(tests: readonly RowTest[]): readonly SnapshotTest[] | undefined {
  const answered = tests.filter((test): test is SnapshotTest => test instanceof SnapshotTest && test.isByCell);
  return answered.length < tests.length ? undefined : answered;
}

/** What other questions about the same snapshot say, made into one. Only what they have learned is looked at again. */
abstract class CombinedTest extends SnapshotTest {
  readonly column: SnapshotColumn;
  override readonly isByCell: boolean;
  protected readonly children: readonly [SnapshotTest, ...SnapshotTest[]];
  #childChanges = -1;

  constructor(children: readonly [SnapshotTest, ...SnapshotTest[]]) {
    super();
    this.column = children[0].column;
    this.children = children;
    this.isByCell = children.every((child) => child.isByCell);
  }

  sync(): void {
    for (const child of this.children) child.sync();
    this.take();
  }

  /** Takes in what the children know. */
  protected take(): void {
    this.forgetChunk();
    const changes = this.children.reduce((sum, child) => sum + child.changes, 0);
    if (changes !== this.#childChanges) this.#startAgain(changes);
    const known = Math.min(...this.children.map((child) => child.known));
    this.says = roomFor(this.says, known);
    this.combine(this.known, known);
    this.known = known;
    this.contained = this.children.find(({ contained }) => contained !== undefined)?.contained;
    this.asks = this.children.some(({ asks }) => asks);
  }

  #startAgain(changes: number): void {
    this.#childChanges = changes;
    this.known = 0;
    this.changes++;
  }

  /** Fills `says` for the snapshots from `from` up to `to`. */
  protected abstract combine(from: number, to: number): void;
}

/** The conjunction or disjunction of questions. */
class MergedTest extends CombinedTest {
  readonly #isAnd: boolean;

  constructor(operator: 'and' | 'or', children: readonly [SnapshotTest, ...SnapshotTest[]]) {
    super(children);
    this.#isAnd = operator === 'and';
    this.take();
  }

  protected override ask(chunk: Chunk, i: number): boolean {
    if (this.#isAnd) return this.children.every((child) => child.passes(chunk, i));
    return this.children.some((child) => child.passes(chunk, i));
  }

  protected combine(from: number, to: number): void {
    const [first, ...others] = this.children;
    this.says.set(first.says.subarray(from, to), from);
    const merge = this.#isAnd ? both : either;
    for (const { says } of others) mergeInto(this.says, says, merge, { from, to });
  }
}

function mergeInto(
  target: Uint8Array,
  other: Uint8Array,
  merge: (a: number, b: number) => number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let id = from; id < to; id++) target[id] = merge(target[id] as number, other[id] as number);
}

function both(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return (a & b & Says.PASS) | ((a | b) & ~Says.PASS);
}

function either(a: number, b: number): number {
  return a === Says.PASS || b === Says.PASS ? Says.PASS : a | b;
}

class NegatedTest extends CombinedTest {
  constructor(child: SnapshotTest) {
    super([child]);
    this.take();
  }

  protected override ask(chunk: Chunk, i: number): boolean {
    return !this.children[0].passes(chunk, i);
  }

  protected combine(from: number, to: number): void {
    const { says } = this.children[0];
    for (let id = from; id < to; id++) this.says[id] = (says[id] as number) ^ Says.PASS;
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
