// SPDX-License-Identifier: Apache-2.0
// The fd table of a process, with its history: what fd n was at event number r. Dig, which prints any event at any time,
// resolves `fd=3(<f>/etc/passwd)` through it. A fork starts a table whose past is its parent's.

import { ByNumber } from './by-number.js';
import type { FdInfo } from './fd-info.js';

/** More fds per process than this are not tracked, as in the reference. */
const MAX_FDS = 4096;
/** A history is pairs (row, id of the FdInfo or 0), in the order of the rows. */
const PAIR = 2;

export class FdTable {
  #live = new ByNumber<FdInfo>();
  /** What happened to each fd number. A list per number, because printing a capture while it is read asks all the time. */
  readonly #histories = new ByNumber<number[]>();
  #base: FdTable | undefined;
  /** The event that made it. */
  readonly birthRow: number;
  #baseRow = 0;
  /** Fds between the enter and the exit of their close; a fd created meanwhile leaves the set. */
  readonly #closing = new Set<number>();

  constructor(birthRow = -1) {
    this.birthRow = birthRow;
  }

  /** The table that this one was copied from, while its past is still asked for. */
  get base(): FdTable | undefined {
    return this.#base;
  }

  /** A copy for a child process, made at event `row`. */
  fork(row: number): FdTable {
    const child = new FdTable(row);
    child.#live = this.#live.copy();
    child.#base = this;
    child.#baseRow = row;
    return child;
  }

  get size(): number {
    return this.#live.size;
  }

  get(fd: number): FdInfo | undefined {
    return this.#live.get(fd);
  }

  entries(): IterableIterator<[number, FdInfo]> {
    return this.#live.entries();
  }

  /** Enters or replaces fd from event `row` on. */
  set(row: number, fd: number, info: FdInfo): void {
    if (this.#live.size >= MAX_FDS && !this.#live.has(fd)) return;
    this.#live.set(fd, info);
    this.#record(row, fd, info.id);
  }

  /** Removes fd after event `row`: that event still sees it. */
  delete(row: number, fd: number): boolean {
    if (!this.#live.delete(fd)) return false;
    this.#record(row + 1, fd, 0);
    return true;
  }

  #record(row: number, fd: number, id: number): void {
    const history = this.#histories.get(fd);
    if (history === undefined) {
      this.#histories.set(fd, [row, id]);
      return;
    }
    // A removal counts from the next row on: what comes at the same row stands before it.
    let at = history.length;
    while (at > 0 && (history[at - PAIR] as number) > row) at -= PAIR;
    if (at === history.length) history.push(row, id);
    else history.splice(at, 0, row, id);
  }

  /** A close of fd has been entered. */
  beginClose(fd: number): void {
    this.#closing.add(fd);
  }

  /** The number has been given to a new fd before its close was seen to end. */
  cancelClose(fd: number): void {
    this.#closing.delete(fd);
  }

  /** Ends a close; true where the fd in the table is still the one that was closed. */
  endClose(fd: number): boolean {
    return this.#closing.delete(fd);
  }

  /** Id of fd's FdInfo as it was at event `row`; 0 where it was not open. */
  idAt(row: number, fd: number): number {
    const own = this.#ownIdAt(row, fd);
    if (own !== undefined) return own;
    return this.#base === undefined ? 0 : this.#base.idAt(Math.min(row, this.#baseRow), fd);
  }

  /** All fds that were open at event `row`, by fd number. */
  at(row: number): [fd: number, id: number][] {
    const numbers = new Set<number>();
    this.#collect(row, numbers);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((fd): [number, number] => [fd, this.idAt(row, fd)])
      .filter(([, id]) => id !== 0);
  }

  /** The fds as event `row` found them, by fd number: what it did itself does not count, what the one before closed does. */
  before(row: number): [fd: number, id: number][] {
    const numbers = new Set<number>();
    this.#collect(row, numbers);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((fd): [number, number] => [fd, this.#idBefore(row, fd)])
      .filter(([, id]) => id !== 0);
  }

  #idBefore(row: number, fd: number): number {
    const history = this.#histories.get(fd);
    const count = history === undefined ? 0 : countUpTo(history, row - 1);
    // A close at the event before stands at `row`, ahead of what the event at `row` does with the number.
    if (history !== undefined && history[count * PAIR] === row && history[count * PAIR + 1] === 0) return 0;
    if (history !== undefined && count > 0) return history[count * PAIR - 1] as number;
    if (this.#base === undefined) return 0;
    return row <= this.#baseRow ? this.#base.#idBefore(row, fd) : this.#base.idAt(this.#baseRow, fd);
  }

  #collect(row: number, numbers: Set<number>): void {
    for (const [fd, history] of this.#histories.entries()) if ((history[0] as number) <= row) numbers.add(fd);
    if (this.#base !== undefined) this.#base.#collect(Math.min(row, this.#baseRow), numbers);
  }

  #ownIdAt(row: number, fd: number): number | undefined {
    const history = this.#histories.get(fd);
    if (history === undefined) return undefined;
    const count = countUpTo(history, row);
    return count === 0 ? undefined : history[count * PAIR - 1];
  }

  /** Forgets what only events before `row` could ask for. Tables forked from this one must have been trimmed before. */
  trim(row: number): void {
    const base = this.#base;
    if (base !== undefined && this.#baseRow < row) {
      // The base's answer for old rows is needed no more, but what was inherited and is still asked for becomes own.
      for (const [fd] of this.#histories.entries()) this.#inherit(fd, base.idAt(this.#baseRow, fd));
      for (const [fd, info] of this.#live.entries()) if (!this.#histories.has(fd)) this.#inherit(fd, info.id);
      this.#base = undefined;
    }
    for (const [fd, history] of this.#histories.entries()) {
      const last = countUpTo(history, row) - 1;
      if (last < 0) continue;
      // The last entry before the row still tells what the fd is, unless it tells that it is nothing.
      history.splice(0, (history[last * PAIR + 1] === 0 ? last + 1 : last) * PAIR);
      if (history.length === 0) this.#histories.delete(fd);
    }
  }

  /** Sets kept[id] of every FdInfo that the table or its past names. */
  markIds(kept: Uint8Array): void {
    for (const info of this.#live.values()) kept[info.id] = 1;
    for (const history of this.#histories.values()) {
      for (let i = 1; i < history.length; i += PAIR) kept[history[i] as number] = 1;
    }
  }

  /** FdInfos have new ids; the objects know theirs. */
  renumber(newId: Uint32Array): void {
    for (const history of this.#histories.values()) {
      for (let i = 1; i < history.length; i += PAIR) history[i] = newId[history[i] as number] as number;
    }
  }

  #inherit(fd: number, id: number): void {
    if (id !== 0) this.#record(this.#baseRow, fd, id);
  }
}

/** Entries of a history that are not later than `row`. */
function countUpTo(history: readonly number[], row: number): number {
  let low = 0;
  let high = history.length / PAIR;
  // Mostly the latest entry is asked for.
  if (high > 0 && (history[(high - 1) * PAIR] as number) <= row) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((history[middle * PAIR] as number) <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}
