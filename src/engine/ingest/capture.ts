// SPDX-License-Identifier: Apache-2.0
// A capture being read: reader, state and store tied together. feed() takes chunks of the stream and appends a row per
// event; everything that queries need (rows, dictionaries, raw bytes) hangs on this object. The pipeline owns one per
// source; the text output reads the same.

import { EventKinds } from '../event/event-kinds.js';
import { RecordedRequests } from '../requests/recorded-requests.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import type { InterfaceInfo, MachineInfo } from '../scap/metadata.js';
import { NATIVE_X86_64 } from '../scap/native-syscalls.js';
import { type Defect, ScapReader, type ScapSink } from '../scap/scap-reader.js';
import { applyEvent } from '../state/apply-event.js';
import { leftOutText } from '../state/list-room.js';
import { MachineState } from '../state/machine-state.js';
import type { NameOptions } from '../state/names.js';
import { Seed } from '../state/seed.js';
import { asksFd, type StateScope, WHOLE_STATE } from '../state/state-scope.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { CHUNK_ROWS, EventStore, RowFlag } from '../store/event-store.js';
import type { RawStore } from '../store/raw-store.js';
import { RecordedWaits } from '../waits/recorded-waits.js';
import { compact } from './compact.js';

const ASYNC = EVENT_TYPES.findIndex((t) => t.key === 'asyncevent_e');
const INITIAL_STATE = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(container|container_json|container_json_2|user_added|user_deleted|group_added|group_deleted|asyncevent)_e$/.test(
    t.key,
  )
    ? 1
    : 0,
);
/** Heap bytes of an entry, by measurement on real captures. */
const BYTES_PER_INFO = 600;
const BYTES_PER_THREAD = 1000;
const ENDS_CALL = Uint8Array.from(EVENT_TYPES, (t) => (t.isExit && t.origin === 'syscall' ? 1 : 0));
const IS_META = Uint8Array.from(EVENT_TYPES, (t) => (t.origin === 'metaevent' ? 1 : 0));
/** Enter events that capture tools of schema 4 still write. */
const KEPT_ENTER = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(open|creat|openat_2|openat2|connect)_e$/.test(t.key) ? 1 : 0,
);
/** Exits of calls that make a thread: the new one returns 0 from them. */
const MAKES_THREAD = Uint8Array.from(EVENT_TYPES, (t) => (/^(clone3?|v?fork)(_\d+)?_x$/.test(t.key) ? 1 : 0));
/** ns after a window's end until which events of it may still come: CPUs are merged with inversions of milliseconds. */
export const INVERSION = 1e9;
/** Header time of events that have none. */
const NO_TIME = 0xffffffff;

/** A capture within the stream: concatenated files are several. */
export interface Section {
  /** Row of its first event. */
  readonly row: number;
  machine: MachineInfo | undefined;
  interfaces: readonly InterfaceInfo[];
}

/** ns since the epoch, both ends included. */
export interface EpochWindow {
  readonly from: bigint;
  readonly to: bigint;
}

/** Looks at events while they pass, instead of storing them. */
export interface Onlooker {
  /** The start is known: what the store holds came before it, and leaves now. */
  begin(): void;
  /** Called after the state has taken the event in. `flags`: union of RowFlag. */
  event(cursor: EventCursor, kind: number, flags: number): void;
}

export class Capture {
  readonly state: MachineState;
  readonly store = new EventStore();
  readonly kinds = new EventKinds();
  readonly raw: RawStore;
  readonly sections: Section[] = [];
  readonly requests = new RecordedRequests(this);
  readonly waits = new RecordedWaits(this);
  defect: Defect | undefined;
  /** Rows beyond which events are no longer taken. */
  limit = Number.POSITIVE_INFINITY;
  /** Set: events change the state, and have no rows (catch-up.ts). */
  skips = false;
  /** Events that have no row for that reason. */
  skipped = 0;
  /** Set: events before it only change the state, and reading ends after it. */
  window: EpochWindow | undefined;
  /** Time of the last event that has one, ns since the first; NaN before it. */
  newest = Number.NaN;
  /** Set: events are shown to it and not stored, once the start is known. */
  onlooker: Onlooker | undefined;
  /**
   * Whether calls were recorded with both ends. False also where some are that tools without enter events keep (what open
   * and connect were passed may change while they run): the latency of the others is unknown.
   */
  latencyRecorded = false;
  /** Whether a call that is shown has ended: on an idle machine none may. */
  hasCalls = false;
  readonly #reader: ScapReader;
  #seed: Seed;
  #seeding = true;
  #preamble = true;
  /** Whether this section has had a list of users: a second one replaces it. */
  #hasUsers = false;
  #baseHigh = 0;
  #baseLow = 0;
  #hasBase = false;
  #isBaseFinal = false;
  /** ns since the base. */
  #windowStart = 0;
  #windowEnd = Number.POSITIVE_INFINITY;
  /** Rows that had been evicted at the last compaction. */
  #compacted = 0;
  /** Entries of the dictionaries when drain() made them dense last. */
  #dense = 0;

