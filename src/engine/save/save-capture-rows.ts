// SPDX-License-Identifier: Apache-2.0
// Which events of a capture are saved: those of a filter and a time window, and, to be applied but not shown, those that
// the others would be wrong without. save-capture.ts asks it for a whole store, or chunk by chunk while a file streams
// through.
//
// Kept for the state are events that changed a thread, a process or an fd; notes of the capture tool (containers, users,
// CPU samples); calls that readers may learn from although our state engine does not (mount, shutdown …); the enter event of
// every kept exit, which carries its time and old captures' arguments; the exit of every kept enter, so that no later exit
// is taken for its; and the switch before a kept one on its CPU, from which the time on the CPU counts.

import { Trait } from '../event/event-kinds.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { rowFilter } from '../query/row-filter.js';
import type { RowTest } from '../query/row-predicate.js';
import { EVERYTHING, windowRows } from '../query/window.js';
import { EventFlag } from '../scap/event-types.js';
import { HANDLERS } from '../state/handlers.js';
import { CHUNK_ROWS, type Chunk, RowFlag } from '../store/event-store.js';

/** Bits of a row's mark. */
export const Mark = {
  /** Passed the filter and the window. */
  SHOWN: 1,
  STATE: 2,
  /** An enter event whose exit has been seen. */
  EXITED: 4,
} as const;
export const KEPT = Mark.SHOWN | Mark.STATE;

export interface KeptOptions {
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  /** Events that may be shown at most. */
  readonly count: number;
}

/** What a kind of event is to the saver. */
const Kind = { NOTE: 1, ENTER: 2, SWITCH: 4, INTERNAL: 8 } as const;

export class KeptRows {
  readonly #capture: Capture;
  readonly #options: KeptOptions;
  readonly #tests: readonly RowTest[];
  readonly #marks = new Map<Chunk, Uint8Array>();
  readonly #rows = new Int32Array(CHUNK_ROWS);
  #kinds = new Uint8Array(0);
  #kindCount = -1;
  #next: number;
  #first = -1;
  /** The row after which nothing is kept, once as many are shown as were asked for. */
  #last = Number.POSITIVE_INFINITY;
  #shown = 0;
  #lastShown = -1;
  /** The last switch on each CPU. */
  readonly #switches: number[] = [];
  /** Rows that were shown, are gone, and whose exit has not been seen. */
  readonly #openShown = new Set<number>();

  constructor(capture: Capture, options: KeptOptions) {
    this.#capture = capture;
    this.#options = options;
    this.#next = capture.store.evicted;
    this.#tests = options.filter === undefined ? [] : [rowFilter(capture, options.filter.plan)];
  }

  /** First row of the window; -1 while it has not been met. */
  get first(): number {
    return this.#first;
  }

  /** The first row that it has not looked at. */
  get next(): number {
    return this.#next;
  }

  /** Whether as many are shown as were asked for. */
  get isFull(): boolean {
    return this.#shown >= this.#options.count;
  }

  /** Row of the last event that is shown, so far; -1 none. What is kept for the state after it is not needed in the end. */
  get lastShown(): number {
    return this.#lastShown;
  }

  /** The marks of a chunk's rows; undefined where none of them was looked at. */
  marks(chunk: Chunk): Uint8Array | undefined {
    return this.#marks.get(chunk);
  }

