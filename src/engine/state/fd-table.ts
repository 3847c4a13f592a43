// SPDX-License-Identifier: Apache-2.0
// The fd table of a process, with its history: what fd n was at event number r. Dig, which prints any event at any time,
// resolves `fd=3(<f>/etc/passwd)` through it. A fork starts a table whose past is its parent's.

import type { FdInfo } from './fd-info.js';

/** More fds per process than this are not tracked, as in the reference. */
const MAX_FDS = 4096;
/** Log entries are triples (row, fd, id of the FdInfo or 0). */
const ENTRY = 3;

export class FdTable {
  #live = new Map<number, FdInfo>();
  #log: number[] = [];
  #base: FdTable | undefined;
  #baseRow = 0;
  /** Order of the log by fd, then row; rebuilt when the log has grown since. */
  #index: Uint32Array | undefined;
  #indexed = 0;
  /** Fds between the enter and the exit of their close; a fd created meanwhile leaves the set. */
  readonly #closing = new Set<number>();

  /** A copy for a child process, made at event `row`. */
  fork(row: number): FdTable {
    const child = new FdTable();
    child.#live = new Map(this.#live);
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
    this.#log.push(row, fd, info.id);
  }

  /** Removes fd after event `row`: that event still sees it. */
  delete(row: number, fd: number): boolean {
    if (!this.#live.delete(fd)) return false;
    this.#log.push(row + 1, fd, 0);
    return true;
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

  /** Ids of all fds that were open at event `row`, by fd number. */
  idsAt(row: number): number[] {
    const numbers = new Set<number>();
    this.#collect(row, numbers);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((fd) => this.idAt(row, fd))
      .filter((id) => id !== 0);
  }

  #collect(row: number, numbers: Set<number>): void {
    for (let i = 0; i < this.#log.length; i += ENTRY) {
      if ((this.#log[i] as number) <= row) numbers.add(this.#log[i + 1] as number);
    }
    if (this.#base !== undefined) this.#base.#collect(Math.min(row, this.#baseRow), numbers);
  }

  #ownIdAt(row: number, fd: number): number | undefined {
    const log = this.#log;
    const count = log.length / ENTRY;
    if (count <= 16) {
      for (let i = count - 1; i >= 0; i--) {
        if (log[i * ENTRY + 1] === fd && (log[i * ENTRY] as number) <= row) return log[i * ENTRY + 2];
      }
      return undefined;
    }
    const index = this.#sortedIndex();
    let low = 0;
    let high = index.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = (index[middle] as number) * ENTRY;
      const entryFd = log[entry + 1] as number;
      if (entryFd < fd || (entryFd === fd && (log[entry] as number) <= row)) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const entry = (index[low - 1] as number) * ENTRY;
    return log[entry + 1] === fd ? log[entry + 2] : undefined;
  }

  #sortedIndex(): Uint32Array {
    const log = this.#log;
    if (this.#index !== undefined && this.#indexed === log.length) return this.#index;
    const index = Uint32Array.from({ length: log.length / ENTRY }, (_, i) => i);
    index.sort((a, b) => {
      const byFd = (log[a * ENTRY + 1] as number) - (log[b * ENTRY + 1] as number);
      if (byFd !== 0) return byFd;
      const byRow = (log[a * ENTRY] as number) - (log[b * ENTRY] as number);
      return byRow !== 0 ? byRow : a - b;
    });
    this.#index = index;
    this.#indexed = log.length;
    return index;
  }

  /** Forgets what only events before `row` could ask for. */
  trim(row: number): void {
    const log = this.#log;
    if (this.#base !== undefined && this.#baseRow < row) {
      // The base's answer for old rows is needed no more, but fds inherited and never touched since are: log them.
      const touched = new Set<number>();
      for (let i = 1; i < log.length; i += ENTRY) touched.add(log[i] as number);
      const inherited: number[] = [];
      for (const [fd, info] of this.#live) if (!touched.has(fd)) inherited.push(this.#baseRow, fd, info.id);
      for (const fd of touched) {
        const id = this.#base.idAt(this.#baseRow, fd);
        if (id !== 0) inherited.push(this.#baseRow, fd, id);
      }
      this.#base = undefined;
      log.unshift(...inherited);
      this.#index = undefined;
    }
    const last = new Map<number, number>();
    for (let i = 0; i < log.length; i += ENTRY) {
      if ((log[i] as number) <= row) last.set(log[i + 1] as number, i);
    }
    const kept: number[] = [];
    for (let i = 0; i < log.length; i += ENTRY) {
      const old = (log[i] as number) <= row;
      if (old && (last.get(log[i + 1] as number) !== i || log[i + 2] === 0)) continue;
      kept.push(log[i] as number, log[i + 1] as number, log[i + 2] as number);
    }
    if (kept.length < log.length) {
      this.#log = kept;
      this.#index = undefined;
    }
  }
}
