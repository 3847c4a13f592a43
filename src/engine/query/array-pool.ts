// SPDX-License-Identifier: Apache-2.0
// Arrays by group that one query after the other uses: fresh memory costs more than what is done with it.

/** Arrays that are kept while nobody uses them. */
const MOST = 64;

export class ArrayPool {
  readonly #free: Float64Array[] = [];

  /** At least `length` zeros. */
  take(length: number): Float64Array {
    const at = this.#free.findIndex((array) => array.length >= length);
    const [array] = at < 0 ? [] : this.#free.splice(at, 1);
    return array?.fill(0) ?? new Float64Array(Math.max(256, 2 ** Math.ceil(Math.log2(length))));
  }

  give(...arrays: readonly Float64Array[]): void {
    for (const array of arrays) if (this.#free.length < MOST) this.#free.push(array);
  }

  /** Another array with the same numbers. */
  copy(array: Float64Array): Float64Array {
    const copy = this.take(array.length);
    copy.set(array);
    return copy;
  }

  /** The array where it has room, else a larger one with its numbers; the old one is given back. */
  grown(array: Float64Array, length: number): Float64Array {
    if (length <= array.length) return array;
    const bigger = this.take(length);
    bigger.set(array);
    this.give(array);
    return bigger;
  }
}