  /** `scope`: what of the machine is kept; rows have nothing of the rest. */
  constructor(raw: RawStore, names?: NameOptions, scope: StateScope = WHOLE_STATE) {
    this.raw = raw;
    this.state = new MachineState(names, scope);
    this.#seed = new Seed(this.state);
    this.#reader = new ScapReader(this.#sink());
  }

  /** Parses a chunk of the uncompressed stream. */
  feed(chunk: Uint8Array): void {
    this.raw.append(chunk);
    this.#reader.push(chunk);
  }

  /** Puts an event of ours where the stream is now; a store that keeps none of them forgets what it says. */
  insert(block: Uint8Array): void {
    this.raw.insert?.(this.#reader.offset, block);
    this.#reader.insert(block);
  }

  /** The stream has ended; `reason` says why where it broke off. */
  end(reason?: string): void {
    this.#reader.end(reason);
  }

  /** Nothing more will come: damage, the end, or that of the window. */
  get stopped(): boolean {
    return this.#reader.stopped || (this.window !== undefined && this.newest > this.#windowEnd + INVERSION);
  }

  /** Uncompressed bytes of whole blocks so far. */
  get offset(): number {
    return this.#reader.offset;
  }

  /** Whether an address is one of this machine's interfaces; IPv6 by its first 64 bits. Containers: see RowView. */
  isLocalIp(ip: string): boolean {
    return this.state.interfaces.some((i) =>
      ip.length === 4 ? i.address === ip : i.address.length === 16 && i.address.slice(0, 8) === ip.slice(0, 8),
    );
  }

  /** Thread `tid` as it was at event `row`; undefined where it was not in the table. */
  threadAt(tid: number, row: number): ThreadInfo | undefined {
    let thread = this.state.table.latest(tid);
    while (thread !== undefined && thread.birthRow > row) thread = thread.predecessor;
    if (thread === undefined || thread.deathRow <= row) return undefined;
    // Changed by somebody else's event (a new parent) and not asked for since.
    if (thread.stale && thread.changedRow <= row) return this.state.snapshots.infoOf(thread);
    const history = thread.history;
    for (let i = history.length - 2; i >= 0; i -= 2) {
      if ((history[i] as number) <= row) return this.state.snapshots.infos[history[i + 1] as number];
    }
    // Nobody has asked for its snapshot at that time; the oldest is the nearest.
    return history.length > 0 ? this.state.snapshots.infos[history[1] as number] : this.state.snapshots.infoOf(thread);
  }

  /** Bytes of columns, raw events and, estimated, of the dictionaries that rows point at. */
  get memoryBytes(): number {
    const { snapshots, fdDictionary, fdSpace, table } = this.state;
    return (
      this.store.byteLength +
      this.raw.memoryBytes +
      snapshots.versions.byteLength +
      snapshots.infos.length * BYTES_PER_INFO +
      fdDictionary.byteLength +
      fdSpace.byteLength +
      table.everyThread.length * BYTES_PER_THREAD +
      this.requests.byteLength
    );
  }

  /** Bytes in temporary files. */
  get diskBytes(): number {
    return this.store.diskBytes + this.raw.diskBytes;
  }

  /** Writes the oldest chunks to a temporary file until no more than `budget` bytes are held in memory, or none is left. */
  spill(budget: number): void {
    while (this.memoryBytes > budget && this.store.spillOldest());
  }

  /** Sentences on what is missing because of `--memory`, for the user. */
  cautions(): readonly string[] {
    const leftOut = leftOutText(this.state.room, this.#reader.passedOver);
    const { spillProblem } = this.store;
    return [
      ...(leftOut === undefined ? [] : [leftOut]),
      ...(spillProblem === undefined ? [] : [`more than --memory is in use: ${spillProblem}`]),
    ];
  }

  /** Nothing will be asked any more. */
  close(): void {
    this.raw.close();
    this.store.close();
  }

  /** Lets the oldest chunks go until no more than `budget` bytes are held; the newest chunk always stays. */
  trim(budget: number): void {
    while (this.memoryBytes > budget) {
      const held = this.store.rows - this.store.evicted;
      if (this.store.evicted - this.#compacted >= Math.max(CHUNK_ROWS, held / 4)) this.#compact();
      else if (!this.evictOldest()) return;
    }
  }

  /** Lets the oldest chunk go, never the last one; false where there is none to go. */
  evictOldest(): boolean {
    if (this.store.evictOldest() === undefined) return false;
    const oldest = this.store.chunks[0];
    this.requests.trim();
    this.state.waits.forget(this.store.evicted);
    this.state.hostSamples.forget(this.store.evicted);
    this.state.cgroupSamples.forget(this.store.evicted);
    this.state.alerts.forget(this.store.evicted);
    if (oldest !== undefined) this.raw.trim(oldest.offsetAt(0));
    return true;
  }

  /**
   * Lets all rows go, and from time to time what only they could ask for: for a reader that has looked at them and at what
   * they point to. Not before the start is known. `spare`: dictionary entries that may be left of them, beside as many
   * as are in use.
   */
  drain(spare: number): void {
    this.store.drain();
    this.raw.trim(this.offset);
    this.requests.trim();
    this.state.waits.forget(this.store.evicted);
    this.state.hostSamples.forget(this.store.evicted);
    this.state.cgroupSamples.forget(this.store.evicted);
    this.state.alerts.forget(this.store.evicted);
    if (this.#entries() < 2 * this.#dense + spare) return;
    this.#compact();
    this.#dense = this.#entries();
  }

  /** Entries of the dictionaries. */
  #entries(): number {
    const { snapshots, fdDictionary, table } = this.state;
    return snapshots.versions.count + snapshots.infos.length + fdDictionary.count + table.everyThread.length;
  }

  #compact(): void {
    compact(this.state, this.store);
    this.requests.forgetRows();
    this.waits.forget();
    this.#compacted = this.store.evicted;
  }

  #sink(): ScapSink {
    const state = this.state;
    return {
      section: () => {
        if (this.sections.length > 0) state.restart();
        this.sections.push({ row: this.store.rows, machine: undefined, interfaces: [] });
        this.#seed = new Seed(state);
        this.#seeding = true;
        this.#preamble = true;
        this.#hasUsers = false;
      },
      machine: (machine) => {
        state.machine = machine;
        this.#section().machine = machine;
      },
      interfaces: (interfaces) => {
        state.interfaces = interfaces;
        this.#section().interfaces = interfaces;
      },
      users: (users, groups) => {
        if (this.#hasUsers) state.users.clear(state.row);
        this.#hasUsers = true;
        for (const user of users) state.users.setUser('', user, state.row);
        for (const group of groups) state.users.setGroup('', group, state.row);
      },
      processes: (processes) => this.#seed.processes(processes),
      fds: (tid, fds) => {
        if (state.scope.fds) this.#seed.fds(tid, fds);
      },
      event: (cursor, offset) => this.#event(cursor, offset),
      defect: (defect) => {
        this.defect = defect;
      },
    };
  }

  /** The reader lets nothing come in front of a section header. */
  #section(): Section {
    const section = this.sections[this.sections.length - 1];
    if (section === undefined) throw new Error('a list came before any section');
    return section;
  }

  #event(cursor: EventCursor, offset: number): void {
    if (this.store.rows >= this.limit) return;
    if (this.#seeding) {
      this.#seed.finish();
      this.#seeding = false;
    }
    if (!this.#isBaseFinal && IS_META[cursor.type] !== 1) this.#settleBase(cursor);
    const state = this.state;
    state.nextTime = this.#relativeTime(cursor);
    applyEvent(state, cursor, this.store.rows);
    const flags =
      (this.#isPreamble(cursor.type) ? RowFlag.STATE_ONLY : cursor.dumpFlags & RowFlag.STATE_ONLY) |
      (state.fdNameChanged ? RowFlag.FD_NAME_CHANGED : 0) |
      (state.isPaired ? RowFlag.PAIRED : 0) |
      (state.hasChanged ? RowFlag.CHANGES_STATE : 0) |
      (state.result === 0 && MAKES_THREAD[cursor.type] === 1 ? RowFlag.NEW_THREAD : 0);
    if (!Number.isNaN(state.time)) this.newest = state.time;
    if (this.onlooker !== undefined && this.#isBaseFinal) this.#show(this.onlooker, cursor, flags);
    else if (this.skips && this.#isBaseFinal) this.#skip();
    else if (this.window !== undefined && this.#isOutside()) this.store.skip();
    else this.#append(cursor, offset, flags);
    if (ENDS_CALL[cursor.type] === 1 && (flags & RowFlag.STATE_ONLY) === 0) this.hasCalls = true;
    if (state.isPaired && KEPT_ENTER[cursor.type - 1] === 0) this.latencyRecorded = true;
  }

  /** Whether an event is not of the window; false while the start is not known. */
  #isOutside(): boolean {
    const { time } = this.state;
    return this.#isBaseFinal && !(time >= this.#windowStart && time <= this.#windowEnd);
  }

  #skip(): void {
    this.skipped++;
    this.store.skip();
  }

  #show(onlooker: Onlooker, cursor: EventCursor, flags: number): void {
    if (this.store.chunks.length > 0) {
      onlooker.begin();
      this.store.drain();
    }
    this.store.pass(this.state.time, flags);
    onlooker.event(cursor, this.#kindOf(cursor), flags);
  }

  #append(cursor: EventCursor, offset: number, flags: number): void {
    const { state } = this;
    this.store.append(
      state.time,
      this.#kindOf(cursor),
      cursor.cpu,
      this.#version(),
      state.fd,
      state.fdNum,
      state.result,
      state.latency,
      state.pairDistance,
      offset,
      flags,
    );
  }

  #version(): number {
    const { thread, scope, fd, fdDictionary, snapshots } = this.state;
    if (thread === undefined || !scope.snapshots || !asksFd(scope, fdDictionary.types[fd] as number)) return 0;
    return snapshots.versionOf(thread);
  }

  /**
   * Containers, users and groups before the first real event describe the state that the capture starts from: they are
   * numbered, but not shown.
   */
  #isPreamble(type: number): boolean {
    if (!this.#preamble) return false;
    this.#preamble = INITIAL_STATE[type] === 1;
    return this.#preamble;
  }

  #kindOf(cursor: EventCursor): number {
    const type = cursor.type;
    if (type > 1) {
      if (type !== ASYNC) return type;
      const schema = EVENT_TYPES[ASYNC];
      return schema === undefined ? type : this.kinds.async(schema, cursor.text(1) ?? '<NA>');
    }
    const code = cursor.uint(0) ?? 0;
    const native = code === 0 ? cursor.uint(1) : undefined;
    return this.kinds.generic(type === 1, native === undefined ? code : (NATIVE_X86_64[native] ?? 0));
  }

