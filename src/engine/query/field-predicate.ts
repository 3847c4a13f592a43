// SPDX-License-Identifier: Apache-2.0
// Questions about the value of a field, each in the cheapest form that answers it: a table by kind, thread version or fd,
// by the number that a column holds, or a look at the whole event.

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { type ColumnReader, columnReader } from './columns.js';
import { FdTest } from './fd-predicate.js';
import { KindTest } from './kind-predicate.js';
import { AndTest, Cost, RowFunctionTest, type RowTest } from './row-predicate.js';
import { RowView } from './row-view.js';
import { MetricTest, ThreadTest } from './thread-predicate.js';

/** Asks `test` of the field's value. */
export function fieldTest(capture: Capture, use: FieldUse, test: (value: FieldValue) => boolean): RowTest {
  const { source } = use.field;
  switch (source.kind) {
    case 'type':
      return new KindTest(capture, (kind) => test(source.of(capture.kinds.of(kind), use.argument)));
    case 'thread':
      return new ThreadTest(capture, use, source, test);
    case 'metric':
      return new MetricTest(capture, source, test);
    case 'fd':
      return new FdTest(capture, source, test);
    case 'mapped':
      return source.column === 'result'
        ? new ResultTest(capture, (value) => test(source.of(value)))
        : new NumberTest(columnReader(capture, source.column), (value) => test(source.of(value)));
    default: {
      const view = new RowView(capture);
      return new RowFunctionTest((chunk, i) => test(readField(use, view.moveTo(chunk, i))));
    }
  }
}

/** Whether the field has a value. */
export function existsTest(capture: Capture, use: FieldUse): RowTest {
  const { source } = use.field;
  const exists = (value: FieldValue): boolean => value !== undefined;
  if (source.kind !== 'event') return fieldTest(capture, use, exists);
  const view = new RowView(capture);
  const has = source.has ?? ((event) => exists(source.of(event, use.argument)));
  return ofKinds(capture, use, new RowFunctionTest((chunk, i) => has(view.moveTo(chunk, i))));
}

/** A test that fails where the field has no value: asked only of events of kinds that may have one. */
export function ofKinds(capture: Capture, { field: { source }, argument }: FieldUse, test: RowTest): RowTest {
  const kinds = source.kind === 'event' ? source.kinds : undefined;
  if (kinds === undefined) return test;
  return new AndTest([new KindTest(capture, (kind) => kinds(capture.kinds.of(kind), argument)), test]);
}

/** Distinct numbers remembered. */
const MOST_RESULTS = 65536;
/** Whole numbers from -NEAR to NEAR - 1 are looked up in a table: errors, sizes, fds. */
const NEAR = 8192;
const UNKNOWN = 2;

/** By the number that a column holds: numbers repeat, and what is made of them is asked once. */
class NumberTest implements RowTest {
  readonly cost = Cost.COLUMN;
  readonly #read: ColumnReader;
  readonly #test: (value: number) => boolean;
  /** What is said of a row without a number: every second one. */
  readonly #absent: boolean;
  readonly #near = new Uint8Array(2 * NEAR).fill(UNKNOWN);
  readonly #known = new Map<number, boolean>();

  constructor(read: ColumnReader, test: (value: number) => boolean) {
    this.#read = read;
    this.#test = test;
    this.#absent = test(Number.NaN);
  }

  sync(): void {
    // What is remembered holds for ever.
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (this.passes(this.#read(chunk, i))) rows[kept++] = i;
    }
    return kept;
  }

  passes(value: number): boolean {
    const whole = value | 0;
    if (whole !== value || whole < -NEAR || whole >= NEAR) {
      return Number.isNaN(value) ? this.#absent : this.#passes(value);
    }
    const known = this.#near[whole + NEAR] as number;
    return known === UNKNOWN ? this.#ask(whole) : known === 1;
  }

  #ask(value: number): boolean {
    const passes = this.#test(value);
    this.#near[value + NEAR] = passes ? 1 : 0;
    return passes;
  }

  #passes(value: number): boolean {
    let passes = this.#known.get(value);
    if (passes === undefined) {
      passes = this.#test(value);
      if (this.#known.size < MOST_RESULTS) this.#known.set(value, passes);
    }
    return passes;
  }
}

/** As NumberTest, of return values: those of a packed chunk are asked once per chunk and value. */
class ResultTest implements RowTest {
  readonly cost = Cost.COLUMN;
  readonly #capture: Capture;
  readonly #rowByRow: NumberTest;
  /** What is said of a row that is not an exit. */
  readonly #absent: boolean;
  readonly #byResult = new Uint8Array(CHUNK_ROWS);
  readonly #isExit = new Uint8Array(CHUNK_ROWS);

  constructor(capture: Capture, test: (value: number) => boolean) {
    this.#capture = capture;
    this.#rowByRow = new NumberTest(columnReader(capture, 'result'), test);
    this.#absent = test(Number.NaN);
  }

  sync(): void {
    // What is remembered holds for ever.
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    if (chunk.open !== undefined) return this.#rowByRow.keep(chunk, rows, n);
    const packed = chunk.packed();
    if (n < packed.part('results').length) return this.#rowByRow.keep(chunk, rows, n);
    this.#ask(packed);
    const absent = this.#absent ? 1 : 0;
    const byResult = this.#byResult;
    const isExit = this.#isExit;
    const results = packed.codes('result');
    const kinds = packed.codes('kind');
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const passes = isExit[kinds[i] as number] === 1 ? byResult[results[i] as number] : absent;
      if (passes === 1) rows[kept++] = i;
    }
    return kept;
  }

  #ask(packed: PackedChunk): void {
    const { traits } = this.#capture.kinds;
    const { kinds } = packed.head;
    const results = packed.part('results');
    for (let k = 0; k < kinds.length; k++) {
      this.#isExit[k] = ((traits[kinds[k] as number] as number) & Trait.EXIT) === 0 ? 0 : 1;
    }
    for (let k = 0; k < results.length; k++) this.#byResult[k] = this.#rowByRow.passes(results[k] as number) ? 1 : 0;
  }
}
