// SPDX-License-Identifier: Apache-2.0
// A time by tid, as pages of numbers: a map would allocate a number for each of a million switches, and walk over all it
// has to make room.

const SHIFT = 10;
const PAGE = 1 << SHIFT;
/** Linux gives no tid beyond. */
const MOST = 1 << 22;

export class TidTimes {
  #pages: (Float64Array | undefined)[] = [];
  /** Of tids that no kernel gives. */
  readonly #others = new Map<number, number>();

  /** The time of a tid, which is forgotten; NaN where it has none. */
  take(tid: number): number {
    if (!(tid >= 0 && tid < MOST)) return this.#takeOther(tid);
    const page = this.#pages[tid >>> SHIFT];
    if (page === undefined) return Number.NaN;
    const time = page[tid & (PAGE - 1)] as number;
    page[tid & (PAGE - 1)] = Number.NaN;
    return time;
  }

  set(tid: number, time: number): void {
    if (!(tid >= 0 && tid < MOST)) {
      this.#others.set(tid, time);
      return;
    }
    const page = this.#pages[tid >>> SHIFT] ?? this.#addPage(tid >>> SHIFT);
    page[tid & (PAGE - 1)] = time;
  }

  #takeOther(tid: number): number {
    const time = this.#others.get(tid) ?? Number.NaN;
    this.#others.delete(tid);
    return time;
  }

  #addPage(n: number): Float64Array {
    while (this.#pages.length <= n) this.#pages.push(undefined);
    const page = new Float64Array(PAGE).fill(Number.NaN);
    this.#pages[n] = page;
    return page;
  }

  clear(): void {
    this.#pages = [];
    this.#others.clear();
  }
}
