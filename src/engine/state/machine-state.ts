// SPDX-License-Identifier: Apache-2.0
// What the stream says the machine looks like: threads, fds, users, containers, and dictionaries of the snapshots that
// rows point at. The ingest loop calls apply() for every event; after it, the members under "the current event" say what
// the event's row has to hold. Handlers per event family: process-events.ts, fd-events.ts, socket-events.ts,
// credential-events.ts, meta-events.ts.

import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag, ParamType } from '../scap/event-types.js';
import type { InterfaceInfo, MachineInfo } from '../scap/metadata.js';
import type { ContainerInfo } from './container-info.js';
import { cpuSample, usedSince } from './cpu-samples.js';
import { FdDictionary } from './fd-dictionary.js';
import type { FdInfo } from './fd-info.js';
import type { FdTable } from './fd-table.js';
import { HANDLERS } from './handlers.js';
import { renumber } from './renumber.js';
import type { PortName } from './socket-tuples.js';
import { StringLists } from './string-lists.js';
import { copyAttributes, EnterArguments, NO_ATTRIBUTES, Process, Thread, type ThreadAttributes } from './thread.js';
import { CloneFlag, NO_ID, type ThreadInfo } from './thread-info.js';
import { ThreadVersions } from './thread-versions.js';
import { UserTables } from './users.js';

const F = EventFlag;
const RECENT_NS = 2e9;
const RECENT_THREADS = 8192;

/** Index of the parameter with the fd on exit events of the newest schema; -1 where the exit carries none. */
const EXIT_FD_PARAM = Int8Array.from(EVENT_TYPES, (type) => {
  if (!type.isExit) return -1;
  if (type.key === 'copy_file_range_x') return 1;
  if (type.key === 'splice_x') return 2;
  return type.params.findIndex((p, i) => i > 0 && p.type === ParamType.FD);
});

/** Index of the parameter with the return value: 0 where it is called `res` or `fd`, -1 where an exit has none. */
const RESULT_PARAM = Int8Array.from(EVENT_TYPES, (type) => {
  const name = type.params[0]?.name;
  return type.isExit && type.id !== 1 && (name === 'res' || name === 'fd') ? 0 : -1;
});

/** Exits that do not create an unknown thread: the child's own event or none will say what it is. */
const NO_PLACEHOLDER: ReadonlySet<number> = new Set(
  EVENT_TYPES.filter((t) => /^(clone|fork|vfork|clone3)(_\d+)?_x$|^procexit|^schedswitch/.test(t.key)).map((t) => t.id),
);
const IS_SWITCH = Uint8Array.from(EVENT_TYPES, (t) => (t.key.startsWith('schedswitch') ? 1 : 0));
const IS_PROCINFO = EVENT_TYPES.findIndex((t) => t.key === 'procinfo_e');
/** Enter-typed events that interrupt a call without ending it. */
const INTERRUPTS_CALL = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(signaldeliver|page_fault|schedswitch|procexit)/.test(t.key) || t.origin !== 'syscall' ? 1 : 0,
);
/** Notes of the capture tool: the tid in their header, if any, says nothing. */
const NO_THREAD = Uint8Array.from(EVENT_TYPES, (t) =>
  /^(container_json|user_|group_|pluginevent|asyncevent)/.test(t.key) ? 1 : 0,
);
/** Enter events whose arguments their exit needs. */
const STORED_ENTERS = Uint8Array.from(EVENT_TYPES, (t) =>
  !t.isExit &&
  /^(open|creat|openat|openat_2|openat2|execve_1[89]|execveat|connect|socket|eventfd2?|set(re)?s?[ug]id|setresuid|setresgid|getrlimit|setrlimit|prlimit|fcntl|sendto|sendmsg|unshare|setns|dup_1|dup2|dup3|linkat|unlinkat|close_range|inotify_init1?|signalfd4?|epoll_create1|accept4(_5|_6)?)_e$/.test(
    t.key,
  )
    ? 1
    : 0,
);
const CLOSE_ENTER = EVENT_TYPES.findIndex((t) => t.key === 'close_e');
const EXECVEAT_ENTER = EVENT_TYPES.findIndex((t) => t.key === 'execveat_e');
const EXECVE_EXITS: ReadonlySet<number> = new Set(
  EVENT_TYPES.filter((t) => t.key === 'execve_18_x' || t.key === 'execve_19_x').map((t) => t.id),
);
const ENTER_HANDLED = Uint8Array.from(EVENT_TYPES, (t) => (!t.isExit && HANDLERS[t.id] !== undefined ? 1 : 0));

