// SPDX-License-Identifier: Apache-2.0
// A yes-or-no question about rows, in the cheapest form that answers it: a table by thread version, by fd or by kind, or a
// function of the row. Filters and the "this column must have a value" rule of tables are made of these. Tables are
// filled once per snapshot; sync() fills in what the capture has learned since.

import type { FieldSource, FieldUse, FieldValue } from '../fields/field.js';
import { readField, readMetric } from '../fields/read-field.js';
import type { Capture } from '../store/capture.js';
import type { Chunk } from '../store/event-store.js';
import { type ColumnReader, columnReader } from './columns.js';
import { FdTest } from './fd-test.js';
import { RowView } from './row-view.js';
import type { SnapshotCodes } from './snapshot-codes.js';
import { keepByTable, narrowByTable, roomFor } from './snapshot-tables.js';
import { Cost } from './test-cost.js';

export interface RowTest {
  /** One of Cost. */
  readonly cost: number;
  /** Set where the test is the conjunction of these. */
  readonly parts?: readonly RowTest[];
  /** Takes in what the capture's dictionaries have gained; to be called before rows that came since are asked about. */
  sync(): void;
  /** Keeps those of rows[0, n) that pass, in place and in order; returns how many. */
  keep(chunk: Chunk, rows: Int32Array, n: number): number;
  /**
   * Where rows are grouped by the snapshots that this test goes by: takes the groups of snapshots that fail away, so that
   * no row needs to be asked. False where that cannot be done.
   */
  narrow?(groups: SnapshotCodes): boolean;
}

export type ValueTest = (value: FieldValue) => boolean;

/** Asks `test` of the field's value for every row, once per snapshot where the field's source allows. */
export function rowTest(capture: Capture, use: FieldUse, test: ValueTest): RowTest {
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
      return new ResultTest(columnReader(capture, source.column), (value) => test(source.of(value)));
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
  if (source.kind !== 'event') return rowTest(capture, use, exists);
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

export function dearest(tests: readonly RowTest[]): number {
  return Math.max(Cost.TABLE, ...tests.map(({ cost }) => cost));
}

export function constantTest(pass: boolean): RowTest {
  return { cost: Cost.TABLE, sync: () => undefined, keep: (_chunk, _rows, n) => (pass ? n : 0) };
}

/** By event kind. */
export class KindTest implements RowTest {
  readonly cost = Cost.TABLE;
  /** 1 by kind that passes. */
  readonly pass: Uint8Array;
  readonly #capture: Capture;
  readonly #test: (kind: number) => boolean;
  #known = 0;

  constructor(capture: Capture, test: (kind: number) => boolean) {
    this.#capture = capture;
    this.#test = test;
    this.pass = new Uint8Array(capture.kinds.size);
    this.sync();
  }

  sync(): void {
    const { kinds } = this.#capture;
    if (kinds.count === this.#known) return;
    this.#known = kinds.count;
    for (const kind of kinds.defined()) this.pass[kind] = this.#test(kind) ? 1 : 0;
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    return keepByTable(this.pass, chunk.kind, rows, n);
  }
}

type Source<K extends FieldSource['kind']> = Extract<FieldSource, { kind: K }>;

class ThreadTest implements RowTest {
  readonly cost: number;
  readonly #capture: Capture;
  readonly #ask: (info: number) => boolean;
  readonly #otherwise: ((chunk: Chunk, i: number) => boolean) | undefined;
  #byInfo = new Uint8Array(1024);
  #infos = 0;
  #byVersion = new Uint8Array(1024);
  #versions = 0;
  #generation = 0;

  constructor(capture: Capture, use: FieldUse, source: Source<'thread'>, test: ValueTest) {
    this.#capture = capture;
    this.#ask = (id) => {
      const info = capture.state.infos[id];
      return test(id === 0 || info === undefined ? undefined : source.of(info, use.argument));
    };
    const { otherwise } = source;
    const view = new RowView(capture);
    this.#otherwise = otherwise === undefined ? undefined : (chunk, i) => test(otherwise(view.moveTo(chunk, i)));
    this.cost = otherwise === undefined ? Cost.TABLE : Cost.COLUMN;
    this.sync();
  }

  sync(): void {
    const { infos, versions, generation } = this.#capture.state;
    if (generation !== this.#generation) {
      this.#infos = 0;
      this.#versions = 0;
      this.#generation = generation;
    }
    this.#byInfo = roomFor(this.#byInfo, infos.length);
    for (; this.#infos < infos.length; this.#infos++) this.#byInfo[this.#infos] = this.#ask(this.#infos) ? 1 : 0;
    this.#byVersion = roomFor(this.#byVersion, versions.count);
    for (; this.#versions < versions.count; this.#versions++) {
      this.#byVersion[this.#versions] = this.#byInfo[versions.info[this.#versions] as number] as number;
    }
  }

  narrow({ column, codes }: SnapshotCodes): boolean {
    return column === 'version' && this.#otherwise === undefined && narrowByTable(this.#byVersion, codes);
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    const otherwise = this.#otherwise;
    if (otherwise === undefined) return keepByTable(this.#byVersion, chunk.version, rows, n);
    const byVersion = this.#byVersion;
    const { version } = chunk;
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const v = version[i] as number;
      if (v === 0 ? otherwise(chunk, i) : byVersion[v] === 1) rows[kept++] = i;
    }
    return kept;
  }
}

class MetricTest implements RowTest {
  readonly cost = Cost.TABLE;
  readonly #capture: Capture;
  readonly #source: Source<'metric'>;
  readonly #test: ValueTest;
  #byVersion = new Uint8Array(1024);
  #versions = 0;
  #generation = 0;

  constructor(capture: Capture, source: Source<'metric'>, test: ValueTest) {
    this.#capture = capture;
    this.#source = source;
    this.#test = test;
    this.sync();
  }

  sync(): void {
    const { infos, versions, generation } = this.#capture.state;
    if (generation !== this.#generation) {
      this.#versions = 0;
      this.#generation = generation;
    }
    const values = versions[this.#source.metric];
    this.#byVersion = roomFor(this.#byVersion, versions.count);
    for (; this.#versions < versions.count; this.#versions++) {
      const v = this.#versions;
      const info = infos[versions.info[v] as number];
      const value = v === 0 || info === undefined ? undefined : readMetric(this.#source, values[v], info);
      this.#byVersion[v] = this.#test(value) ? 1 : 0;
    }
  }

  narrow({ column, codes }: SnapshotCodes): boolean {
    return column === 'version' && narrowByTable(this.#byVersion, codes);
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    return keepByTable(this.#byVersion, chunk.version, rows, n);
  }
}

/** Distinct numbers remembered. */
const MOST_RESULTS = 65536;

/** By the number that a column holds: numbers repeat, and what is made of them (evt.res) is asked once. */
class ResultTest implements RowTest {
  readonly cost = Cost.COLUMN;
  readonly #read: ColumnReader;
  readonly #test: (value: number) => boolean;
  readonly #known = new Map<number, boolean>();

  constructor(read: ColumnReader, test: (value: number) => boolean) {
    this.#read = read;
    this.#test = test;
  }

  sync(): void {
    // What is remembered holds for ever.
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const value = this.#read(chunk, i);
      let passes = this.#known.get(value);
      if (passes === undefined) {
        passes = this.#test(value);
        if (this.#known.size < MOST_RESULTS) this.#known.set(value, passes);
      }
      if (passes) rows[kept++] = i;
    }
    return kept;
  }
}

/** Anything else: one call per row. */
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
