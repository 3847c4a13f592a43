// SPDX-License-Identifier: Apache-2.0
// Turns a key field into small numbers: rows with the same value get the same code. Values are looked at once per
// snapshot where the field's source allows; a row costs one look into a table then.

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';
import { type ColumnReader, columnReader } from './columns.js';
import { containedVersions, MachineAnswers } from './container-addresses.js';
import { GrowingCodes } from './growing-codes.js';
import { RowView } from './row-view.js';
import { NO_CODE, type SnapshotCodes } from './snapshot-codes.js';

/** Distinct numbers remembered. */
const MOST_RESULTS = 65536;

type Table =
  | { readonly kind: 'kind' | 'cpu'; readonly codes: Int32Array }
  | { readonly kind: 'version'; readonly codes: Int32Array; readonly asksOtherwise: boolean }
  | {
      readonly kind: 'fd';
      readonly codes: Int32Array;
      readonly asksOtherwise: boolean;
      /** Set where rows of these versions have to be asked themselves if their fd is among `depends`. */
      readonly contained: Uint8Array | undefined;
      readonly depends: Int32Array;
    }
  /** By the number that a column holds (evt.res of the return value): numbers repeat, texts are made once. */
  | { readonly kind: 'result'; readonly read: ColumnReader; readonly codes: Map<number, number> }
  | { readonly kind: 'row' };

export class KeyCoder {
  readonly use: FieldUse;
  /** Value by code. */
  readonly values: FieldValue[] = [];
  readonly #codes = new Map<unknown, number>();
  readonly #view: RowView;
  readonly #capture: Capture;
  readonly #otherwise: FieldValue;
  #table: Table;
  readonly #infos = new GrowingCodes();
  readonly #versions = new GrowingCodes();
  readonly #fds = new GrowingCodes();
  /** 1 by fd whose value depends on whose addresses are asked. */
  readonly #depends = new GrowingCodes();

  /** `otherwise` stands for a missing value; undefined leaves such rows out. */
  constructor(capture: Capture, use: FieldUse, otherwise: FieldValue) {
    this.#capture = capture;
    this.use = use;
    this.#view = new RowView(capture);
    this.#otherwise = otherwise;
    this.#table = this.#build();
  }

  /** Takes in what the dictionaries have gained; values keep their codes. */
  sync(): void {
    const { kind } = this.#table;
    if (kind !== 'row' && kind !== 'result') this.#table = this.#build();
  }

