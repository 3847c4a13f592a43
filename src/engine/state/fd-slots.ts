// SPDX-License-Identifier: Apache-2.0
// Room for the contents of fd tables: blocks of numbers in pages, so that a fork costs no object for the garbage collector
// to walk over. A slot is three numbers (SLOT); a block has a power of two of them.

/** fd + 1 (0: free), the FdInfo's id with the bit CLOSING, the newest entry of the number's history. */
export const SLOT = 3;
const PAGE_SLOTS = 16384;

export interface SlotBlock {
  readonly page: Int32Array;
  /** Index of the first slot's first number. */
  readonly at: number;
  /** Slots; a power of two. */
  readonly size: number;
}

export class FdSlots {
  #page = new Int32Array(0);
  #used = 0;
  #bytes = 0;
  /** Blocks that tables have outgrown, by the logarithm of their size. */
  readonly #free: SlotBlock[][] = [];

  /** A block of free slots. */
  take(size: number): SlotBlock {
    const known = this.#free[Math.log2(size)]?.pop();
    if (known !== undefined) return known;
    if (this.#used + size * SLOT > this.#page.length) {
      this.#page = new Int32Array(Math.max(size, PAGE_SLOTS) * SLOT);
      this.#bytes += this.#page.byteLength;
      this.#used = 0;
    }
    const block = { page: this.#page, at: this.#used, size };
    this.#used += size * SLOT;
    return block;
  }

  /** Takes a block back that nobody uses any more. */
  give(block: SlotBlock): void {
    block.page.fill(0, block.at, block.at + block.size * SLOT);
    const order = Math.log2(block.size);
    while (this.#free.length <= order) this.#free.push([]);
    this.#free[order]?.push(block);
  }

  get byteLength(): number {
    return this.#bytes;
  }
}
