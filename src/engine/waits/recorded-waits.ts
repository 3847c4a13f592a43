// SPDX-License-Identifier: Apache-2.0
// What each thread waits for at a row of the capture, on what, since when, and who holds it. Ingest makes one per capture.
//
// Two sources: what the recorder says once a second of every thread (own events, docs/adr/0018-waits.md), and calls in the
// stream that have not ended. The later one of the two holds; captures of other tools have the second alone.

import type { Wait, WaitKind } from '../event/wait.js';
import { EventCursor } from '../scap/event-cursor.js';
import type { FdInfo } from '../state/fd-info.js';
import type { FdTable } from '../state/fd-table.js';
import type { Thread } from '../state/thread.js';
import type { SaidWait, WaitRecord } from '../state/waits.js';
import { loadBlock } from '../store/raw-block.js';
import { type Holder, Holders, holder, holdersText } from './holders.js';
import { type Moment, momentAt, type RecordedEvents } from './moment.js';
import { kindOfWait } from './wait-kinds.js';
import { callOfEvent, callOfRecord, type WaitingCall } from './waiting-call.js';

export type { RecordedEvents } from './moment.js';

/** States in which a thread does not wait: on a CPU or ready to be, or over. */
const NOT_WAITING: ReadonlySet<string> = new Set(['R', 'Z', 'X']);
const STOPPED: Readonly<Record<string, WaitKind>> = { T: 'stopped', t: 'debugger' };
/** Of a futex with priority inheritance: the bits that are the owner's thread id. */
const FUTEX_TID = 0x3fffffff;

/** What a thread is in, and for how long. */
interface Doing {
  readonly call: WaitingCall | undefined;
  /** ns since the capture's first event. */
  readonly since: number;
  readonly record: WaitRecord | undefined;
}

interface Target {
  readonly kind: WaitKind;
  readonly on: string | undefined;
  readonly holders: readonly Holder[];
}

export class RecordedWaits {
  readonly #events: RecordedEvents;
  readonly #cursor = new EventCursor();
  #moment: Moment | undefined;
  #holders: Holders | undefined;
  /** By thread: several columns ask. */
  readonly #known = new Map<number, Wait | undefined>();

  constructor(events: RecordedEvents) {
    this.#events = events;
  }

  /** Entries of the dictionaries have new numbers. */
  forget(): void {
    this.#moment = undefined;
    this.#holders = undefined;
    this.#known.clear();
  }

  /** Thread `tid` at event `row`; undefined where nothing is known of it. */
  at(tid: number, row: number): Wait | undefined {
    const moment = this.#momentAt(row);
    if (this.#known.has(tid)) return this.#known.get(tid);
    const wait = this.#waitAt(tid, moment);
    this.#known.set(tid, wait);
    return wait;
  }

  #waitAt(tid: number, moment: Moment): Wait | undefined {
    const thread = this.#threadAt(tid, moment.row);
    if (thread === undefined) return undefined;
    const said = moment.said(thread);
    const doing = this.#doing(thread, moment, said);
    const state = said?.record.state;
    if (doing === undefined) return state === undefined ? undefined : { ...NOTHING, state };
    return this.#wait(thread, doing, state);
  }

  /** What was said of each thread and of locks, as it was before `row`: for a file that begins there. */
  saidBefore(row: number): { readonly moment: Moment; readonly records: readonly SaidWait[] } {
    const moment = this.#momentAt(row - 1);
    const records = [...moment.threads()].map((thread) => moment.said(thread));
    return { moment, records: records.filter((said) => said !== undefined) };
  }

  #momentAt(row: number): Moment {
    const last = Math.min(row, this.#events.store.rows - 1);
    if (this.#moment?.row !== last) {
      this.forget();
      this.#moment = momentAt(this.#events, last);
    }
    return this.#moment as Moment;
  }

