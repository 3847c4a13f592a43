// SPDX-License-Identifier: Apache-2.0
// Numbers that are mostly small, in one or two bytes each: the largest code stands for one that does not fit and is listed
// aside with its row. Distances to a call's enter event and lengths of blocks are such numbers.

import { CHUNK_ROWS } from './open-columns.js';

/** Bytes of a number that is listed aside. */
const ASIDE = 6;
const BYTE = 0xff;
const WORD = 0xffff;

export type SmallCodes = Uint8Array | Uint16Array;

export interface EscapedNumbers {
  readonly codes: SmallCodes;
  /** Rows of those that did not fit, in order, and what they are. */
  readonly at: Uint16Array;
  readonly values: Uint32Array;
}

/** Writes into arrays of its own, which the next call uses again. */
export class EscapedEncoder {
  readonly #bytes = new Uint8Array(CHUNK_ROWS);
  readonly #words = new Uint16Array(CHUNK_ROWS);
  readonly #at = new Uint16Array(CHUNK_ROWS);
  readonly #values = new Uint32Array(CHUNK_ROWS);

  encode(numbers: Uint32Array, n: number): EscapedNumbers {
    const isWide = countFrom(numbers, n, BYTE) * ASIDE > n;
    const outside = isWide ? WORD : BYTE;
    const codes: SmallCodes = isWide ? this.#words : this.#bytes;
    let aside = 0;
    for (let i = 0; i < n; i++) {
      const number = numbers[i] as number;
      if (number < outside) {
        codes[i] = number;
        continue;
      }
      codes[i] = outside;
      this.#at[aside] = i;
      this.#values[aside++] = number;
    }
    return { codes: codes.subarray(0, n), at: this.#at.subarray(0, aside), values: this.#values.subarray(0, aside) };
  }
}

function countFrom(numbers: Uint32Array, n: number, least: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) if ((numbers[i] as number) >= least) count++;
  return count;
}

function escapeOf(codes: SmallCodes): number {
  return codes instanceof Uint8Array ? BYTE : WORD;
}

export function decodeEscaped({ codes, at, values }: EscapedNumbers, n: number, out: Uint32Array): void {
  for (let i = 0; i < n; i++) out[i] = codes[i] as number;
  for (let k = 0; k < at.length; k++) out[at[k] as number] = values[k] as number;
}

/** The number of row i. */
export function escapedAt({ codes, at, values }: EscapedNumbers, i: number): number {
  const code = codes[i] as number;
  return code === escapeOf(codes) ? (values[placeOf(at, i)] as number) : code;
}

/** The sum of the numbers of rows [from, to). */
export function escapedSum(numbers: EscapedNumbers, from: number, to: number): number {
  const { codes } = numbers;
  const outside = escapeOf(codes);
  let sum = 0;
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    sum += code === outside ? escapedAt(numbers, i) : code;
  }
  return sum;
}

/** Where row i is in a sorted list of rows; -1 where it is not. */
export function placeOf(rows: Uint16Array, i: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle] as number;
    if (row === i) return middle;
    if (row < i) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
