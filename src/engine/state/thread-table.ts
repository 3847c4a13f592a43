// SPDX-License-Identifier: Apache-2.0
// Threads and processes: who lives, who lived, who is whose parent. Threads that end leave the table after the event of
// their end; their children go to the parent that the kernel would choose.

import type { CurrentEvent } from './current-event.js';
import type { FdSpace } from './fd-table.js';
import { EnterArguments, NO_ATTRIBUTES, Process, Thread, type ThreadAttributes } from './thread.js';
import { CloneFlag } from './thread-info.js';
import type { ThreadSnapshots } from './thread-snapshots.js';

const RECENT_NS = 2e9;
const RECENT_THREADS = 8192;
/** Rooms for arguments that are kept for threads to come. */
const MOST_SPARE = 256;

/** Longer chains of parents than this are ignored: snapshots of a thread are made along the chain. */
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

export class ThreadTable {
  readonly #event: CurrentEvent;
  readonly #snapshots: ThreadSnapshots;
  readonly #fdSpace: FdSpace;
  readonly #alive = new Map<number, Thread>();
  readonly #processes = new Map<number, Process>();
  #everyThread: Thread[] = [];
  /** The newest thread with a tid, alive or not; older ones hang on it as predecessors. */
  readonly #newest = new Map<number, Thread>();
  /** When threads ended, oldest first. */
  readonly #ended = new Map<number, number>();
  #ending: Thread | undefined;
  readonly #spare: EnterArguments[] = [];
  #lastTid = Number.NaN;
  #lastThread: Thread | undefined;

  constructor(event: CurrentEvent, snapshots: ThreadSnapshots, fdSpace: FdSpace) {
    this.#event = event;
    this.#snapshots = snapshots;
    this.#fdSpace = fdSpace;
  }

  /** By tid, also leaders that have ended before their threads. */
  get alive(): ReadonlyMap<number, Thread> {
    return this.#alive;
  }

  get processes(): ReadonlyMap<number, Process> {
    return this.#processes;
  }

  /** Every thread that ever was, also the ended ones: the past of the table. */
  get everyThread(): readonly Thread[] {
    return this.#everyThread;
  }

  /** The thread with this tid; most events are of the thread that the one before was of. */
  find(tid: number): Thread | undefined {
    if (tid === this.#lastTid && this.#lastThread !== undefined) return this.#lastThread;
    const thread = this.#alive.get(tid);
    if (thread === undefined) return undefined;
    this.#lastTid = tid;
    this.#lastThread = thread;
    return thread;
  }

  /** Memory of a process, which its leader holds. */
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
    this.#event.hasChanged = true;
  }

  /** A thread of which only the number is known. */
  addPlaceholder(tid: number): Thread {
    this.#event.hasChanged = true;
    return this.add(tid, { ...NO_ATTRIBUTES, tid, comm: '<NA>', exe: '<NA>' }, true);
  }