/** Which numbers get names. */
export interface NameOptions {
  /** False: users and groups are numbers only. */
  readonly users: boolean;
  /** Undefined: ports are numbers only. */
  readonly portName?: PortName;
}

/** Stands for every user and group where none are to be named. */
const UNNAMED = { uid: NO_ID, gid: NO_ID, name: '<NA>', home: '<NA>', shell: '<NA>' };

export class MachineState {
  readonly names: NameOptions;
  machine: MachineInfo | undefined;
  interfaces: readonly InterfaceInfo[] = [];
  readonly users = new UserTables();
  readonly containers = new Map<string, ContainerInfo>();
  /** When metadata of which container came; undefined where all were forgotten (restart). */
  readonly containerLog: { readonly row: number; readonly container: ContainerInfo | undefined }[] = [];
  readonly threads = new Map<number, Thread>();
  readonly processes = new Map<number, Process>();
  /** Every thread that ever was, also the ended ones: the past of the thread table. */
  everyThread: Thread[] = [];
  /** The newest thread with a tid, alive or not; older ones hang on it as predecessors. */
  readonly #newest = new Map<number, Thread>();
  /** ThreadInfo by id; [0] is a stand-in for "no thread" and never shown. */
  readonly infos: ThreadInfo[] = [];
  readonly fdDictionary = new FdDictionary();
  readonly versions = new ThreadVersions();
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
  /** Whether the event has changed a thread, a process or an fd: whoever saves a part of the capture must keep it. */
  hasChanged = false;
  /** Whether the exit event has its enter event. */
  isPaired = false;
  /** Two numbers of events that have no result: CPU percentages of procinfo, on-CPU ns of switch. */
  readonly enterCursor = new EventCursor();

  #removeThread: Thread | undefined;
  /** An fd whose close has been seen to succeed; it leaves its table with the next event. */
  #closed: { readonly thread: Thread; readonly table: FdTable; readonly fd: number; readonly row: number } | undefined;
  #lastTid = Number.NaN;
  #lastThread: Thread | undefined;
  readonly #switchedIn: number[] = [];
  /** When threads ended, oldest first. */
  readonly #ended = new Map<number, number>();

  constructor(names: NameOptions = { users: true }) {
    this.names = names;
    const nobody = new Thread(-1, NO_ATTRIBUTES, true, -1);
    this.#makeInfo(nobody);
  }

  /** Applies one event, the row-th of the capture, `time` ns after its first. */
  apply(cursor: EventCursor, row: number, time: number): void {
    this.row = row;
    if (this.#removeThread !== undefined) this.#endThread();
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
    const thread = NO_THREAD[type] === 1 ? undefined : this.#threadOf(cursor.tid, type);
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
    if (this.#removeThread !== undefined) this.#endThread();
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

  #takeResult(cursor: EventCursor, type: number): void {
    if (RESULT_PARAM[type] !== 0) return;
    const result = cursor.int(0);
    if (result !== undefined) this.result = result;
  }

  /** Events that belong to no call: counters of a thread, notes of the capture tool. */
  #applyMeta(cursor: EventCursor, type: number): void {
    this.thread = this.threads.get(cursor.tid);
    if (type === IS_PROCINFO && this.thread !== undefined) this.#procinfo(cursor, this.thread);
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
      this.setMemory(leader, size, cursor.uint(4) ?? leader.vmRssKb, cursor.uint(5) ?? leader.vmSwapKb);
    }
    const since = this.#switchedIn[cursor.cpu];
    this.latency = since === undefined ? Number.NaN : this.time - since;
    this.#switchedIn[cursor.cpu] = this.time;
  }

  setMemory(thread: Thread, sizeKb: number, rssKb: number, swapKb: number): void {
    if (thread.vmSizeKb === sizeKb && thread.vmRssKb === rssKb && thread.vmSwapKb === swapKb) return;
    thread.vmSizeKb = sizeKb;
    thread.vmRssKb = rssKb;
    thread.vmSwapKb = swapKb;
    this.touchProcess(thread);
  }

  /** A number that all threads of the process show has changed. */
  touchProcess(thread: Thread): void {
    if (thread.process !== undefined) thread.process.epoch++;
    thread.seenEpoch = 0;
    this.hasChanged = true;
  }

  #threadOf(tid: number, type: number): Thread | undefined {
    if (tid === this.#lastTid && this.#lastThread !== undefined) return this.#lastThread;
    let thread = this.threads.get(tid);
    if (thread === undefined) {
      if (tid < 0 || NO_PLACEHOLDER.has(type) || EVENT_TYPES[type]?.origin === 'metaevent') return undefined;
      thread = this.addPlaceholder(tid);
    }
    this.#lastTid = tid;
    this.#lastThread = thread;
    return thread;
  }

