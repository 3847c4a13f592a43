// SPDX-License-Identifier: Apache-2.0
// What the stream says the machine looks like: threads (thread-table.ts), fds, users, containers, and dictionaries of the
// snapshots that rows point at (thread-snapshots.ts). The ingest loop calls apply() for every event; after it, the members under "the current event" say what
// the event's row has to hold. Handlers per event family: process-events.ts, fd-events.ts, socket-events.ts,
// credential-events.ts, meta-events.ts.

import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import type { InterfaceInfo, MachineInfo } from '../scap/metadata.js';
import type { ContainerInfo } from './container-info.js';
import { cpuSample, usedSince } from './cpu-samples.js';
import type { CurrentEvent } from './current-event.js';
import {
  CLOSE_ENTER,
  COPY_FILE_RANGE_EXIT,
  EXECVE_EXITS,
  EXECVEAT_ENTER,
  EXIT_FD_PARAM,
  INTERRUPTS_CALL,
  IS_SWITCH,
  NO_PLACEHOLDER,
  NO_THREAD,
  PROCINFO,
  RESULT_PARAM,
  STORED_ENTERS,
} from './event-roles.js';
import { FdDictionary } from './fd-dictionary.js';
import type { FdInfo } from './fd-info.js';
import type { FdTable } from './fd-table.js';
import { HANDLERS } from './handlers.js';
import type { NameOptions } from './names.js';
import { StringLists } from './string-lists.js';
import { EnterArguments, type Thread } from './thread.js';
import { ThreadSnapshots } from './thread-snapshots.js';
import { ThreadTable } from './thread-table.js';
import { UserTables } from './users.js';

const F = EventFlag;
/** Enter events that change something. */
const ENTER_HANDLED = Uint8Array.from(EVENT_TYPES, (t) => (!t.isExit && HANDLERS[t.id] !== undefined ? 1 : 0));

export class MachineState implements CurrentEvent {
  readonly names: NameOptions;
  machine: MachineInfo | undefined;
  interfaces: readonly InterfaceInfo[] = [];
  readonly users = new UserTables();
  readonly containers = new Map<string, ContainerInfo>();
  /** When metadata of which container came; undefined where all were forgotten (restart). */
  readonly containerLog: { readonly row: number; readonly container: ContainerInfo | undefined }[] = [];
  readonly table: ThreadTable;
  readonly snapshots: ThreadSnapshots;
  readonly fdDictionary = new FdDictionary();
  readonly stringLists = new StringLists();
  /** Counts how often ids of versions, ThreadInfos and FdInfos were given anew: who remembers some has to ask again. */
  generation = 0;
  /** Ports that this machine listens on, as far as the fd lists said. */
  readonly serverPorts = new Set<number>();

  /** Whether a thread without CPU samples was idle (cpu-note.ts). */
  cpuIsComplete = false;

  /** ns since the epoch of the capture's first event: the zero of all relative times. */
  baseTime = 0n;

  // The current event.
  row = -1;
  /** ns since baseTime. */
  time = 0;
  thread: Thread | undefined;
  fd: FdInfo | undefined;
  fdNum = -1;
  /** NaN where the type has no return value. */
  result = Number.NaN;
  /** ns; 0 on enter events, NaN where not recorded. */
  latency = Number.NaN;
  /** Rows back to the enter event of the same call; 0 where it was not recorded. */
  pairDistance = 0;
  fdNameChanged = false;
  hasChanged = false;
  /** Whether the exit event has its enter event. */
  isPaired = false;
  /** Two numbers of events that have no result: CPU percentages of procinfo, on-CPU ns of switch. */
  readonly enterCursor = new EventCursor();

  /** An fd whose close has been seen to succeed; it leaves its table with the next event. */
  #closed: { readonly thread: Thread; readonly table: FdTable; readonly fd: number; readonly row: number } | undefined;
  readonly #switchedIn: number[] = [];

  constructor(names: NameOptions = { users: true }) {
    this.names = names;
    this.snapshots = new ThreadSnapshots(this, names, this.users, this.containers);
    this.table = new ThreadTable(this, this.snapshots);
  }

  /** The living, by tid. */
  get threads(): ReadonlyMap<number, Thread> {
    return this.table.alive;
  }

