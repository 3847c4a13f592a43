// SPDX-License-Identifier: Apache-2.0
// The fd table of a process, with its history: what fd n was at event number r. Dig, which prints any event at any time,
// resolves `fd=3(<f>/etc/passwd)` through it. A fork starts a table whose past is its parent's.
// The contents lie in numbers that all tables share (FdSpace): a hash table by fd whose entries are never taken out, because
// the past of a number stays. fds are dense, so nearly each is found at once.

import { FdHistory } from './fd-history.js';
import { FdSlots, SLOT, type SlotBlock } from './fd-slots.js';

/** More fds per process than this are not tracked, as in the reference. */
const MAX_FDS = 4096;
/** A kernel's fds are C ints. */
const MAX_FD = 0x7ffffffe;
const LEAST_SLOTS = 8;
/** Bit of a slot's id: between the enter and the exit of its close. A fd created meanwhile clears it. */
const CLOSING = 1 << 30;
const ID = CLOSING - 1;

/** What all fd tables of a machine share. */
export class FdSpace {
  slots = new FdSlots();
  history = new FdHistory();
  /** Whether anybody will ask what fds were before. */
  readonly #keepsPast: boolean;

  constructor(keepsPast = true) {
    this.#keepsPast = keepsPast;
  }

  /** As FdHistory.add(); 0 where no past is kept. */
  record(head: number, row: number, id: number): number {
    return this.#keepsPast ? this.history.add(head, row, id) : 0;
  }

  /** FdInfos have new ids. `tables` are those still in use; what others held is forgotten. */
  compact(tables: Iterable<FdTable>, newId: Uint32Array): void {
    const slots = new FdSlots();
    const history = new FdHistory();
    for (const table of tables) table.moveTo(slots, history, newId);
    this.slots = slots;
    this.history = history;
  }

  get byteLength(): number {
    return this.slots.byteLength + this.history.byteLength;
  }
}

export class FdTable {
  readonly #space: FdSpace;
  #block: SlotBlock;
  /** Slots in use. */
  #used = 0;
  #size = 0;
  #base: FdTable | undefined;
  /** The event that made it. */
  readonly birthRow: number;
  #baseRow = 0;

  constructor(space: FdSpace, birthRow = -1, slots = LEAST_SLOTS) {
    this.#space = space;
    this.birthRow = birthRow;
    this.#block = space.slots.take(slots);
  }

  /** The table that this one was copied from, while its past is still asked for. */
  get base(): FdTable | undefined {
    return this.#base;
  }

  /** A copy for a child process, made at event `row`. */
  fork(row: number): FdTable {
    const child = new FdTable(this.#space, row, roomFor(this.#size));
    const { page, at, size } = this.#block;
    const end = at + size * SLOT;
    for (let s = at; s < end; s += SLOT) {
      const id = (page[s + 1] as number) & ID;
      if (id !== 0) child.#put(page[s] as number, id, 0);
    }
    child.#size = this.#size;
    child.#base = this;
    child.#baseRow = row;
    return child;
  }

  /** fds that are open. */
  get size(): number {
    return this.#size;
  }

  /** Id of the FdInfo of an open fd; 0 where there is none. */
  get(fd: number): number {
    const slot = this.#find(fd);
    return slot < 0 ? 0 : (this.#block.page[slot + 1] as number) & ID;
  }

  /** Open fds and the ids of their FdInfos, by fd number. */
  entries(): [fd: number, id: number][] {
    const open: [number, number][] = [];
    this.#each((slot, page) => {
      const id = (page[slot + 1] as number) & ID;
      if (id !== 0) open.push([(page[slot] as number) - 1, id]);
    });
    return open.sort(([a], [b]) => a - b);
  }

