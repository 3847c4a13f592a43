// SPDX-License-Identifier: Apache-2.0
// Turns a key field into small numbers: rows with the same value get the same code. Values are looked at once per
// snapshot where the field's source allows; a row costs one look into a table then.

import type { FieldUse, FieldValue } from '../fields/field.js';
import { readFd, readField } from '../fields/read-field.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import type { Chunk } from '../store/event-store.js';
import { RowView } from './row-view.js';

/** Code of rows that are left out because they have no value. */
export const NO_CODE = -1;

type Table =
  | { readonly kind: 'kind' | 'version'; readonly codes: Int32Array }
  | { readonly kind: 'fd'; readonly codes: Int32Array; readonly asksOtherwise: boolean }
  | { readonly kind: 'row' };

export class KeyCoder {
  readonly use: FieldUse;
  /** Value by code. */
  readonly values: FieldValue[] = [];
  readonly #codes = new Map<unknown, number>();
  readonly #view: RowView;
  readonly #capture: Capture;
  readonly #otherwise: FieldValue;
  readonly #table: Table;

  /** `otherwise` stands for a missing value; undefined leaves such rows out. */
  constructor(capture: Capture, use: FieldUse, otherwise: FieldValue) {
    this.#capture = capture;
    this.use = use;
    this.#view = new RowView(capture);
    this.#otherwise = otherwise;
    this.#table = this.#build();
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

  /** Codes of rows[0, n) into out[0, n). */
  fill(chunk: Chunk, rows: Int32Array, n: number, out: Int32Array): void {
    const table = this.#table;
    switch (table.kind) {
      case 'kind':
        lookUp(table.codes, chunk.kind, rows, n, out);
        return;
      case 'version':
        lookUp(table.codes, chunk.version, rows, n, out);
        return;
      case 'fd':
        if (table.asksOtherwise) this.#fillWithOtherwise(table.codes, chunk, rows, n, out);
        else lookUp(table.codes, chunk.fd, rows, n, out);
        return;
      case 'row':
        for (let k = 0; k < n; k++) out[k] = this.#codeOfRow(chunk, rows[k] as number);
        return;
    }
  }

  #codeOfRow(chunk: Chunk, i: number): number {
    return this.code(readField(this.use, this.#view.moveTo(chunk, i)));
  }

  #fillWithOtherwise(codes: Int32Array, chunk: Chunk, rows: Int32Array, n: number, out: Int32Array): void {
    const traits = this.#capture.kinds.traits;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const fd = chunk.fd[i] as number;
      const ask = fd === 0 && ((traits[chunk.kind[i] as number] as number) & Trait.HAS_FD) !== 0;
      out[k] = ask ? this.#codeOfRow(chunk, i) : (codes[fd] as number);
    }
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
        const { infos, versions } = state;
        const byInfo = infos.map((info) => this.code(info.id === 0 ? undefined : source.of(info, argument)));
        const codes = new Int32Array(versions.count);
        for (let v = 0; v < codes.length; v++) codes[v] = byInfo[versions.info[v] as number] as number;
        return { kind: 'version', codes };
      }
      case 'fd': {
        const read = (fd: (typeof state.fdDictionary.all)[number]): FieldValue =>
          fd.id === 0 ? undefined : readFd(source, fd, this.#capture);
        const codes = Int32Array.from(state.fdDictionary.all, (fd) => this.code(read(fd)));
        return { kind: 'fd', codes, asksOtherwise: source.otherwise !== undefined };
      }
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