  /** Applies one event, the row-th of the capture, `time` ns after its first. */
  apply(cursor: EventCursor, row: number, time: number): void {
    this.row = row;
    this.table.finishEnding();
    if (this.#closed !== undefined) this.#endClose();
    const type = cursor.type;
    const flags = EVENT_FLAGS[type] as number;
    this.time = time;
    this.fd = undefined;
    this.fdNum = -1;
    this.result = Number.NaN;
    this.latency = Number.NaN;
    this.pairDistance = 0;
    this.fdNameChanged = false;
    this.hasChanged = false;
    this.isPaired = false;
    if ((flags & F.SKIP_RESET) !== 0) {
      this.#applyMeta(cursor, type);
      return;
    }
    const thread = NO_THREAD[type] === 1 ? undefined : (this.table.find(cursor.tid) ?? this.#unknown(cursor.tid, type));
    this.thread = thread;
    if (thread === undefined) {
      // The first event of a child: nobody knows it yet, but its call returned something.
      this.#takeResult(cursor, type);
      HANDLERS[type]?.(this, cursor);
      return;
    }
    if ((flags & F.EXIT) === 0) this.#enter(cursor, thread, type, flags);
    else this.#exit(cursor, thread, type, flags);
  }

  /** Lets go what the last event has ended and the next one would let go: for a look at the state between the two. */
  settle(): void {
    this.row++;
    if (this.#closed !== undefined) this.#endClose();
    this.table.finishEnding();
    this.row--;
  }

  #enter(cursor: EventCursor, thread: Thread, type: number, flags: number): void {
    if (INTERRUPTS_CALL[type] !== 1) {
      thread.enterType = type;
      thread.enterTime = this.time;
      thread.enterRow = this.row;
      thread.lastFd = -1;
      this.latency = 0;
      if ((flags & F.USES_FD) !== 0) {
        const fd = cursor.int(0);
        if (fd !== undefined) {
          thread.lastFd = fd;
          this.fdNum = fd;
          this.fd = thread.fd(fd);
          if (type === CLOSE_ENTER && this.fd !== undefined) thread.fds?.beginClose(fd);
        }
      }
      if (STORED_ENTERS[type] === 1) {
        thread.enterArguments ??= new EnterArguments();
        thread.enterArguments.store(cursor);
      } else if (thread.enterArguments !== undefined) thread.enterArguments.type = -1;
    } else if (IS_SWITCH[type] === 1) this.#switch(cursor, thread);
    if (ENTER_HANDLED[type] === 1) HANDLERS[type]?.(this, cursor);
  }

  #exit(cursor: EventCursor, thread: Thread, type: number, flags: number): void {
    const paired = thread.enterType + 1 === type || (thread.enterType === EXECVEAT_ENTER && EXECVE_EXITS.has(type));
    this.isPaired = paired;
    if (paired) {
      this.latency = this.time - thread.enterTime;
      this.pairDistance = this.row - thread.enterRow;
      thread.enterType = -1;
    } else thread.lastFd = -1;
    this.#takeResult(cursor, type);
    if ((flags & F.USES_FD) !== 0 || (!paired && (flags & F.USES_FD_EXIT_ONLY) !== 0)) {
      const at = EXIT_FD_PARAM[type] as number;
      // Where both sides were recorded, the fd is the one that the enter event named: newfstatat's is only a place to
      // start from, and has none.
      if ((!paired || type === COPY_FILE_RANGE_EXIT) && at >= 0) thread.lastFd = cursor.int(at) ?? -1;
      if (thread.lastFd >= 0) this.fd = thread.fd(thread.lastFd);
    }
    HANDLERS[type]?.(this, cursor);
    this.fdNum = thread.lastFd;
  }

  /** A thread that nobody has told of, where the type is one of its own events. */
  #unknown(tid: number, type: number): Thread | undefined {
    if (tid < 0 || NO_PLACEHOLDER.has(type) || EVENT_TYPES[type]?.origin === 'metaevent') return undefined;
    return this.table.addPlaceholder(tid);
  }