  /** A thread of which only the number is known. */
  addPlaceholder(tid: number): Thread {
    this.hasChanged = true;
    return this.addThread(tid, { ...NO_ATTRIBUTES, tid, comm: '<NA>', exe: '<NA>' }, true);
  }

  /** Enters a thread, in place of one with the same tid. Its process and parent are linked unless it is a placeholder. */
  addThread(tid: number, attributes: ThreadAttributes, isPlaceholder = false): Thread {
    const old = this.threads.get(tid);
    if (old !== undefined) this.removeThread(old);
    // A leader stays in the table while its threads live, but not beside another with its number.
    if (old !== undefined && this.threads.get(tid) === old) this.#drop(old);
    const thread = new Thread(tid, attributes, isPlaceholder, this.row, this.#newest.get(tid));
    this.threads.set(tid, thread);
    this.#newest.set(tid, thread);
    this.everyThread.push(thread);
    if (tid === this.#lastTid) this.#lastThread = thread;
    if (!isPlaceholder) this.link(thread);
    return thread;
  }

  /** Forgets threads that ended before event `row`, and the past of the others before it; answers those that are left. */
  forgetThreads(row: number): readonly Thread[] {
    this.everyThread = this.everyThread.filter((thread) => thread.deathRow > row);
    for (const [tid, thread] of this.#newest) if (thread.deathRow <= row) this.#newest.delete(tid);
    for (const thread of this.everyThread) {
      if (thread.predecessor !== undefined && thread.predecessor.deathRow <= row) thread.predecessor = undefined;
      thread.forgetHistory(row);
    }
    return this.everyThread;
  }

  /** Keeps the ThreadInfos whose kept[id] is 1; answers the new id of each old one. */
  renumberInfos(kept: Uint8Array): Uint32Array {
    return renumber(this.infos, kept);
  }

  /** The newest thread that has or had this tid. */
  latestThread(tid: number): Thread | undefined {
    return this.#newest.get(tid);
  }

  /** Joins a thread to its process and its parent, as its attributes say. */
  link(thread: Thread): void {
    thread.isPlaceholder = false;
    const pid = thread.attributes.pid;
    let process = this.processes.get(pid);
    if (process === undefined) {
      process = new Process(pid, pid === 1 || thread.attributes.vpid === 1);
      this.processes.set(pid, process);
    }
    thread.process = process;
    process.threads.add(thread);
    process.alive++;
    process.epoch++;
    if (thread.isMain) process.leader = thread;
    const ptid = thread.attributes.ptid;
    const parent = pid === 1 ? undefined : this.threads.get(ptid);
    const isAdopted = parent !== undefined && !parent.isPlaceholder && this.#adopt(thread, parent);
    if (!isAdopted && pid !== 1 && ptid !== 0) thread.set({ ptid: 0 });
    this.markStale(thread);
  }

  /** Gives a child its parent, or none where that would make it its own ancestor. Whether it has one now. */
  #adopt(child: Thread, parent: Thread | undefined): boolean {
    const accepted = parent !== undefined && mayBeParent(parent, child) ? parent : undefined;
    child.parent?.children.delete(child);
    child.parent = accepted;
    accepted?.children.add(child);
    return accepted !== undefined;
  }

  /** The thread's event of dying has been seen; it leaves the table with the next event. */
  markDead(thread: Thread, reaperTid: number): void {
    if (thread.dead) return;
    thread.dead = true;
    thread.deadRow = this.row;
    thread.reaperTid = reaperTid;
    this.hasChanged = true;
    if (thread.process !== undefined) {
      thread.process.alive--;
      thread.process.epoch++;
    }
    this.#removeThread = thread;
  }

  /** A dead leader lives on where one of its threads has executed a program: that thread takes the leader's place. */
  revive(thread: Thread): void {
    if (!thread.dead) return;
    thread.dead = false;
    thread.deadRow = Number.POSITIVE_INFINITY;
    if (this.#removeThread === thread) this.#removeThread = undefined;
    if (thread.process !== undefined) thread.process.alive++;
  }

  /** Whether a thread with this tid has ended in the last two seconds: a late event about its birth is void. */
  recentlyEnded(tid: number): boolean {
    const ended = this.#ended.get(tid);
    return ended !== undefined && this.time - ended < RECENT_NS;
  }

  #endThread(): void {
    const thread = this.#removeThread;
    this.#removeThread = undefined;
    if (thread !== undefined && this.threads.get(thread.tid) === thread) this.removeThread(thread);
  }

  /** Takes a thread out of the table and hands its children on. A dead leader stays while its threads live. */
  removeThread(thread: Thread): void {
    const process = thread.process;
    if (process === undefined || thread.isPlaceholder) {
      this.#drop(thread);
      return;
    }
    if (!thread.dead) {
      thread.dead = true;
      thread.deadRow = this.row;
      process.alive--;
      process.epoch++;
    }
    this.#reparentChildren(thread, process);
    if (thread.isMain && process.alive > 0) return;
    if (!thread.isMain) this.#drop(thread);
    if (process.alive <= 0) {
      const leader = process.leader;
      if (leader !== undefined && this.threads.get(leader.tid) === leader) this.#drop(leader);
      if (this.processes.get(process.pid) === process) this.processes.delete(process.pid);
    }
  }

  #drop(thread: Thread): void {
    thread.deathRow = this.row;
    this.hasChanged = true;
    this.#ended.delete(thread.tid);
    this.#ended.set(thread.tid, this.time);
    if (this.#ended.size > RECENT_THREADS) this.#forgetOldestEnd();
    thread.parent?.children.delete(thread);
    thread.process?.threads.delete(thread);
    if (this.threads.get(thread.tid) === thread) this.threads.delete(thread.tid);
    if (thread === this.#lastThread) {
      this.#lastThread = undefined;
      this.#lastTid = Number.NaN;
    }
  }

  #forgetOldestEnd(): void {
    const oldest = this.#ended.keys().next();
    if (oldest.done !== true) this.#ended.delete(oldest.value);
  }

  #reparentChildren(thread: Thread, process: Process): void {
    if (thread.children.size === 0) return;
    const reaper = this.#reaperOf(thread, process);
    if (reaper?.process !== undefined && reaper.process !== process) reaper.process.isReaper = true;
    for (const child of [...thread.children]) {
      const isAdopted = this.#adopt(child, reaper);
      child.set({ ptid: isAdopted ? (reaper?.tid ?? 0) : 0 });
      this.markStale(child);
    }
    thread.children.clear();
  }

