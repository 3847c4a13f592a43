// SPDX-License-Identifier: Apache-2.0
// A thread and its process as the state engine knows them now: the mutable side of ThreadInfo.

import type { EventCursor } from '../scap/event-cursor.js';
import { type FdSpace, FdTable } from './fd-table.js';
import { CloneFlag, NO_ID, type ThreadInfo } from './thread-info.js';
import type { SaidWait } from './waits.js';

/** What a thread itself is; ThreadInfo adds what it is related to. Replaced, never changed. */
export type ThreadAttributes = Omit<
  ThreadInfo,
  'id' | 'user' | 'group' | 'loginUser' | 'container' | 'pod' | 'leader' | 'parent' | 'fds' | 'isPlaceholder'
>;

export const NO_ATTRIBUTES: ThreadAttributes = {
  tid: -1,
  pid: -1,
  ptid: -1,
  vtid: -1,
  vpid: -1,
  sid: -1,
  pgid: -1,
  vpgid: -1,
  comm: '',
  exe: '',
  exePath: '',
  args: [],
  env: [],
  cwd: '',
  root: '',
  cgroups: [],
  uid: NO_ID,
  gid: NO_ID,
  loginUid: NO_ID,
  capInheritable: 0n,
  capPermitted: 0n,
  capEffective: 0n,
  exeFlags: 0,
  exeIno: 0,
  exeInoCtime: 0n,
  exeInoMtime: 0n,
  fdLimit: -1,
  pidnsInitStart: 0n,
  tty: 0,
  flags: 0,
  cloneTime: 0n,
  execTime: 0n,
  containerId: '',
};

/** The same, while it is being put together. */
export type MutableAttributes = { -readonly [K in keyof ThreadAttributes]: ThreadAttributes[K] };

/** A copy to change. Written out, because spreading 34 members costs microseconds and forks are many. */
export function copyAttributes(a: ThreadAttributes): MutableAttributes {
  return {
    tid: a.tid,
    pid: a.pid,
    ptid: a.ptid,
    vtid: a.vtid,
    vpid: a.vpid,
    sid: a.sid,
    pgid: a.pgid,
    vpgid: a.vpgid,
    comm: a.comm,
    exe: a.exe,
    exePath: a.exePath,
    args: a.args,
    env: a.env,
    cwd: a.cwd,
    root: a.root,
    cgroups: a.cgroups,
    uid: a.uid,
    gid: a.gid,
    loginUid: a.loginUid,
    capInheritable: a.capInheritable,
    capPermitted: a.capPermitted,
    capEffective: a.capEffective,
    exeFlags: a.exeFlags,
    exeIno: a.exeIno,
    exeInoCtime: a.exeInoCtime,
    exeInoMtime: a.exeInoMtime,
    fdLimit: a.fdLimit,
    pidnsInitStart: a.pidnsInitStart,
    tty: a.tty,
    flags: a.flags,
    cloneTime: a.cloneTime,
    execTime: a.execTime,
    containerId: a.containerId,
  };
}

/** A thread group. */
export class Process {
  readonly pid: number;
  leader: Thread | undefined;
  readonly threads = new Set<Thread>();
  alive = 0;
  isReaper: boolean;
  /** Grows with every change of memory, fd count or thread count: threads compare it to make new versions. */
  epoch = 1;

  constructor(pid: number, isReaper: boolean) {
    this.pid = pid;
    this.isReaper = isReaper;
  }
}

/** The arguments of an enter event, copied because its exit needs them. */
export class EnterArguments {
  bytes: Uint8Array<ArrayBuffer> = Buffer.alloc(256);
  view = new DataView(this.bytes.buffer);
  length = 0;
  /** Event type of the stored enter; -1 none. */
  type = -1;

  store(cursor: EventCursor): void {
    const { bytes, blockStart, blockEnd } = cursor;
    const length = blockEnd - blockStart;
    if (length > this.bytes.length) {
      this.bytes = Buffer.alloc(length * 2);
      this.view = new DataView(this.bytes.buffer);
    }
    const own = this.bytes;
    // Most are below a hundred bytes: a loop is over before a view of them is made.
    for (let i = 0; i < length; i++) own[i] = bytes[blockStart + i] as number;
    this.length = length;
    this.type = cursor.type;
  }
}

export interface ThreadOrigin {
  /** Known by its number alone. */
  readonly isPlaceholder: boolean;
  /** The event that made it known. */
  readonly row: number;
  /** Where its fd table is to be. */
  readonly fdSpace: FdSpace;
  /** An earlier thread with the same tid. */
  readonly predecessor: Thread | undefined;
}