  #threadAt(tid: number, row: number): Thread | undefined {
    let thread = this.#events.state.table.latest(tid);
    while (thread !== undefined && thread.birthRow > row) thread = thread.predecessor;
    return thread === undefined || thread.deathRow <= row ? undefined : thread;
  }

  /** Undefined: it does not wait, as far as anybody knows. */
  #doing(thread: Thread, moment: Moment, said: SaidWait | undefined): Doing | undefined {
    const { enter, exit } = moment.last(thread);
    const isInCall = enter > exit;
    const begun = isInCall ? this.#timeOf(enter, thread) : Number.NaN;
    if (said === undefined || said.row < Math.max(enter, exit)) {
      if (!isInCall) return undefined;
      return { call: this.#callAt(enter, thread), since: begun, record: undefined };
    }
    const { record } = said;
    if (NOT_WAITING.has(record.state ?? 'R')) return undefined;
    const off = said.time - (record.waited ?? Number.NaN);
    return { call: callOfRecord(record), since: Number.isNaN(begun) ? off : begun, record };
  }

  #timeOf(row: number, thread: Thread): number {
    const at = this.#events.store.locate(row);
    if (at !== undefined) return at.chunk.timeAt(at.index);
    return thread.enterRow === row ? thread.enterTime : Number.NaN;
  }

  /** The call that began at `row`; its name alone where the event has left. */
  #callAt(row: number, thread: Thread): WaitingCall {
    const { store, kinds, raw } = this.#events;
    const at = store.locate(row);
    if (at === undefined)
      return callOfEvent(kinds.of(thread.enterType).name, kinds.type(thread.enterType), thread.lastFd, undefined);
    const { chunk, index } = at;
    const kind = chunk.kindAt(index);
    const params = loadBlock(raw, chunk, index, this.#cursor) ? this.#cursor : undefined;
    return callOfEvent(kinds.of(kind).name, kinds.type(kind), chunk.fdNumAt(index), params);
  }

  #wait(thread: Thread, { call, since, record }: Doing, state: string | undefined): Wait {
    const { kind, on, holders } = this.#target(thread, call, record);
    return {
      state,
      kind: STOPPED[record?.state ?? ''] ?? kind,
      call: call?.name,
      on,
      holder: holdersText(holders),
      holderPid: holders[0]?.pid,
      waited: Math.max(0, this.#now() - since),
      stack: record?.stack,
      userStack: record?.user_stack,
    };
  }

  #now(): number {
    const { store } = this.#events;
    const row = this.#moment?.row ?? -1;
    const at = store.locate(row);
    const time = at === undefined ? Number.NaN : at.chunk.timeAt(at.index);
    return Number.isNaN(time) || this.#moment?.isNow === true ? store.span().to : time;
  }

  #target(thread: Thread, call: WaitingCall | undefined, record: WaitRecord | undefined): Target {
    const fd = call === undefined || call.fd < 0 ? undefined : this.#fdOf(thread, call.fd);
    const kind = kindOfWait(call, fd, record?.stack);
    if (kind === 'futex') return this.#futex(thread, call, record);
    if (kind === 'child') return this.#child(thread, call);
    if (kind === 'lock') return { kind, on: nameOf(fd, call), holders: this.#lockHolders(thread) };
    const waitsForOthers = fd !== undefined && (kind === 'pipe' || kind === 'socket');
    return { kind, on: nameOf(fd, call), holders: waitsForOthers ? this.#othersOf(thread, fd) : [] };
  }

  #fdOf(thread: Thread, fd: number): FdInfo | undefined {
    const table = thread.fds;
    if (table === undefined) return undefined;
    const id = this.#moment?.isNow === true ? table.get(fd) : table.idAt(this.#moment?.row ?? -1, fd);
    return id === 0 ? undefined : this.#events.state.fdDictionary.at(id);
  }

  /** A mutex has its owner beside its word; who joins a thread waits for the word to stop being its number. */
  #futex(thread: Thread, call: WaitingCall | undefined, record: WaitRecord | undefined): Target {
    const on = call?.address === undefined ? undefined : `futex 0x${call.address.toString(16)}`;
    const { word = 0, owner = 0 } = record ?? {};
    const joined = this.#sibling(thread, word & FUTEX_TID);
    const owned = word === 0 ? undefined : this.#sibling(thread, owner);
    if (owned !== undefined) return { kind: 'lock', on, holders: [holder(owned, true)] };
    if (joined === undefined || joined === thread) return { kind: 'futex', on, holders: [] };
    const kind = word === joined.attributes.vtid || word === joined.tid ? 'thread' : 'lock';
    return { kind, on: kind === 'thread' ? 'end of the thread' : on, holders: [holder(joined, true)] };
  }

  /** A thread of the same process, by the number that the process itself has for it. */
  #sibling(thread: Thread, number: number): Thread | undefined {
    if (number <= 0) return undefined;
    for (const other of thread.process?.threads ?? []) {
      const { vtid, tid } = other.attributes;
      if ((vtid > 0 ? vtid : tid) === number) return other;
    }
    return undefined;
  }

  #child(thread: Thread, call: WaitingCall | undefined): Target {
    const wanted = call?.pid;
    const isOne = wanted !== undefined && wanted > 0;
    const leader = thread.leader ?? thread;
    const alive = [...leader.children].filter(({ dead, attributes: { tid, pid } }) => !dead && tid === pid);
    const named = isOne ? alive.filter(({ attributes: { pid, vpid } }) => pid === wanted || vpid === wanted) : alive;
    const holders = named.map((child) => holder(child));
    return { kind: 'child', on: childText(wanted), holders };
  }

  #lockHolders(thread: Thread): readonly Holder[] {
    const { pid } = thread.attributes;
    const held = this.#moment?.locks.filter(({ waiter }) => waiter === pid) ?? [];
    return held.flatMap((lock) => {
      if (lock.holder === undefined) return [];
      const other = this.#threadAt(lock.holder, this.#moment?.row ?? -1);
      return [other === undefined ? { pid: lock.holder, text: `process ${lock.holder}` } : holder(other)];
    });
  }

  #othersOf(thread: Thread, fd: FdInfo): readonly Holder[] {
    const moment = this.#moment;
    if (moment === undefined) return [];
    const fdsOf = (table: FdTable) => (moment.isNow ? table.entries() : table.at(moment.row)) as [number, number][];
    this.#holders ??= new Holders(this.#events.state, moment.threads(), fdsOf);
    return this.#holders.of(thread, fd);
  }
}

const NOTHING: Omit<Wait, 'state'> = {
  kind: undefined,
  call: undefined,
  on: undefined,
  holder: undefined,
  holderPid: undefined,
  waited: Number.NaN,
  stack: undefined,
  userStack: undefined,
};

function nameOf(fd: FdInfo | undefined, call: WaitingCall | undefined): string | undefined {
  if (fd !== undefined && fd.name !== '') return fd.name;
  if (call?.path !== undefined && call.path !== '') return call.path;
  return call === undefined || call.fd < 0 ? undefined : `fd ${call.fd}`;
}

function childText(wanted: number | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  return wanted > 0 ? `process ${wanted}` : 'any child';
}
