// SPDX-License-Identifier: Apache-2.0
// Columns of numbers that grow by whole pages: nothing is copied when they grow, and only what is used is touched (a fresh
// megabyte costs some 6 ms of CPU). A class for each kind of number, written out: a shared one would make every access ask
// which kind its page has.

const SHIFT = 14;
const PAGE = 1 << SHIFT;
const MASK = PAGE - 1;
/** Stands for "in the map". */
const LARGE = 0xffffffff;

export class Uint32Pages {
  #pages: Uint32Array[] = [];

  /** Entry i, which must have been set. */
  at(i: number): number {
    return (this.#pages[i >>> SHIFT] as Uint32Array)[i & MASK] as number;
  }

  /** Entry i; 0 where none was set. */
  of(i: number): number {
    return this.#pages[i >>> SHIFT]?.[i & MASK] ?? 0;
  }

  /** Sets entry i; those in between that were never set are 0. */
  set(i: number, value: number): void {
    const page = this.#pages[i >>> SHIFT];
    if (page === undefined) this.#grow(i, value);
    else page[i & MASK] = value;
  }

  #grow(i: number, value: number): void {
    while (this.#pages.length <= i >>> SHIFT) this.#pages.push(new Uint32Array(PAGE));
    this.set(i, value);
  }

  /** Lets the pages beyond the first `count` entries go. */
  truncate(count: number): void {
    this.#pages.length = Math.ceil(count / PAGE);
  }

  get byteLength(): number {
    return this.#pages.length * PAGE * Uint32Array.BYTES_PER_ELEMENT;
  }
}

/** As Uint32Pages. */
export class Uint16Pages {
  #pages: Uint16Array[] = [];

  at(i: number): number {
    return (this.#pages[i >>> SHIFT] as Uint16Array)[i & MASK] as number;
  }

  set(i: number, value: number): void {
    const page = this.#pages[i >>> SHIFT];
    if (page === undefined) this.#grow(i, value);
    else page[i & MASK] = value;
  }

  #grow(i: number, value: number): void {
    while (this.#pages.length <= i >>> SHIFT) this.#pages.push(new Uint16Array(PAGE));
    this.set(i, value);
  }

  truncate(count: number): void {
    this.#pages.length = Math.ceil(count / PAGE);
  }

  get byteLength(): number {
    return this.#pages.length * PAGE * Uint16Array.BYTES_PER_ELEMENT;
  }
}

/** As Uint32Pages. */
export class Float64Pages {
  #pages: Float64Array[] = [];

  at(i: number): number {
    return (this.#pages[i >>> SHIFT] as Float64Array)[i & MASK] as number;
  }

  set(i: number, value: number): void {
    const page = this.#pages[i >>> SHIFT];
    if (page === undefined) this.#grow(i, value);
    else page[i & MASK] = value;
  }

  #grow(i: number, value: number): void {
    while (this.#pages.length <= i >>> SHIFT) this.#pages.push(new Float64Array(PAGE));
    this.set(i, value);
  }

  truncate(count: number): void {
    this.#pages.length = Math.ceil(count / PAGE);
  }

  get byteLength(): number {
    return this.#pages.length * PAGE * Float64Array.BYTES_PER_ELEMENT;
  }
}

/** Counters that hardly ever exceed 32 bits: four bytes each, and the exceptions apart. */
export class CounterPages {
  readonly #low = new Uint32Pages();
  readonly #large = new Map<number, number>();

  at(i: number): number {
    const low = this.#low.at(i);
    return low === LARGE ? (this.#large.get(i) ?? low) : low;
  }

  set(i: number, value: number): void {
    if (value < LARGE) this.#low.set(i, value);
    else this.#setLarge(i, value);
  }

  #setLarge(i: number, value: number): void {
    this.#low.set(i, LARGE);
    this.#large.set(i, value);
  }

  truncate(count: number): void {
    this.#low.truncate(count);
    for (const i of this.#large.keys()) if (i >= count) this.#large.delete(i);
  }

  get byteLength(): number {
    return this.#low.byteLength;
  }
}
