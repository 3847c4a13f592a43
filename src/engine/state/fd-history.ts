// SPDX-License-Identifier: Apache-2.0
// What happened to fd numbers: entries (row, id of the FdInfo or 0) of all tables in one log. Each entry points at the one
// before it of the same table and number, and at one further back (Myers' skew-binary jumps), so that an entry is found in
// logarithmic time and appending copies nothing. 24 bytes an entry.

import { Float64Pages, Uint32Pages } from './paged-numbers.js';

export class FdHistory {
  #count = 1;
  readonly #rows = new Float64Pages();
  readonly #ids = new Uint32Pages();
  readonly #previous = new Uint32Pages();
  readonly #jumps = new Uint32Pages();
  readonly #depths = new Uint32Pages();

  constructor() {
    // Entry 0 is the end of every chain, older than any row.
    this.#rows.set(0, Number.NEGATIVE_INFINITY);
    for (const column of [this.#ids, this.#previous, this.#jumps, this.#depths]) column.set(0, 0);
  }

  /** Records that the number is `id` from `row` on; answers the new head of the chain. Mostly later than all others. */
  add(head: number, row: number, id: number): number {
    // A removal counts from the next row on: what comes at the same row comes before it.
    if (this.#rows.at(head) > row) {
      const before = this.add(this.#previous.at(head), row, id);
      return this.#push(before, this.#rows.at(head), this.#ids.at(head));
    }
    return this.#push(head, row, id);
  }

  #push(head: number, row: number, id: number): number {
    const n = this.#count++;
    const jump = this.#jumps.at(head);
    const depth = this.#depths.at(head);
    const jumpDepth = this.#depths.at(jump);
    const isPair = depth - jumpDepth === jumpDepth - this.#depths.at(this.#jumps.at(jump));
    this.#rows.set(n, row);
    this.#ids.set(n, id);
    this.#previous.set(n, head);
    this.#jumps.set(n, isPair && head !== 0 ? this.#jumps.at(jump) : head);
    this.#depths.set(n, depth + 1);
    return n;
  }

  /** The newest entry of a chain that is not later than `row`; 0 where there is none. */
  at(head: number, row: number): number {
    let entry = head;
    while (this.#rows.at(entry) > row) {
      const jump = this.#jumps.at(entry);
      entry = this.#rows.at(jump) > row ? jump : this.#previous.at(entry);
    }
    return entry;
  }

  /** The oldest entry of a chain that is later than `row`; 0 where there is none. */
  after(head: number, row: number): number {
    if (this.#rows.at(head) <= row) return 0;
    let entry = head;
    for (;;) {
      const jump = this.#jumps.at(entry);
      const next = this.#rows.at(jump) > row ? jump : this.#previous.at(entry);
      if (this.#rows.at(next) <= row) return entry;
      entry = next;
    }
  }

  row(entry: number): number {
    return this.#rows.at(entry);
  }

  id(entry: number): number {
    return this.#ids.at(entry);
  }

  previous(entry: number): number {
    return this.#previous.at(entry);
  }

  /** The entries of a chain, oldest first. */
  chain(head: number): number[] {
    const entries: number[] = [];
    for (let entry = head; entry !== 0; entry = this.#previous.at(entry)) entries.push(entry);
    return entries.reverse();
  }

  get byteLength(): number {
    return this.#rows.byteLength + 4 * this.#ids.byteLength;
  }
}
