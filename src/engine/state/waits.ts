// SPDX-License-Identifier: Apache-2.0
// What threads wait for, as the recorder says it once a second (own events `waits` and `locks`): the last word on each
// thread is at the thread, and here is where in the stream all of them are, for the look at another moment.

import type { LOCKS, WAITS } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';

export type WaitRecord = OwnRecord<typeof WAITS>;
export type LockRecord = OwnRecord<typeof LOCKS>;

/** What was said of a thread, and when. */
export interface SaidWait {
  readonly record: WaitRecord;
  readonly row: number;
  /** ns since the capture's first event. */
  readonly time: number;
}

export const NO_LOCKS: readonly LockRecord[] = [];

export type WaitNote = 'begin' | 'waits' | 'locks';

export class Waits {
  /** The last word. */
  locks = NO_LOCKS;
  /** Rows of the events, in order, some two a second. */
  readonly #notes: { readonly row: number; readonly note: WaitNote }[] = [];

  note(row: number, note: WaitNote): void {
    this.#notes.push({ row, note });
  }

  /** Rows of the events that say how things were at `row`: from the last restart to it. */
  before(row: number): readonly { readonly row: number; readonly note: WaitNote }[] {
    const past = this.#notes.filter((one) => one.row <= row);
    const begin = past.findLastIndex(({ note }) => note === 'begin');
    return begin < 0 ? past : past.slice(begin);
  }

  /** Events before `row` have left. */
  forget(row: number): void {
    const kept = this.#notes.findIndex((one) => one.row >= row);
    this.#notes.splice(0, kept < 0 ? this.#notes.length : kept);
  }

  clear(): void {
    this.#notes.length = 0;
    this.locks = NO_LOCKS;
  }
}
