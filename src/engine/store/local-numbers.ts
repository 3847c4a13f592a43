// SPDX-License-Identifier: Apache-2.0
// Local numbers: the distinct values of one chunk's column, numbered in the order in which they appear. A row is the
// number (one or two bytes), and what depends on the value is asked once per chunk and value. Used by packer.ts for one
// column after the other; the tables are allocated once.

import { CHUNK_ROWS } from './open-columns.js';

/** Twice as many places as a chunk has rows: chains stay short. */
const SLOTS = 2 * CHUNK_ROWS;
const MASK = SLOTS - 1;
const LAST_TURN = 0xffff;

export class LocalNumbers {
  readonly #keys = new Uint32Array(SLOTS);
  /** The turn in the upper half, the local number in the lower: places of earlier turns are free. */
  readonly #places = new Uint32Array(SLOTS);
  readonly #ids = new Uint32Array(CHUNK_ROWS);
  #turn = 0;
  #count = 0;

  /** Numbers values[0, n) into codes[0, n); answers the values by number, valid until the next call. */
  encode(values: Uint32Array, n: number, codes: Uint16Array): Uint32Array {
    this.#begin();
    if (n > 0) {
      // Events of one thread follow each other: most values are the last one again.
      let last = values[0] as number;
      let code = this.#codeOf(last);
      for (let i = 0; i < n; i++) {
        const id = values[i] as number;
        if (id !== last) {
          code = this.#codeOf(id);
          last = id;
        }
        codes[i] = code;
      }
    }
    return this.#ids.subarray(0, this.#count);
  }

  #begin(): void {
    if (this.#turn === LAST_TURN) this.#places.fill(0);
    this.#turn = this.#turn === LAST_TURN ? 1 : this.#turn + 1;
    this.#count = 0;
  }

  #codeOf(id: number): number {
    const keys = this.#keys;
    const places = this.#places;
    const turn = this.#turn;
    // Ids are given in a row: their low bits are a good hash.
    let slot = id & MASK;
    for (;;) {
      const place = places[slot] as number;
      if (place >>> 16 !== turn) break;
      if (keys[slot] === id) return place & 0xffff;
      slot = (slot + 1) & MASK;
    }
    const code = this.#count++;
    keys[slot] = id;
    places[slot] = (turn << 16) | code;
    this.#ids[code] = id;
    return code;
  }
}

/** As LocalNumbers, of return values: NaN and -0 are values of their own. */
export class LocalDoubles {
  readonly #places = new Uint32Array(SLOTS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  readonly #double = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#double.buffer);
  #turn = 0;
  #count = 0;
  /** Local number of NaN; -1 none yet. */
  #nan = -1;

  encode(values: Float64Array, n: number, codes: Uint16Array): Float64Array {
    if (this.#turn === LAST_TURN) this.#places.fill(0);
    this.#turn = this.#turn === LAST_TURN ? 1 : this.#turn + 1;
    this.#count = 0;
    this.#nan = -1;
    for (let i = 0; i < n; i++) codes[i] = this.#codeOf(values[i] as number);
    return this.#values.subarray(0, this.#count);
  }

  #codeOf(value: number): number {
    if (Number.isNaN(value)) {
      if (this.#nan < 0) this.#nan = this.#add(value);
      return this.#nan;
    }
    const places = this.#places;
    const turn = this.#turn;
    let slot = this.#hash(value) & MASK;
    for (;;) {
      const place = places[slot] as number;
      if (place >>> 16 !== turn) break;
      if (Object.is(this.#values[place & 0xffff], value)) return place & 0xffff;
      slot = (slot + 1) & MASK;
    }
    const code = this.#add(value);
    places[slot] = (turn << 16) | code;
    return code;
  }

  /** Errors and sizes are near each other; of addresses the lower half is mostly zeros. */
  #hash(value: number): number {
    const whole = value | 0;
    if (whole === value) return whole;
    this.#double[0] = value;
    return Math.imul((this.#halves[0] as number) ^ (this.#halves[1] as number), 0x9e3779b1) >>> 11;
  }

  #add(value: number): number {
    const code = this.#count++;
    this.#values[code] = value;
    return code;
  }
}

/** The values of codes[0, n). */
export function decodeLocal<T extends Uint32Array | Uint16Array | Int32Array | Float64Array>(
  ids: T,
  codes: Uint8Array | Uint16Array,
  n: number,
  out: T,
): void {
  for (let i = 0; i < n; i++) out[i] = ids[codes[i] as number] as number;
}