  #each(take: (slot: number, page: Int32Array) => void): void {
    const { page, at, size } = this.#block;
    for (let s = at; s < at + size * SLOT; s += SLOT) if (page[s] !== 0) take(s, page);
  }

  /** Where the slot of fd starts; negative where it has none. */
  #find(fd: number): number {
    const { page, at, size } = this.#block;
    const key = fd + 1;
    for (let i = fd & (size - 1); ; i = (i + 1) & (size - 1)) {
      const slot = at + i * SLOT;
      const found = page[slot];
      if (found === key) return slot;
      if (found === 0) return -1;
    }
  }

  /** Enters or replaces fd from event `row` on. */
  set(row: number, fd: number, id: number): void {
    if (!(fd >= 0 && fd <= MAX_FD)) return;
    const slot = this.#find(fd);
    if (slot < 0) {
      if (this.#size < MAX_FDS) this.#insert(row, fd, id);
      return;
    }
    const { page } = this.#block;
    const old = page[slot + 1] as number;
    if ((old & ID) === 0) {
      if (this.#size >= MAX_FDS) return;
      this.#size++;
    }
    page[slot + 1] = (old & CLOSING) | id;
    page[slot + 2] = this.#space.record(page[slot + 2] as number, row, id);
  }

  #insert(row: number, fd: number, id: number): void {
    if (4 * (this.#used + 1) > 3 * this.#block.size) this.#grow();
    this.#size++;
    this.#put(fd + 1, id, this.#space.record(0, row, id));
  }

  /** Into a free slot, of which there are some. */
  #put(key: number, id: number, head: number): void {
    const { page, at, size } = this.#block;
    let i = (key - 1) & (size - 1);
    while (page[at + i * SLOT] !== 0) i = (i + 1) & (size - 1);
    const slot = at + i * SLOT;
    page[slot] = key;
    page[slot + 1] = id;
    page[slot + 2] = head;
    this.#used++;
  }

  #grow(): void {
    const old = this.#block;
    this.#block = this.#space.slots.take(2 * old.size);
    this.#used = 0;
    for (let s = old.at; s < old.at + old.size * SLOT; s += SLOT) this.#keep(old.page, s);
    this.#space.slots.give(old);
  }

  #keep(page: Int32Array, slot: number): void {
    if (page[slot] !== 0) this.#put(page[slot] as number, page[slot + 1] as number, page[slot + 2] as number);
  }

  /** Removes fd after event `row`: that event still sees it. */
  delete(row: number, fd: number): boolean {
    const slot = this.#find(fd);
    const { page } = this.#block;
    if (slot < 0 || ((page[slot + 1] as number) & ID) === 0) return false;
    page[slot + 1] = 0;
    page[slot + 2] = this.#space.record(page[slot + 2] as number, row + 1, 0);
    this.#size--;
    return true;
  }

  /** A close of an open fd has been entered. */
  beginClose(fd: number): void {
    const slot = this.#find(fd);
    if (slot >= 0) this.#block.page[slot + 1] = (this.#block.page[slot + 1] as number) | CLOSING;
  }

  /** The number has been given to a new fd before its close was seen to end. */
  cancelClose(fd: number): void {
    this.endClose(fd);
  }

  /** Ends a close; true where the fd in the table is still the one that was closed. */
  endClose(fd: number): boolean {
    const slot = this.#find(fd);
    if (slot < 0) return false;
    const { page } = this.#block;
    const value = page[slot + 1] as number;
    page[slot + 1] = value & ~CLOSING;
    return (value & CLOSING) !== 0;
  }

  /** Id of fd's FdInfo as it was at event `row`; 0 where it was not open. */
  idAt(row: number, fd: number): number {
    const { history } = this.#space;
    const entry = history.at(this.#head(fd), row);
    if (entry !== 0) return history.id(entry);
    return this.#base === undefined ? 0 : this.#base.idAt(Math.min(row, this.#baseRow), fd);
  }

  /** Newest entry of the history of fd in this table; 0 none. */
  #head(fd: number): number {
    const slot = this.#find(fd);
    return slot < 0 ? 0 : (this.#block.page[slot + 2] as number);
  }

  /** All fds that were open at event `row`, by fd number. */
  at(row: number): [fd: number, id: number][] {
    return this.#open(row, (fd) => this.idAt(row, fd));
  }

  /** The fds as event `row` found them, by fd number: what it did itself does not count, what the one before closed does. */
  before(row: number): [fd: number, id: number][] {
    return this.#open(row, (fd) => this.#idBefore(row, fd));
  }

  #open(row: number, idOf: (fd: number) => number): [fd: number, id: number][] {
    const numbers = new Set<number>();
    this.#collect(row, numbers);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((fd): [number, number] => [fd, idOf(fd)])
      .filter(([, id]) => id !== 0);
  }

  #idBefore(row: number, fd: number): number {
    const { history } = this.#space;
    const head = this.#head(fd);
    // A close at the event before is at `row`, ahead of what the event at `row` does with the number.
    const next = history.after(head, row - 1);
    if (next !== 0 && history.row(next) === row && history.id(next) === 0) return 0;
    const entry = history.at(head, row - 1);
    if (entry !== 0) return history.id(entry);
    if (this.#base === undefined) return 0;
    return row <= this.#baseRow ? this.#base.#idBefore(row, fd) : this.#base.idAt(this.#baseRow, fd);
  }

  #collect(row: number, numbers: Set<number>): void {
    const { history } = this.#space;
    this.#each((slot, page) => {
      if (history.at(page[slot + 2] as number, row) !== 0) numbers.add((page[slot] as number) - 1);
    });
    if (this.#base !== undefined) this.#base.#collect(Math.min(row, this.#baseRow), numbers);
  }

  /** Forgets what only events before `row` could ask for. Tables forked from this one must have been trimmed before. */
  trim(row: number): void {
    const base = this.#base !== undefined && this.#baseRow < row ? this.#base : undefined;
    this.#each((slot, page) => {
      const fd = (page[slot] as number) - 1;
      page[slot + 2] = this.#trimmed(page[slot + 2] as number, row, base?.idAt(this.#baseRow, fd) ?? 0);
    });
    if (base !== undefined) this.#base = undefined;
  }

  /**
   * A chain without what only events before `row` could ask for. `inherited`: what the number was in the table that this
   * one was copied from, which is needed no more, so that what is still asked for becomes own.
   */
  #trimmed(head: number, row: number, inherited: number): number {
    const { history } = this.#space;
    const last = history.at(head, row);
    let kept = last === 0 && inherited !== 0 ? history.add(0, this.#baseRow, inherited) : 0;
    for (const entry of history.chain(head)) {
      // The last entry before the row still says what the fd is, unless it says that it is closed.
      const isNeeded = history.row(entry) > row || (entry === last && history.id(entry) !== 0);
      if (isNeeded) kept = history.add(kept, history.row(entry), history.id(entry));
    }
    return kept;
  }

  /** Sets kept[id] of every FdInfo that the table or its past names. */
  markIds(kept: Uint8Array): void {
    const { history } = this.#space;
    this.#each((slot, page) => {
      kept[(page[slot + 1] as number) & ID] = 1;
      for (let entry = page[slot + 2] as number; entry !== 0; entry = history.previous(entry))
        kept[history.id(entry)] = 1;
    });
  }

  /** Moves to another space, under new ids of FdInfos; numbers without a past are left out. */
  moveTo(slots: FdSlots, history: FdHistory, newId: Uint32Array): void {
    const old = this.#space.history;
    const { page, at, size } = this.#block;
    const kept: number[] = [];
    for (let s = at; s < at + size * SLOT; s += SLOT) {
      if (((page[s + 1] as number) & ID) !== 0 || page[s + 2] !== 0) kept.push(s);
    }
    this.#block = slots.take(roomFor(kept.length));
    this.#used = 0;
    for (const s of kept) {
      const id = page[s + 1] as number;
      let head = 0;
      for (const entry of old.chain(page[s + 2] as number)) {
        head = history.add(head, old.row(entry), newId[old.id(entry)] as number);
      }
      this.#put(page[s] as number, (newId[id & ID] as number) | (id & CLOSING), head);
    }
  }
}

/** Slots for so many fds. */
function roomFor(fds: number): number {
  let size = LEAST_SLOTS;
  while (3 * size < 4 * (fds + 1)) size *= 2;
  return size;
}