const NO_THREADS: ReadonlySet<Thread> = new Set();

export class Thread {
  readonly tid: number;
  attributes: ThreadAttributes;
  process: Process | undefined;
  /** Thread that this one is a child of; undefined where unknown. Only leaders' matter. */
  parent: Thread | undefined;
  #children: Set<Thread> | undefined;
  /** Own table; undefined where the process's is used. */
  ownFds: FdTable | undefined;
  /** Known by its number alone. */
  isPlaceholder: boolean;
  dead = false;
  reaperTid = -1;

  /** Snapshot of what the thread is; out of date while `stale`. */
  info: ThreadInfo | undefined;
  stale = true;
  version = 0;
  seenEpoch = 0;

  vmSizeKb = 0;
  vmRssKb = 0;
  vmSwapKb = 0;
  pfMajor = 0;
  pfMinor = 0;

  /** Last enter event: type (-1 none), time (ns since the capture's start), row, and the fd that it named (-1 none). */
  enterType = -1;
  enterTime = 0;
  enterRow = -1;
  lastFd = -1;
  enterArguments: EnterArguments | undefined;
  /** Row of the last exit event: what was said of it before does not hold any more. */
  exitRow = -1;
  /** What it waited for in the last look at it. */
  wait: SaidWait | undefined;

  /** Cumulative CPU of the last procinfo event; -1 before the first. */
  cpuUser = -1;
  cpuSystem = -1;

  /** Rows between which this thread was in the table. */
  readonly birthRow: number;
  deathRow = Number.POSITIVE_INFINITY;
  /** Row at which it ended: a leader stays in the table while other threads of its process live. */
  deadRow = Number.POSITIVE_INFINITY;
  /** Row of the last change of what the thread is. */
  changedRow: number;
  /** An earlier thread with the same tid. */
  predecessor: Thread | undefined;
  readonly #fdSpace: FdSpace;
  /** (row, info id) pairs: what this thread was, when. */
  readonly history: number[] = [];

  constructor(tid: number, attributes: ThreadAttributes, { isPlaceholder, row, fdSpace, predecessor }: ThreadOrigin) {
    this.tid = tid;
    this.attributes = attributes;
    this.isPlaceholder = isPlaceholder;
    this.birthRow = row;
    this.changedRow = row;
    this.#fdSpace = fdSpace;
    this.predecessor = predecessor;
  }

  get children(): ReadonlySet<Thread> {
    return this.#children ?? NO_THREADS;
  }

  addChild(child: Thread): void {
    this.#children ??= new Set();
    this.#children.add(child);
  }

  removeChild(child: Thread): void {
    this.#children?.delete(child);
  }

  removeChildren(): void {
    this.#children = undefined;
  }

  get isMain(): boolean {
    return this.tid === this.attributes.pid;
  }

  /** Thread group's leader; undefined where it is not in the table. */
  get leader(): Thread | undefined {
    return this.isMain ? this : this.process?.leader;
  }

  /** The table that this thread's calls act on. */
  get fds(): FdTable | undefined {
    if ((this.attributes.flags & CloneFlag.FILES) === 0 || this.isMain) {
      this.ownFds ??= new FdTable(this.#fdSpace);
      return this.ownFds;
    }
    const leader = this.process?.leader;
    if (leader === undefined) return undefined;
    leader.ownFds ??= new FdTable(this.#fdSpace);
    return leader.ownFds;
  }

  /** Id of the FdInfo of fd n; 0 where it is not known. */
  fd(n: number): number {
    return n < 0 ? 0 : (this.fds?.get(n) ?? 0);
  }

  /** Working directory with a trailing slash; the leader's for secondary threads. */
  get cwd(): string {
    const leader = this.leader;
    if (leader === undefined) return './';
    return leader.attributes.cwd;
  }

  /** Forgets what the thread was before event `row`, but for what it was just before. */
  forgetHistory(row: number): void {
    const { history } = this;
    let first = 0;
    while (first + 2 < history.length && (history[first + 2] as number) < row) first += 2;
    if (first > 0) history.splice(0, first);
  }

  /** Versions and ThreadInfos have new numbers. */
  renumber(newVersion: Uint32Array, newInfo: Uint32Array): void {
    this.version = newVersion[this.version] as number;
    for (let i = 1; i < this.history.length; i += 2) this.history[i] = newInfo[this.history[i] as number] as number;
  }

  set(changes: Partial<ThreadAttributes>): void {
    this.attributes = Object.assign(copyAttributes(this.attributes), changes);
  }
}