  #takeResult(cursor: EventCursor, type: number): void {
    if (RESULT_PARAM[type] !== 0) return;
    const result = cursor.int(0);
    if (result !== undefined) this.result = result;
  }

  /** Events that belong to no call: counters of a thread, notes of the capture tool. */
  #applyMeta(cursor: EventCursor, type: number): void {
    this.thread = this.threads.get(cursor.tid);
    if (type === PROCINFO && this.thread !== undefined) this.#procinfo(cursor, this.thread);
    else HANDLERS[type]?.(this, cursor);
  }

  /**
   * CPU of a thread since its previous procinfo event, in percent; unknown for the first of a thread that was there before
   * the capture. `result` carries the user part, `latency` the system part (see store/columns).
   */
  #procinfo(cursor: EventCursor, thread: Thread): void {
    const { user, system } = cpuSample(cursor);
    this.result = usedSince(thread.cpuUser, user);
    this.latency = usedSince(thread.cpuSystem, system);
    thread.cpuUser = user;
    thread.cpuSystem = system;
  }

  /** Memory and faults of the thread that leaves the CPU. `latency` carries the ns that it was on it. */
  #switch(cursor: EventCursor, thread: Thread): void {
    const major = cursor.uint(1);
    const minor = cursor.uint(2);
    if (major !== undefined && minor !== undefined && (thread.pfMajor !== major || thread.pfMinor !== minor)) {
      thread.pfMajor = major;
      thread.pfMinor = minor;
      thread.seenEpoch = 0;
      this.hasChanged = true;
    }
    const leader = thread.leader;
    const size = cursor.uint(3);
    if (leader !== undefined && size !== undefined) {
      this.table.setMemory(leader, size, cursor.uint(4) ?? leader.vmRssKb, cursor.uint(5) ?? leader.vmSwapKb);
    }
    const since = this.#switchedIn[cursor.cpu];
    this.latency = since === undefined ? Number.NaN : this.time - since;
    this.#switchedIn[cursor.cpu] = this.time;
  }

  /** Arguments of the enter event that the current exit event completes; undefined where they were not recorded. */
  enterArguments(): EventCursor | undefined {
    const stored = this.thread?.enterArguments;
    if (!this.isPaired || stored === undefined || stored.type < 0) return undefined;
    if (!this.enterCursor.load(stored.bytes, stored.view, 0, stored.length)) return undefined;
    return this.enterCursor;
  }

  /** Absolute time of the current event; 0n where it has none. */
  absoluteTime(): bigint {
    return Number.isNaN(this.time) ? 0n : this.baseTime + BigInt(this.time);
  }

  /** Enters or replaces an fd of the thread's table, and makes it the current event's fd. */
  setFd(thread: Thread, fd: number, info: FdInfo): void {
    const table = thread.fds;
    if (table === undefined) return;
    const before = table.size;
    if (table.get(fd) !== info) this.hasChanged = true;
    table.set(this.row, fd, info);
    if (table.size !== before) this.table.touchProcess(thread);
    this.fd = info;
  }

  /** As setFd, for calls that create an fd: a close of the same number in progress no longer counts. */
  createFd(thread: Thread, fd: number, info: FdInfo): void {
    thread.fds?.cancelClose(fd);
    this.setFd(thread, fd, info);
    thread.lastFd = fd;
    this.fdNameChanged = info.name !== '';
  }

  /** Removes an fd behind the current event, which still counts it. */
  closeFd(thread: Thread, table: FdTable, fd: number): void {
    if (this.#closed !== undefined) this.#endClose();
    this.#closed = { thread, table, fd, row: this.row };
    this.hasChanged = true;
  }

  #endClose(): void {
    const closed = this.#closed;
    this.#closed = undefined;
    if (closed === undefined || !closed.table.delete(closed.row, closed.fd)) return;
    this.table.touchProcess(closed.thread);
  }

  /** Replaces the current event's fd by a changed one. */
  changeFd(thread: Thread, fd: number, old: FdInfo, changes: Partial<FdInfo>): FdInfo {
    const info = this.fdDictionary.derive(old, changes);
    if (info.name !== old.name) this.fdNameChanged = true;
    this.setFd(thread, fd, info);
    return info;
  }

  /** Starts again, for a capture concatenated behind another: threads, fds and users are void, dictionaries stay. */
  restart(): void {
    this.table.clear();
    this.machine = undefined;
    this.interfaces = [];
    this.#switchedIn.length = 0;
    this.containers.clear();
    this.containerLog.push({ row: this.row, container: undefined });
    this.serverPorts.clear();
    this.cpuIsComplete = false;
    this.users.clear(this.row);
    this.#closed = undefined;
  }
}
