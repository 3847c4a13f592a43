// SPDX-License-Identifier: Apache-2.0
// Values by small numbers, as fds are: an array where the numbers are low, which they nearly always are, because every
// call on an fd looks it up and every fork copies the table; a map for the others.

/** Numbers below this are in the array. */
const LOW = 4096;

export class ByNumber<T extends object> {
  #low: (T | undefined)[] = [];
  #high: Map<number, T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(n: number): T | undefined {
    return n < LOW ? this.#low[n] : this.#high?.get(n);
  }

  has(n: number): boolean {
    return this.get(n) !== undefined;
  }

  set(n: number, value: T): void {
    if (n < LOW) {
      // Without holes, which would make every look-up search the prototypes.
      while (this.#low.length <= n) this.#low.push(undefined);
      if (this.#low[n] === undefined) this.#size++;
      this.#low[n] = value;
      return;
    }
    this.#high ??= new Map();
    if (!this.#high.has(n)) this.#size++;
    this.#high.set(n, value);
  }

  /** True where there was one. */
  delete(n: number): boolean {
    if (!this.has(n)) return false;
    if (n < LOW) this.#low[n] = undefined;
    else this.#high?.delete(n);
    this.#size--;
    return true;
  }

  copy(): ByNumber<T> {
    const copy = new ByNumber<T>();
    copy.#low = this.#low.slice();
    copy.#high = this.#high === undefined ? undefined : new Map(this.#high);
    copy.#size = this.#size;
    return copy;
  }

  /** In the order of the numbers up to LOW, then as they came; what is changed meanwhile may or may not be seen. */
  *entries(): IterableIterator<[number, T]> {
    const low = this.#low;
    for (let n = 0; n < low.length; n++) {
      const value = low[n];
      if (value !== undefined) yield [n, value];
    }
    if (this.#high !== undefined) yield* this.#high;
  }

  *values(): IterableIterator<T> {
    for (const [, value] of this.entries()) yield value;
  }
}