  /** Who gets the children: whom the kernel named, a sibling thread, or the nearest ancestor that is a reaper. */
  #reaperOf(thread: Thread, process: Process): Thread | undefined {
    const named = thread.reaperTid > 0 ? this.threads.get(thread.reaperTid) : undefined;
    if (named !== undefined && !named.isPlaceholder) return named;
    for (const sibling of process.threads) if (sibling !== thread && !sibling.dead) return sibling;
    const inNamespace = isInPidNamespace(thread.attributes);
    let ancestor = thread.parent;
    for (let depth = 0; ancestor !== undefined && depth < 1000; depth++) {
      if (isInPidNamespace(ancestor.attributes) !== inNamespace) return undefined;
      if (ancestor.process?.isReaper === true) {
        for (const candidate of ancestor.process.threads) if (!candidate.dead) return candidate;
      }
      ancestor = ancestor.process?.leader?.parent ?? ancestor.parent;
    }
    return undefined;
  }

  /** The thread's snapshot, and those of all that point at it, have to be made anew. */
  markStale(thread: Thread): void {
    this.hasChanged = true;
    thread.changedRow = this.row;
    if (thread.stale && thread.info !== undefined) return;
    thread.stale = true;
    if (!thread.isMain) {
      for (const child of thread.children) this.markStale(child);
      return;
    }
    if (thread.process !== undefined) {
      for (const sibling of thread.process.threads) {
        if (sibling !== thread) {
          sibling.stale = true;
          sibling.changedRow = this.row;
        }
        for (const child of sibling.children) this.markStale(child);
      }
    }
  }

  /** Changes what a thread is. */
  change(thread: Thread, changes: Partial<ThreadAttributes>): void {
    thread.set(changes);
    this.markStale(thread);
  }

  /** As change(), with everything new. */
  replace(thread: Thread, attributes: ThreadAttributes): void {
    // An exec may be the first event of a thread that others have named already: by the name that it had before.
    if (thread.info === undefined && thread.changedRow < this.row) this.#makeInfo(thread);
    thread.attributes = attributes;
    this.markStale(thread);
  }

  /** What the thread is now, as a snapshot. */
  infoOf(thread: Thread): ThreadInfo {
    return thread.info === undefined || thread.stale ? this.#makeInfo(thread) : thread.info;
  }

  #makeInfo(thread: Thread): ThreadInfo {
    const attributes = thread.attributes;
    thread.stale = false;
    const leaderThread = thread.isMain ? undefined : thread.process?.leader;
    const leader = leaderThread === undefined ? undefined : this.infoOf(leaderThread);
    const parentThread = (leaderThread ?? thread).parent;
    const parentLeader = parentThread?.leader ?? parentThread;
    const parent = parentLeader === undefined || parentLeader === thread ? undefined : this.infoOf(parentLeader);
    const container = attributes.containerId;
    const info = copyAttributes(attributes) as { -readonly [K in keyof ThreadInfo]: ThreadInfo[K] };
    info.id = this.infos.length;
    const isNamed = this.names.users;
    info.user = isNamed ? this.users.user(container, attributes.uid) : UNNAMED;
    info.group = isNamed ? this.users.group(container, attributes.gid) : UNNAMED;
    info.loginUser = isNamed ? this.users.user(container, attributes.loginUid) : UNNAMED;
    info.container = container === '' ? undefined : this.containers.get(container);
    info.leader = leader ?? info;
    info.parent = parent;
    info.fds = thread.fds;
    info.isPlaceholder = thread.isPlaceholder;
    this.infos.push(info);
    thread.info = info;
    thread.seenEpoch = 0;
    // It has been so since the change, whenever somebody asks for the first time.
    if (this.infos.length > 1) thread.history.push(thread.changedRow, info.id);
    return info;
  }

  /** Number of the thread's version after the current event. */
  versionOf(thread: Thread): number {
    const epoch = thread.process?.epoch ?? 1;
    if (!thread.stale && thread.seenEpoch === epoch && thread.version !== 0) return thread.version;
    return this.#makeVersion(thread, epoch);
  }

  #makeVersion(thread: Thread, epoch: number): number {
    const info = this.infoOf(thread);
    const leader = thread.leader ?? thread;
    const versions = this.versions;
    const fdCount = leader.fds?.size ?? 0;
    const threadCount = thread.process?.alive ?? 0;
    const v = thread.version;
    thread.seenEpoch = epoch;
    if (
      v !== 0 &&
      versions.info[v] === info.id &&
      versions.vmSizeKb[v] === leader.vmSizeKb &&
      versions.vmRssKb[v] === leader.vmRssKb &&
      versions.vmSwapKb[v] === leader.vmSwapKb &&
      versions.pfMajor[v] === thread.pfMajor &&
      versions.pfMinor[v] === thread.pfMinor &&
      versions.fdCount[v] === fdCount &&
      versions.threadCount[v] === Math.min(threadCount, 0xffff)
    ) {
      return v;
    }
    thread.version = versions.add(info.id, leader, thread, fdCount, threadCount, this.row, v);
    return thread.version;
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
    if (table.size !== before) this.touchProcess(thread);
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
    this.touchProcess(closed.thread);
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
    for (const thread of this.threads.values()) thread.deathRow = this.row + 1;
    this.machine = undefined;
    this.interfaces = [];
    this.#switchedIn.length = 0;
    this.#ended.clear();
    this.threads.clear();
    this.processes.clear();
    this.containers.clear();
    this.containerLog.push({ row: this.row, container: undefined });
    this.serverPorts.clear();
    this.cpuIsComplete = false;
    this.users.clear(this.row);
    this.#lastThread = undefined;
    this.#lastTid = Number.NaN;
    this.#removeThread = undefined;
    this.#closed = undefined;
  }
}

const COPY_FILE_RANGE_EXIT = EVENT_TYPES.findIndex((t) => t.key === 'copy_file_range_x');

/** Longer chains of parents than this are none: snapshots of a thread are made along the chain. */
const MAX_ANCESTORS = 500;

/** Whether `child` is not among the ancestors of `parent`. Only damaged or forged captures have such families. */
function mayBeParent(parent: Thread, child: Thread): boolean {
  const family = child.leader ?? child;
  let ancestor: Thread | undefined = parent.leader ?? parent;
  for (let depth = 0; ancestor !== undefined; depth++) {
    if (ancestor === family || ancestor === child || depth > MAX_ANCESTORS) return false;
    ancestor = ancestor.parent?.leader ?? ancestor.parent;
  }
  return true;
}

export function isInPidNamespace(attributes: ThreadAttributes): boolean {
  return (
    (attributes.flags & CloneFlag.CHILD_IN_PIDNS) !== 0 || (attributes.vtid >= 0 && attributes.tid !== attributes.vtid)
  );
}
