// SPDX-License-Identifier: Apache-2.0
// Values of several labels as one small number per row: the codes of the fields (key-coder.ts), joined pair by pair.

import type { Field, FieldUse } from '../fields/field.js';
import type { Capture } from '../ingest/capture.js';
import { toCell } from '../query/cell.js';
import { KeyCoder } from '../query/key-coder.js';
import type { Chunk } from '../store/event-store.js';

/** More codes than a field can have in a metric's table (MOST_TUPLES), so that pairs are exact in a double. */
const PAIR = 2 ** 26;

export class TupleCoder {
  readonly #coders: readonly KeyCoder[];
  /** Pair of codes → the code of both, for each label after the first. */
  readonly #joined: readonly Map<number, number>[];
  /** The pairs by code, for the same. */
  readonly #pairs: readonly (readonly [number, number])[][];

  /** A missing value is an empty label. */
  constructor(capture: Capture, labels: readonly FieldUse[]) {
    this.#coders = labels.map((use) => new KeyCoder(capture, use, ''));
    this.#joined = labels.slice(1).map(() => new Map());
    this.#pairs = labels.slice(1).map(() => []);
  }

  sync(): void {
    for (const coder of this.#coders) coder.sync();
  }

  /** How many codes there are. */
  get count(): number {
    const last = this.#pairs.at(-1);
    return last === undefined ? Math.max(1, this.#coders[0]?.values.length ?? 1) : last.length;
  }

  /** The most codes of a single field; they stay when their rows leave. */
  get remembered(): number {
    return Math.max(this.count, ...this.#coders.map(({ values }) => values.length));
  }

  /** Codes of rows[0, n) into out[0, n); `scratch` has room for as many. */
  fill(chunk: Chunk, { rows, n, out, scratch }: Filling): void {
    const [first, ...others] = this.#coders;
    if (first === undefined) out.fill(0, 0, n);
    else first.fill(chunk, rows, n, out);
    for (const [k, coder] of others.entries()) {
      coder.fill(chunk, rows, n, scratch);
      for (let i = 0; i < n; i++) out[i] = this.#join(k, out[i] as number, scratch[i] as number);
    }
  }

  /** The texts that a code stands for. */
  labels(code: number): readonly string[] {
    const codes: number[] = [];
    let rest = code;
    for (let k = this.#pairs.length - 1; k >= 0; k--) {
      const pair = this.#pairs[k]?.[rest] ?? [0, 0];
      codes.unshift(pair[1]);
      [rest] = pair;
    }
    codes.unshift(rest);
    return this.#coders.map((coder, k) => labelText(coder.use.field, coder.values[codes[k] ?? 0]));
  }

  #join(k: number, a: number, b: number): number {
    const joined = this.#joined[k] as Map<number, number>;
    const pair = a * PAIR + b;
    const known = joined.get(pair);
    if (known !== undefined) return known;
    const pairs = this.#pairs[k] as (readonly [number, number])[];
    joined.set(pair, pairs.length);
    return pairs.push([a, b]) - 1;
  }
}

export interface Filling {
  readonly rows: Int32Array;
  readonly n: number;
  readonly out: Int32Array;
  readonly scratch: Int32Array;
}

export function labelText(field: Field, value: Parameters<typeof toCell>[1]): string {
  return String(toCell(field, value) ?? '');
}