  /** Enters a thread, replacing one with the same tid. Its process and parent are linked unless it is a placeholder. */
  add(tid: number, attributes: ThreadAttributes, isPlaceholder = false): Thread {
    const old = this.#alive.get(tid);
    if (old !== undefined) this.remove(old);
    // A leader stays in the table while its threads live, but not beside another with its number.
    if (old !== undefined && this.#alive.get(tid) === old) this.#drop(old);
    const predecessor = this.#newest.get(tid);
    const thread = new Thread(tid, attributes, {
      isPlaceholder,
      row: this.#event.row,
      fdSpace: this.#fdSpace,
      predecessor,
    });
    this.#alive.set(tid, thread);
    this.#newest.set(tid, thread);
    this.#everyThread.push(thread);
    if (tid === this.#lastTid) this.#lastThread = thread;
    if (!isPlaceholder) this.link(thread);
    return thread;
  }

  /** Forgets threads that ended before event `row`, and the past of the others before it; answers those that are left. */
  forgetBefore(row: number): readonly Thread[] {
    this.#everyThread = this.#everyThread.filter((thread) => thread.deathRow > row);
    for (const [tid, thread] of this.#newest) if (thread.deathRow <= row) this.#newest.delete(tid);
    for (const thread of this.#everyThread) {
      if (thread.predecessor !== undefined && thread.predecessor.deathRow <= row) thread.predecessor = undefined;
      thread.forgetHistory(row);
    }
    return this.#everyThread;
  }

  /** The newest thread that has or had this tid. */
  latest(tid: number): Thread | undefined {
    return this.#newest.get(tid);
  }

  /** Joins a thread to its process and its parent, as its attributes say. */
  link(thread: Thread): void {
    thread.isPlaceholder = false;
    const pid = thread.attributes.pid;
    let process = this.#processes.get(pid);
    if (process === undefined) {
      process = new Process(pid, pid === 1 || thread.attributes.vpid === 1);
      this.#processes.set(pid, process);
    }
    thread.process = process;
    process.threads.add(thread);
    process.alive++;
    process.epoch++;
    if (thread.isMain) process.leader = thread;
    const ptid = thread.attributes.ptid;
    const parent = pid === 1 ? undefined : this.#alive.get(ptid);
    const isAdopted = parent !== undefined && !parent.isPlaceholder && this.#adopt(thread, parent);
    if (!isAdopted && pid !== 1 && ptid !== 0) thread.set({ ptid: 0 });
    this.markStale(thread);
  }

  /** Gives a child its parent, or none where that would make it its own ancestor. Whether it has one now. */
  #adopt(child: Thread, parent: Thread | undefined): boolean {
    const accepted = parent !== undefined && mayBeParent(parent, child) ? parent : undefined;
    child.parent?.removeChild(child);
    child.parent = accepted;
    accepted?.addChild(child);
    return accepted !== undefined;
  }

  /** The thread's event of dying has been seen; it leaves the table with the next event. */
  markDead(thread: Thread, reaperTid: number): void {
    if (thread.dead) return;
    thread.dead = true;
    thread.deadRow = this.#event.row;
    thread.reaperTid = reaperTid;
    this.#event.hasChanged = true;
    if (thread.process !== undefined) {
      thread.process.alive--;
      thread.process.epoch++;
    }
    this.#ending = thread;
  }

  /** A dead leader lives on where one of its threads has executed a program: that thread takes the leader's place. */
  revive(thread: Thread): void {
    if (!thread.dead) return;
    thread.dead = false;
    thread.deadRow = Number.POSITIVE_INFINITY;
    if (this.#ending === thread) this.#ending = undefined;
    if (thread.process !== undefined) thread.process.alive++;
  }

  /** Whether a thread with this tid has ended in the last two seconds: a late event about its birth is void. */
  recentlyEnded(tid: number): boolean {
    const ended = this.#ended.get(tid);
    return ended !== undefined && this.#event.time - ended < RECENT_NS;
  }

  /** The thread that had this number and has ended in the last two seconds. */
  justEnded(tid: number): Thread | undefined {
    return this.recentlyEnded(tid) ? this.#newest.get(tid) : undefined;
  }

  /** Lets the thread go whose event of dying was the last one. */
  finishEnding(): void {
    const thread = this.#ending;
    if (thread === undefined) return;
    this.#ending = undefined;
    if (this.#alive.get(thread.tid) === thread) this.remove(thread);
  }

  /** Takes a thread out of the table and hands its children on. A dead leader stays while its threads live. */
  remove(thread: Thread): void {
    const process = thread.process;
    if (process === undefined || thread.isPlaceholder) {
      this.#drop(thread);
      return;
    }
    if (!thread.dead) {
      thread.dead = true;
      thread.deadRow = this.#event.row;
      process.alive--;
      process.epoch++;
    }
    this.#reparentChildren(thread, process);
    if (thread.isMain && process.alive > 0) return;
    if (!thread.isMain) this.#drop(thread);
    if (process.alive <= 0) {
      const leader = process.leader;
      if (leader !== undefined && this.#alive.get(leader.tid) === leader) this.#drop(leader);
      if (this.#processes.get(process.pid) === process) this.#processes.delete(process.pid);
    }
  }

  #drop(thread: Thread): void {
    thread.deathRow = this.#event.row;
    this.#takeBack(thread);
    this.#event.hasChanged = true;
    this.#ended.delete(thread.tid);
    this.#ended.set(thread.tid, this.#event.time);
    if (this.#ended.size > RECENT_THREADS) this.#forgetOldestEnd();
    thread.parent?.removeChild(thread);
    thread.process?.threads.delete(thread);
    if (this.#alive.get(thread.tid) === thread) this.#alive.delete(thread.tid);
    if (thread === this.#lastThread) {
      this.#lastThread = undefined;
      this.#lastTid = Number.NaN;
    }
  }

  /** Room for the arguments of an enter event. */
  takeArguments(): EnterArguments {
    return this.#spare.pop() ?? new EnterArguments();
  }

  /** Threads come and go by the thousands; those that are alive need room for arguments. */
  #takeBack(thread: Thread): void {
    const { enterArguments } = thread;
    thread.enterArguments = undefined;
    if (enterArguments === undefined || this.#spare.length >= MOST_SPARE) return;
    enterArguments.type = -1;
    this.#spare.push(enterArguments);
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
    thread.removeChildren();
  }

  /** Who gets the children: whom the kernel named, a sibling thread, or the nearest ancestor that is a reaper. */
  #reaperOf(thread: Thread, process: Process): Thread | undefined {
    const named = thread.reaperTid > 0 ? this.#alive.get(thread.reaperTid) : undefined;
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

  /** The thread's snapshot, and those of all that point at it, have to be rebuilt. */
  markStale(thread: Thread): void {
    this.#event.hasChanged = true;
    thread.changedRow = this.#event.row;
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
          sibling.changedRow = this.#event.row;
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
    if (thread.info === undefined && thread.changedRow < this.#event.row) this.#snapshots.take(thread);
    thread.attributes = attributes;
    this.markStale(thread);
  }

  /** All end with the current event, for a capture that starts again. */
  clear(): void {
    for (const thread of this.#alive.values()) thread.deathRow = this.#event.row + 1;
    this.#ended.clear();
    this.#alive.clear();
    this.#processes.clear();
    this.#lastThread = undefined;
    this.#lastTid = Number.NaN;
    this.#ending = undefined;
  }
}

export function isInPidNamespace(attributes: ThreadAttributes): boolean {
  return (
    (attributes.flags & CloneFlag.CHILD_IN_PIDNS) !== 0 || (attributes.vtid >= 0 && attributes.tid !== attributes.vtid)
  );
}