  /** Whether a kept row counts as an event for the user: the capture tool's own notes do not. */
  isEvent(chunk: Chunk, i: number, mark: number): boolean {
    return (mark & Mark.SHOWN) !== 0 && ((this.#kinds[chunk.kindAt(i)] as number) & Kind.INTERNAL) === 0;
  }

  /** Looks at rows that have come since, of one chunk; false when there are no more. */
  step(): boolean {
    const { store } = this.#capture;
    const at = this.#next < store.rows ? store.locate(this.#next) : undefined;
    if (at === undefined || this.isFull) return false;
    this.#syncKinds();
    for (const test of this.#tests) test.sync();
    this.#markShown(at.chunk, at.index);
    this.#markRest(at.chunk, at.index);
    this.#next = at.chunk.base + at.chunk.count;
    return true;
  }

  /**
   * The chunk is about to be written and to leave, with more to come: keeps what exits yet to come may need, which is one
   * event per thread at most, and a switch per CPU. Returns the rows of enter events that are still waiting for their exit.
   */
  settle(chunk: Chunk): readonly number[] {
    const marks = this.#marksOf(chunk);
    const waiting: number[] = [];
    for (let i = 0; i < chunk.count; i++) {
      const kind = this.#kinds[chunk.kindAt(i)] as number;
      const row = chunk.base + i;
      if ((kind & Kind.SWITCH) !== 0 && this.#switches[chunk.cpuAt(i)] === row) this.#keepForState(marks, i, row);
      if ((kind & Kind.ENTER) === 0 || ((marks[i] as number) & Mark.EXITED) !== 0) continue;
      waiting.push(row);
      if (((marks[i] as number) & Mark.SHOWN) !== 0) this.#openShown.add(row);
      this.#keepForState(marks, i, row);
    }
    return waiting;
  }

  /** Drops what `isNeeded` says that no shown event needs. A switch reports time on a CPU, whichever thread left it. */
  prune(isNeeded: (chunk: Chunk, i: number) => boolean): void {
    for (const [chunk, marks] of this.#marks) {
      for (let i = 0; i < chunk.count; i++) {
        const mark = marks[i] as number;
        if ((mark & KEPT) !== Mark.STATE || ((this.#kinds[chunk.kindAt(i)] as number) & Kind.SWITCH) !== 0) continue;
        if (!isNeeded(chunk, i)) marks[i] = mark & ~Mark.STATE;
      }
    }
  }

  /** Forgets a chunk. */
  retire(chunk: Chunk): void {
    this.#marks.delete(chunk);
  }

  #keepForState(marks: Uint8Array, i: number, row: number): void {
    if (this.#first >= 0 && row >= this.#first) marks[i] = (marks[i] as number) | Mark.STATE;
  }

  #marksOf(chunk: Chunk): Uint8Array {
    let marks = this.#marks.get(chunk);
    if (marks === undefined) {
      marks = new Uint8Array(CHUNK_ROWS);
      this.#marks.set(chunk, marks);
    }
    return marks;
  }

  #markShown(chunk: Chunk, from: number): void {
    const marks = this.#marksOf(chunk);
    const rows = this.#rows;
    let n = windowRows(chunk, rows, { window: this.#options.window, from });
    if (this.#first < 0) this.#findFirst(chunk, from, rows, n);
    for (const test of this.#tests) n = test.keep(chunk, rows, n);
    for (let k = 0; k < n && !this.isFull; k++) {
      const i = rows[k] as number;
      marks[i] = (marks[i] as number) | Mark.SHOWN;
      if (this.isEvent(chunk, i, Mark.SHOWN)) this.#shown++;
      if (this.isFull) this.#last = chunk.base + i;
      this.#lastShown = chunk.base + i;
    }
  }

  /** A window without a beginning begins with the first row, notes of the capture tool included. */
  #findFirst(chunk: Chunk, from: number, rows: Int32Array, n: number): void {
    if (this.#options.window.from === EVERYTHING.from) this.#first = chunk.base + from;
    else if (n > 0) this.#first = chunk.base + (rows[0] as number);
  }

  #markRest(chunk: Chunk, from: number): void {
    const marks = this.#marksOf(chunk);
    const { kind, time, flags, pair, cpu, count } = chunk;
    const { to } = this.#options.window;
    const kinds = this.#kinds;
    const begin = this.#first < 0 ? count : this.#first - chunk.base;
    const end = this.#last - chunk.base;
    for (let i = from; i < count; i++) {
      const what = kinds[kind[i] as number] as number;
      // Later than the window is later than everything in it: nothing there can depend on it.
      const mayKeep = i >= begin && i <= end && !((time[i] as number) > to);
      const changes = ((flags[i] as number) & (RowFlag.CHANGES_STATE | RowFlag.STATE_ONLY)) !== 0;
      if (mayKeep && (marks[i] as number) === 0 && (changes || (what & Kind.NOTE) !== 0)) marks[i] = Mark.STATE;
      if ((pair[i] as number) > 0) this.#pair(chunk, i, marks, mayKeep);
      if ((what & Kind.SWITCH) !== 0) this.#switch(chunk.base + i, cpu[i] as number, marks[i] as number);
    }
  }

  /** An exit and its enter are kept together. */
  #pair(chunk: Chunk, i: number, marks: Uint8Array, mayKeep: boolean): void {
    const enter = i - chunk.pairAt(i);
    let enterMarks: Uint8Array | undefined = marks;
    let at = enter;
    if (enter < 0) {
      const place = this.#capture.store.locate(chunk.base + enter);
      enterMarks = place === undefined ? undefined : this.#marks.get(place.chunk);
      at = place?.index ?? 0;
    }
    const isKept = ((marks[i] as number) & KEPT) !== 0;
    if (enterMarks === undefined) {
      if (this.#openShown.delete(chunk.base + enter) && !isKept && mayKeep) marks[i] = Mark.STATE;
      return;
    }
    const mark = (enterMarks[at] as number) | Mark.EXITED;
    enterMarks[at] = isKept && (mark & KEPT) === 0 ? mark | Mark.STATE : mark;
    if (!isKept && mayKeep && (mark & Mark.SHOWN) !== 0) marks[i] = Mark.STATE;
  }

  #switch(row: number, cpu: number, mark: number): void {
    const before = this.#switches[cpu];
    this.#switches[cpu] = row;
    if ((mark & Mark.SHOWN) === 0 || before === undefined || before < this.#first) return;
    const at = this.#capture.store.locate(before);
    const marks = at === undefined ? undefined : this.#marks.get(at.chunk);
    if (at !== undefined && marks !== undefined && ((marks[at.index] as number) & KEPT) === 0) {
      marks[at.index] = (marks[at.index] as number) | Mark.STATE;
    }
  }

  /** New kinds may have been met. */
  #syncKinds(): void {
    const { kinds } = this.#capture;
    if (kinds.count === this.#kindCount) return;
    this.#kindCount = kinds.count;
    this.#kinds = new Uint8Array(kinds.size);
    for (const kind of kinds.defined()) {
      const traits = kinds.traits[kind] as number;
      const { typeId } = kinds.of(kind);
      const type = typeId < 0 ? undefined : kinds.type(kind);
      const isExit = (traits & Trait.EXIT) !== 0;
      const isSyscall = (traits & Trait.SYSCALL) !== 0;
      const isInternal = (traits & Trait.INTERNAL) !== 0;
      // Calls that the event table says change the state, and of which our engine knows nothing.
      const isForeign =
        type !== undefined &&
        (type.flags & EventFlag.MODIFIES_STATE) !== 0 &&
        HANDLERS[type.id] === undefined &&
        (isExit || !isSyscall);
      this.#kinds[kind] =
        (isInternal || type?.origin === 'metaevent' || isForeign ? Kind.NOTE : 0) |
        (isInternal ? Kind.INTERNAL : 0) |
        (isSyscall && !isExit ? Kind.ENTER : 0) |
        ((traits & Trait.SWITCH) !== 0 ? Kind.SWITCH : 0);
    }
  }
}
