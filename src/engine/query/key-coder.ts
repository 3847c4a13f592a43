// SPDX-License-Identifier: Apache-2.0
// Turns a key field into small numbers: rows with the same value get the same code. Values are looked at once per
// snapshot where the field's source allows; a row costs one look into a table then.

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { asksFd } from '../state/state-scope.js';
import type { Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { type ColumnReader, columnReader } from './columns.js';
import { ContainedThreads, MachineAnswers } from './container-addresses.js';
import { type Grouping, NO_CODE } from './grouping.js';
import type { Derived } from './query-cache.js';
import { roomFor } from './room-for.js';
import { RowView } from './row-view.js';
import { ValueCodes } from './value-codes.js';

/** Distinct numbers remembered. */
const MOST_RESULTS = 65536;

/** Codes by id, which grow with a dictionary. */
class Codes {
  values = new Int32Array(1024);
  known = 0;

  reserve(size: number): void {
    if (size <= this.values.length) return;
    const bigger = new Int32Array(Math.max(size, this.values.length * 2));
    bigger.set(this.values);
    this.values = bigger;
  }
}

type Table =
  /** By kind, CPU, ThreadInfo, FdInfo. */
  | { readonly kind: 'kind' | 'cpu' | 'thread' | 'fd'; readonly asksOtherwise: boolean }
  /** By the number that a column holds (evt.res of the return value): numbers repeat, texts are made once. */
  | { readonly kind: 'result'; readonly read: ColumnReader; readonly codes: Map<number, number> }
  | { readonly kind: 'row' };

export class KeyCoder implements Derived {
  readonly use: FieldUse;
  readonly #values: ValueCodes;
  readonly #view: RowView;
  readonly #capture: Capture;
  readonly #table: Table;
  readonly #codes = new Codes();
  #generation = 0;
  /** 1 by fd whose rows have to be asked themselves where their version is `contained`. */
  #depends = new Uint8Array(1024);
  #anyDepends = false;
  readonly #threads: ContainedThreads;
  #contained: ContainedThreads | undefined;

  /** `otherwise` stands for a missing value; undefined leaves such rows out. */
  constructor(capture: Capture, use: FieldUse, otherwise: FieldValue) {
    this.#capture = capture;
    this.use = use;
    this.#view = new RowView(capture);
    this.#values = new ValueCodes(otherwise);
    this.#threads = new ContainedThreads(capture);
    this.#table = this.#tableOf();
    this.sync();
  }

  /** Value by code. */
  get values(): readonly FieldValue[] {
    return this.#values.values;
  }

  /**
   * Groups by snapshot, where a row's code depends on one snapshot alone; undefined where rows have to be asked one by
   * one. `hasThread`, `hasFd`: rows without a thread or an fd have been left out already, so nobody needs to ask what
   * those would answer.
   */
  bySnapshot(hasThread: boolean, hasFd: boolean): Grouping | undefined {
    const table = this.#table;
    if (table.kind === 'row' || table.kind === 'result') return undefined;
    if (table.kind === 'fd' && this.#contained !== undefined) return undefined;
    const asksOtherwise = table.asksOtherwise && !(table.kind === 'fd' ? hasFd : hasThread);
    return {
      column: COLUMN_OF[table.kind],
      isByCell: table.kind !== 'cpu' && (table.kind !== 'fd' || this.#isByFdType),
      asksOtherwise,
      localCodes: (packed, out) => this.#localCodes(table.kind, packed, out),
    };
  }

  get #isByFdType(): boolean {
    const { source } = this.use.field;
    return source.kind === 'fd' && source.byType === true;
  }

  #localCodes(kind: SnapshotKind, { head }: PackedChunk, out: Int32Array): number {
    const codes = this.#codes.values;
    const { kinds, versions, fds, statuses } = head;
    switch (kind) {
      case 'kind':
        for (let k = 0; k < kinds.length; k++) out[k] = codes[kinds[k] as number] as number;
        return kinds.length;
      case 'fd':
        for (let k = 0; k < fds.length; k++) out[k] = codes[fds[k] as number] as number;
        return fds.length;
      case 'cpu':
        for (let k = 0; k < statuses.length; k++) out[k] = codes[(statuses[k] as number) >>> 8] as number;
        return statuses.length;
      case 'thread': {
        const { info } = this.#capture.state.snapshots.versions;
        for (let k = 0; k < versions.length; k++) out[k] = codes[info.at(versions[k] as number)] as number;
        return versions.length;
      }
    }
  }

  /** Codes of rows[0, n) into out[0, n). */
  fill(chunk: Chunk, rows: Int32Array, n: number, out: Int32Array): void {
    const table = this.#table;
    const codes = this.#codes.values;
    switch (table.kind) {
      case 'kind':
      case 'cpu':
        lookUp(codes, chunk[table.kind], rows, n, out);
        return;
      case 'thread': {
        const { info } = this.#capture.state.snapshots.versions;
        const { version } = chunk;
        for (let k = 0; k < n; k++) out[k] = codes[info.at(version[rows[k] as number] as number)] as number;
        if (table.asksOtherwise) this.#fillOtherwise(version, 0, { chunk, rows, n, out });
        return;
      }
      case 'fd':
        lookUp(codes, chunk.fd, rows, n, out);
        if (table.asksOtherwise) this.#fillOtherwise(chunk.fd, Trait.HAS_FD, { chunk, rows, n, out });
        if (this.#contained !== undefined) this.#fillContained(this.#contained, { chunk, rows, n, out });
        return;
      case 'result':
        for (let k = 0; k < n; k++) out[k] = this.#codeOfResult(table, chunk, rows[k] as number);
        return;
      case 'row':
        for (let k = 0; k < n; k++) out[k] = this.#codeOfRow(chunk, rows[k] as number);
        return;
    }
  }

  #codeOfResult(table: Extract<Table, { kind: 'result' }>, chunk: Chunk, i: number): number {
    const number = table.read(chunk, i);
    const known = table.codes.get(number);
    if (known !== undefined) return known;
    const code = this.#codeOfRow(chunk, i);
    if (table.codes.size < MOST_RESULTS) table.codes.set(number, code);
    return code;
  }

  #codeOfRow(chunk: Chunk, i: number): number {
    return this.#values.code(readField(this.use, this.#view.moveTo(chunk, i)));
  }

  /** Rows without the snapshot are asked themselves: of fds only those whose kind has fds. */
  #fillOtherwise(ids: Uint32Array, needed: number, { chunk, rows, n, out }: Filling): void {
    const traits = this.#capture.kinds.traits;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (ids[i] !== 0) continue;
      if (((traits[chunk.kindAt(i)] as number) & needed) === needed) out[k] = this.#codeOfRow(chunk, i);
    }
  }

  #fillContained(contained: ContainedThreads, { chunk, rows, n, out }: Filling): void {
    const depends = this.#depends;
    const { fd, version } = chunk;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (depends[fd[i] as number] === 1 && contained.has(version[i] as number)) {
        out[k] = this.#codeOfRow(chunk, i);
      }
    }
  }

  #tableOf(): Table {
    const { source } = this.use.field;
    switch (source.kind) {
      case 'type':
        return { kind: 'kind', asksOtherwise: false };
      case 'thread':
      case 'fd':
        return { kind: source.kind, asksOtherwise: source.otherwise !== undefined };
      case 'column':
        return source.column === 'cpu' ? { kind: 'cpu', asksOtherwise: false } : { kind: 'row' };
      case 'mapped':
        return { kind: 'result', read: columnReader(this.#capture, source.column), codes: new Map() };
      default:
        return { kind: 'row' };
    }
  }

  sync(): void {
    const { generation } = this.#capture.state;
    if (generation !== this.#generation) this.#codes.known = 0;
    this.#generation = generation;
    const { source } = this.use.field;
    if (source.kind === 'type') this.#syncKinds(source);
    else if (source.kind === 'thread') this.#syncThreads(source);
    else if (source.kind === 'fd') this.#syncFds(source);
    else if (this.#table.kind === 'cpu') this.#extend(this.#capture.store.maxCpu + 1, (cpu) => this.#values.code(cpu));
  }

  #extend(size: number, codeOf: (id: number) => number): void {
    const codes = this.#codes;
    codes.reserve(size);
    for (; codes.known < size; codes.known++) codes.values[codes.known] = codeOf(codes.known);
  }

  #syncKinds(source: Source<'type'>): void {
    const { kinds } = this.#capture;
    const codes = this.#codes;
    if (codes.known === kinds.count) return;
    codes.known = kinds.count;
    codes.reserve(kinds.size);
    codes.values.fill(NO_CODE);
    for (const kind of kinds.defined())
      codes.values[kind] = this.#values.code(source.of(kinds.of(kind), this.use.argument));
  }

  #syncThreads(source: Source<'thread'>): void {
    const { infos } = this.#capture.state.snapshots;
    this.#extend(infos.length, (id) => {
      const info = infos[id];
      return this.#values.code(id === 0 || info === undefined ? undefined : source.of(info, this.use.argument));
    });
  }

  #syncFds(source: Source<'fd'>): void {
    const { fdDictionary, scope } = this.#capture.state;
    const answers = new MachineAnswers(this.#capture);
    this.#depends = roomFor(this.#depends, fdDictionary.count);
    this.#extend(fdDictionary.count, (id) => {
      if (id !== 0 && !asksFd(scope, fdDictionary.types[id] as number)) return NO_CODE;
      const code = this.#values.code(answers.read(source, fdDictionary.at(id)));
      this.#depends[id] = answers.depends ? 1 : 0;
      if (answers.depends) this.#anyDepends = true;
      return code;
    });
    this.#threads.sync();
    this.#contained = this.#anyDepends && this.#threads.any ? this.#threads : undefined;
  }
}

type SnapshotKind = Extract<Table, { asksOtherwise: boolean }>['kind'];
type Source<K extends FieldSource['kind']> = Extract<FieldSource, { kind: K }>;

const COLUMN_OF = { kind: 'kind', cpu: 'status', thread: 'version', fd: 'fd' } as const;

/** Rows whose codes are asked for. */
interface Filling {
  readonly chunk: Chunk;
  readonly rows: Int32Array;
  readonly n: number;
  readonly out: Int32Array;
}

function lookUp(codes: Int32Array, column: Uint16Array | Uint32Array, rows: Int32Array, n: number, out: Int32Array) {
  for (let k = 0; k < n; k++) out[k] = codes[column[rows[k] as number] as number] as number;
}

/** Drops rows[0, n) without a code, and their codes; returns how many are left. */
export function dropUncoded(rows: Int32Array, codes: Int32Array, n: number): number {
  let kept = 0;
  for (let k = 0; k < n; k++) {
    if ((codes[k] as number) < 0) continue;
    rows[kept] = rows[k] as number;
    codes[kept++] = codes[k] as number;
  }
  return kept;
}