  /** Whether times will stay as they are: no event of the machine can come any more that they count from instead. */
  get isStartKnown(): boolean {
    return this.#isBaseFinal;
  }

  /** Times count from the first event of the machine: notes of the capture tool in front of it lie before zero. */
  #settleBase(cursor: EventCursor): void {
    this.#isBaseFinal = true;
    if (!this.#hasBase || !hasTime(cursor)) return;
    const shift = this.#relativeTime(cursor);
    if (shift === 0) return;
    this.store.shiftTimes(-shift);
    this.state.cpuClock.shiftTimes(-shift);
    this.#setBase(cursor);
  }

  #setBase(cursor: EventCursor): void {
    this.#hasBase = true;
    this.#baseHigh = cursor.timeHigh;
    this.#baseLow = cursor.timeLow;
    const base = (BigInt(cursor.timeHigh) << 32n) | BigInt(cursor.timeLow);
    this.state.baseTime = base;
    if (this.window === undefined) return;
    this.#windowStart = Number(this.window.from - base);
    this.#windowEnd = Number(this.window.to - base);
  }

  /** ns since the base. Halves are subtracted one by one: a float64 holds no epoch ns. */
  #relativeTime(cursor: EventCursor): number {
    if (!hasTime(cursor)) return Number.NaN;
    if (!this.#hasBase) this.#setBase(cursor);
    return (cursor.timeHigh - this.#baseHigh) * 4294967296 + (cursor.timeLow - this.#baseLow);
  }
}

function hasTime({ timeHigh, timeLow }: EventCursor): boolean {
  return !(timeHigh === NO_TIME && timeLow === NO_TIME) && !(timeHigh === 0 && timeLow === 0);
}
