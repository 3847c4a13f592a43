// SPDX-License-Identifier: Apache-2.0
// Columns of packed chunks as plain arrays, for passes over whole chunks. A store has a few arrays for each column, which
// are filled again and again: fresh ones would cost more than the decoding.

import { CHUNK_ROWS, type ColumnName, type OpenColumns } from './open-columns.js';
import type { PackedChunk } from './packed-chunk.js';

/** Chunks whose column is held at the same time. */
const SLOTS = 2;

type Decode<T> = (packed: PackedChunk, out: T) => void;

/** The decoded column of the chunks that were asked for last. */
class Slots<T> {
  readonly #make: () => T;
  readonly #decode: Decode<T>;
  readonly #owners: (PackedChunk | undefined)[] = [];
  readonly #arrays: T[] = [];
  #last = 0;

  constructor(make: () => T, decode: Decode<T>) {
    this.#make = make;
    this.#decode = decode;
  }

  /** Valid until SLOTS other chunks have been asked for. */
  of(packed: PackedChunk): T {
    const held = this.#owners[this.#last] === packed ? this.#last : this.#owners.indexOf(packed);
    const known = held < 0 ? undefined : this.#arrays[held];
    if (known === undefined) return this.#fill(packed);
    this.#last = held;
    return known;
  }

  #fill(packed: PackedChunk): T {
    const slot = (this.#last + 1) % SLOTS;
    const array = this.#arrays[slot] ?? this.#make();
    this.#owners[slot] = undefined;
    this.#decode(packed, array);
    this.#arrays[slot] = array;
    this.#owners[slot] = packed;
    this.#last = slot;
    return array;
  }

  forget(): void {
    this.#owners.length = 0;
  }
}

export class ColumnSlots {
  readonly #slots: { readonly [C in ColumnName]: Slots<OpenColumns[C]> };

  constructor() {
    const doubles = (): Float64Array => new Float64Array(CHUNK_ROWS);
    const words = (): Uint32Array => new Uint32Array(CHUNK_ROWS);
    const shorts = (): Uint16Array => new Uint16Array(CHUNK_ROWS);
    const time = new Slots(doubles, (packed, out) => packed.decodeTimes(out));
    const pair = new Slots(words, (packed, out) => packed.decodePairs(out));
    this.#slots = {
      time,
      pair,
      kind: new Slots(shorts, (packed, out) => packed.decodeKinds(out)),
      cpu: new Slots(shorts, (packed, out) => packed.decodeCpus(out)),
      version: new Slots(words, (packed, out) => packed.decodeVersions(out)),
      fd: new Slots(words, (packed, out) => packed.decodeFds(out)),
      fdNum: new Slots(
        (): Int32Array => new Int32Array(CHUNK_ROWS),
        (packed, out) => packed.decodeFdNums(out),
      ),
      result: new Slots(doubles, (packed, out) => packed.decodeResults(out)),
      latency: new Slots(doubles, (packed, out) =>
        packed.decodeLatencies({ time: time.of(packed), pair: pair.of(packed) }, out),
      ),
      rawOffset: new Slots(words, (packed, out) => packed.decodeRawOffsets(out)),
      flags: new Slots(
        (): Uint8Array => new Uint8Array(CHUNK_ROWS),
        (packed, out) => packed.decodeFlags(out),
      ),
    };
  }

  of<C extends ColumnName>(column: C, packed: PackedChunk): OpenColumns[C] {
    return this.#slots[column].of(packed);
  }

  /** What chunks hold has changed. */
  forget(): void {
    for (const slots of Object.values(this.#slots)) slots.forget();
  }
}