  /** Code of a value, entering it if it is new. */
  code(value: FieldValue): number {
    const known = value ?? this.#otherwise;
    if (known === undefined) return NO_CODE;
    const key = typeof known === 'object' ? textKey(known) : known;
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.values.push(known) - 1;
      this.#codes.set(key, code);
    }
    return code;
  }

  /**
   * The code of every snapshot, where a row's code depends on one snapshot alone: which column of a chunk names it, and
   * the codes by its number. Undefined where rows have to be asked one by one. `hasThread`, `hasFd`: rows without a
   * thread or an fd have been left out already, so nobody needs to ask what those would answer.
   */
  bySnapshot(hasThread: boolean, hasFd: boolean): SnapshotCodes | undefined {
    const table = this.#table;
    if (table.kind === 'row' || table.kind === 'result') return undefined;
    if (table.kind === 'fd' && table.contained !== undefined) return undefined;
    const asksOtherwise = (table.kind === 'version' || table.kind === 'fd') && table.asksOtherwise;
    if (asksOtherwise && !(table.kind === 'fd' ? hasFd : hasThread)) return undefined;
    return { column: table.kind, codes: table.codes };
  }

  /** Codes of rows[0, n) into out[0, n). */
  fill(chunk: Chunk, rows: Int32Array, n: number, out: Int32Array): void {
    const table = this.#table;
    switch (table.kind) {
      case 'kind':
      case 'cpu':
        lookUp(table.codes, chunk[table.kind], rows, n, out);
        return;
      case 'version':
        if (table.asksOtherwise) this.#fillWithOtherwise(table, chunk, rows, n, out);
        else lookUp(table.codes, chunk.version, rows, n, out);
        return;
      case 'fd':
        if (table.asksOtherwise) this.#fillWithOtherwise(table, chunk, rows, n, out);
        else lookUp(table.codes, chunk.fd, rows, n, out);
        if (table.contained !== undefined) this.#fillContained(table.contained, table.depends, chunk, rows, n, out);
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
    return this.code(readField(this.use, this.#view.moveTo(chunk, i)));
  }

  /** Rows without the snapshot are asked themselves: of fds only those whose kind has fds. */
  #fillWithOtherwise(
    table: { readonly kind: 'version' | 'fd'; readonly codes: Int32Array },
    chunk: Chunk,
    rows: Int32Array,
    n: number,
    out: Int32Array,
  ): void {
    const traits = this.#capture.kinds.traits;
    const ids = chunk[table.kind];
    const { kind } = chunk;
    const needed = table.kind === 'fd' ? Trait.HAS_FD : 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const id = ids[i] as number;
      const ask = id === 0 && ((traits[kind[i] as number] as number) & needed) === needed;
      out[k] = ask ? this.#codeOfRow(chunk, i) : (table.codes[id] as number);
    }
  }

  #fillContained(
    contained: Uint8Array,
    depends: Int32Array,
    chunk: Chunk,
    rows: Int32Array,
    n: number,
    out: Int32Array,
  ): void {
    const { fd, version } = chunk;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (depends[fd[i] as number] === 1 && contained[version[i] as number] === 1) {
        out[k] = this.#codeOfRow(chunk, i);
      }
    }
  }

  #buildFds(source: Extract<FieldSource, { kind: 'fd' }>): Table {
    const { fdDictionary, generation } = this.#capture.state;
    const answers = new MachineAnswers(this.#capture);
    const depending: number[] = [];
    const codes = this.#fds.sync(fdDictionary.count, generation, (id) => {
      const code = this.code(answers.read(source, fdDictionary.at(id)));
      if (answers.depends) depending.push(id);
      return code;
    });
    const depends = this.#depends.sync(fdDictionary.count, generation, () => 0);
    for (const id of depending) depends[id] = 1;
    const contained = depends.includes(1) ? containedVersions(this.#capture) : undefined;
    return { kind: 'fd', codes, asksOtherwise: source.otherwise !== undefined, contained, depends };
  }

  #build(): Table {
    const source = this.use.field.source;
    const { kinds, state } = this.#capture;
    const argument = this.use.argument;
    switch (source.kind) {
      case 'type': {
        const codes = new Int32Array(kinds.size).fill(NO_CODE);
        for (const kind of kinds.defined()) codes[kind] = this.code(source.of(kinds.of(kind), argument));
        return { kind: 'kind', codes };
      }
      case 'thread': {
        const { infos, versions } = state.snapshots;
        const { generation } = state;
        const byInfo = this.#infos.sync(infos.length, generation, (id) => {
          const info = infos[id];
          return this.code(info === undefined || id === 0 ? undefined : source.of(info, argument));
        });
        const codes = this.#versions.sync(versions.count, generation, (v) => byInfo[versions.info.at(v)] as number);
        return { kind: 'version', codes, asksOtherwise: source.otherwise !== undefined };
      }
      case 'fd':
        return this.#buildFds(source);
      case 'column': {
        if (source.column !== 'cpu') return { kind: 'row' };
        const codes = Int32Array.from({ length: this.#capture.store.maxCpu + 1 }, (_, cpu) => this.code(cpu));
        return { kind: 'cpu', codes };
      }
      case 'mapped':
        return { kind: 'result', read: columnReader(this.#capture, source.column), codes: new Map() };
      default:
        return { kind: 'row' };
    }
  }
}

function textKey(value: Uint8Array | readonly unknown[]): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value);
}

function lookUp(codes: Int32Array, column: Uint16Array | Uint32Array, rows: Int32Array, n: number, out: Int32Array) {
  for (let k = 0; k < n; k++) out[k] = codes[column[rows[k] as number] as number] as number;
}
