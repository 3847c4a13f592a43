// SPDX-License-Identifier: Apache-2.0
// What is known of waits at one row of a capture: what the recorder said last of each thread, and the calls that had not
// ended then. At the end of the capture the state knows; before it, the stored events from the last complete look are
// walked over once.

import type { EventKinds } from '../event/event-kinds.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import { readOwnEvent } from '../scap/own-event.js';
import { LOCKS, WAITS } from '../scap/own-event-table.js';
import { INTERRUPTS_CALL } from '../state/event-roles.js';
import type { MachineState } from '../state/machine-state.js';
import type { Thread } from '../state/thread.js';
import { type LockRecord, NO_LOCKS, type SaidWait } from '../state/waits.js';
import type { EventStore } from '../store/event-store.js';
import { loadBlock } from '../store/raw-block.js';
import type { RawStore } from '../store/raw-store.js';

/** What is read: rows, state, parameters. */
export interface RecordedEvents {
  readonly store: EventStore;
  readonly state: MachineState;
  readonly raw: RawStore;
  readonly kinds: EventKinds;
}

/** Rows of the last events of a thread; -1 none. */
export interface LastRows {
  readonly enter: number;
  readonly exit: number;
}

export interface Moment {
  readonly row: number;
  readonly isNow: boolean;
  readonly locks: readonly LockRecord[];
  said(thread: Thread): SaidWait | undefined;
  last(thread: Thread): LastRows;
  threads(): Iterable<Thread>;
}

const NEVER: LastRows = { enter: -1, exit: -1 };
/** Begins or ends a call. */
const IS_CALL = Uint8Array.from(EVENT_TYPES, ({ id, origin }) =>
  origin === 'syscall' && INTERRUPTS_CALL[id] !== 1 && ((EVENT_FLAGS[id] as number) & EventFlag.SKIP_RESET) === 0
    ? 1
    : 0,
);

export function momentAt(events: RecordedEvents, row: number): Moment {
  return row >= events.store.rows - 1 ? momentNow(events) : new PastMoment(events, row);
}

function momentNow({ state, store }: RecordedEvents): Moment {
  return {
    row: store.rows - 1,
    isNow: true,
    locks: state.waits.locks,
    said: (thread) => thread.wait,
    last: ({ enterType, enterRow, exitRow }) => ({ enter: enterType < 0 ? -1 : enterRow, exit: exitRow }),
    threads: () => state.threads.values(),
  };
}

class PastMoment implements Moment {
  readonly row: number;
  readonly isNow = false;
  locks = NO_LOCKS;
  readonly #events: RecordedEvents;
  readonly #said = new Map<number, SaidWait>();
  readonly #last = new Map<number, LastRows>();
  readonly #cursor = new EventCursor();

  constructor(events: RecordedEvents, row: number) {
    this.#events = events;
    this.row = row;
    const notes = events.state.waits.before(row);
    for (const { row: at, note } of notes) if (note !== 'begin') this.#read(at, note);
    const begin = notes[0];
    this.#walk(begin?.note === 'begin' ? begin.row : events.store.evicted);
  }

  said({ tid, birthRow }: Thread): SaidWait | undefined {
    const said = this.#said.get(tid);
    return said === undefined || said.row < birthRow ? undefined : said;
  }

  last({ tid, birthRow }: Thread): LastRows {
    const last = this.#last.get(tid);
    return last === undefined || Math.max(last.enter, last.exit) < birthRow ? NEVER : last;
  }

  threads(): Iterable<Thread> {
    return this.#events.state.table.everyThread.filter(
      ({ birthRow, deathRow }) => birthRow <= this.row && this.row < deathRow,
    );
  }

  #read(row: number, note: 'waits' | 'locks'): void {
    const { store, raw } = this.#events;
    const at = store.locate(row);
    if (at === undefined || !loadBlock(raw, at.chunk, at.index, this.#cursor)) return;
    if (note === 'locks') {
      this.locks = readOwnEvent(LOCKS, this.#cursor) ?? NO_LOCKS;
      return;
    }
    const time = at.chunk.timeAt(at.index);
    for (const record of readOwnEvent(WAITS, this.#cursor) ?? []) {
      if (record.tid !== undefined) this.#said.set(record.tid, { record, row, time });
    }
  }

  /** The last call of each thread that began, and the last one that ended, in rows from `first` to the moment. */
  #walk(first: number): void {
    const { store, state } = this.#events;
    const { infos, versions } = state.snapshots;
    const enters = new Int32Array(infos.length).fill(-1);
    const exits = new Int32Array(infos.length).fill(-1);
    for (const chunk of store.chunks) {
      if (chunk.base > this.row || chunk.base + chunk.count <= first) continue;
      const { kind, version } = chunk;
      const end = Math.min(chunk.count, this.row + 1 - chunk.base);
      for (let i = Math.max(0, first - chunk.base); i < end; i++) {
        const side = this.#sideOf(kind[i] as number);
        if (side === 0) continue;
        const info = versions.info.at(version[i] as number);
        (side === 1 ? enters : exits)[info] = chunk.base + i;
      }
    }
    for (let info = 1; info < infos.length; info++) {
      const tid = infos[info]?.tid;
      if (tid !== undefined) this.#note(tid, enters[info] as number, exits[info] as number);
    }
  }

  /** 1: a call begins, 2: it ends, 0: neither. */
  #sideOf(kind: number): 0 | 1 | 2 {
    const { id, isExit } = this.#events.kinds.type(kind);
    if (IS_CALL[id] !== 1) return 0;
    return isExit ? 2 : 1;
  }

  #note(tid: number, enter: number, exit: number): void {
    if (enter < 0 && exit < 0) return;
    const { enter: e, exit: x } = this.#last.get(tid) ?? NEVER;
    this.#last.set(tid, { enter: Math.max(e, enter), exit: Math.max(x, exit) });
  }
}
