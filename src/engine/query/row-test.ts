// SPDX-License-Identifier: Apache-2.0
// A yes-or-no question about rows, in the cheapest form that answers it: a table by thread version, by fd or by kind, or a
// function of the row. Filters and the "this column must have a value" rule of tables are made of these.

import type { FieldUse, FieldValue } from '../fields/field.js';
import { readField, readFd } from '../fields/read-field.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import type { Chunk } from '../store/event-store.js';
import { RowView } from './row-view.js';

export type RowTest =
  | { readonly kind: 'constant'; readonly pass: boolean }
  | { readonly kind: 'kind'; readonly pass: Uint8Array }
  | { readonly kind: 'version'; readonly pass: Uint8Array }
  | {
      readonly kind: 'fd';
      /** By fd id; [0] answers for rows without an fd unless `otherwise` does. */
      readonly pass: Uint8Array;
      /** Asked for rows without an fd whose kind has fds. */
      readonly otherwise: ((chunk: Chunk, i: number) => boolean) | undefined;
      readonly traits: Uint16Array;
    }
  | { readonly kind: 'row'; readonly test: (chunk: Chunk, i: number) => boolean };

/**
 * Asks `test` of the field's value for every row, once per snapshot where the field's source allows. Built per query:
 * dictionaries grow. Memory: one byte per snapshot.
 */
export function rowTest(capture: Capture, use: FieldUse, test: (value: FieldValue) => boolean): RowTest {
  const source = use.field.source;
  const view = new RowView(capture);
  switch (source.kind) {
    case 'type': {
      const pass = new Uint8Array(capture.kinds.size);
      for (const kind of capture.kinds.defined()) {
        if (test(source.of(capture.kinds.of(kind), use.argument))) pass[kind] = 1;
      }
      return { kind: 'kind', pass };
    }
    case 'thread': {
      const { infos, versions } = capture.state;
      const byInfo = infos.map((info) => (test(info.id === 0 ? undefined : source.of(info, use.argument)) ? 1 : 0));
      const pass = new Uint8Array(versions.count);
      for (let v = 0; v < pass.length; v++) pass[v] = byInfo[versions.info[v] as number] as number;
      return { kind: 'version', pass };
    }
    case 'fd': {
      const all = capture.state.fdDictionary.all;
      // Which end of a tuple is ours may depend on the thread's container; the machine's own answer is meant here.
      const pass = Uint8Array.from(all, (fd) => (test(fd.id === 0 ? undefined : readFd(source, fd, capture)) ? 1 : 0));
      const { otherwise } = source;
      return {
        kind: 'fd',
        pass,
        otherwise: otherwise === undefined ? undefined : (chunk, i) => test(otherwise(view.moveTo(chunk, i))),
        traits: capture.kinds.traits,
      };
    }
    default:
      return { kind: 'row', test: (chunk, i) => test(readField(use, view.moveTo(chunk, i))) };
  }
}

/** Keeps those of rows[0, n) that pass, in place and in order; returns how many. */
export function keep(test: RowTest, chunk: Chunk, rows: Int32Array, n: number): number {
  let kept = 0;
  switch (test.kind) {
    case 'constant':
      return test.pass ? n : 0;
    case 'kind':
      return keepByTable(test.pass, chunk.kind, rows, n);
    case 'version':
      return keepByTable(test.pass, chunk.version, rows, n);
    case 'fd': {
      const { pass, otherwise, traits } = test;
      if (otherwise === undefined) return keepByTable(pass, chunk.fd, rows, n);
      const { fd, kind } = chunk;
      for (let k = 0; k < n; k++) {
        const i = rows[k] as number;
        const f = fd[i] as number;
        const ask = f === 0 && ((traits[kind[i] as number] as number) & Trait.HAS_FD) !== 0;
        if (ask ? otherwise(chunk, i) : pass[f] === 1) rows[kept++] = i;
      }
      return kept;
    }
    case 'row':
      for (let k = 0; k < n; k++) {
        const i = rows[k] as number;
        if (test.test(chunk, i)) rows[kept++] = i;
      }
      return kept;
  }
}

function keepByTable(pass: Uint8Array, column: Uint16Array | Uint32Array, rows: Int32Array, n: number): number {
  let kept = 0;
  for (let k = 0; k < n; k++) {
    const i = rows[k] as number;
    if (pass[column[i] as number] === 1) rows[kept++] = i;
  }
  return kept;
}
