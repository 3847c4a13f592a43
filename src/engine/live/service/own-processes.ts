// SPDX-License-Identifier: Apache-2.0
// Which threads are a user's own, as the kernel sees it when that user wants to trace them: their user is the effective one,
// and their program has been that user's from its start. A program that began with other rights (setuid, setgid, file
// capabilities, a service that gave root up) may hold what the user must not see, under any user id.
//
// Follows snapshots of threads, which are immutable: a thread whose snapshot is the last one is as it was.

import { statSync } from 'node:fs';
import type { ThreadInfo } from '../../state/thread-info.js';

interface Known {
  readonly info: ThreadInfo;
  readonly isOwn: boolean;
}

/** Threads that are remembered at most; then all are asked for again. */
const MOST = 500_000;
const ROOT = 0;

export class OwnProcesses {
  readonly #known = new Map<number, Known>();
  readonly #ownerOf: (tid: number) => number | undefined;

  /** `ownerOf`: the owner of /proc/TID, which is root's where the thread may not be traced by its user. */
  constructor(ownerOf: (tid: number) => number | undefined = procOwner) {
    this.#ownerOf = ownerOf;
  }

  /** Events are missing: what is known may not hold any more. */
  forget(): void {
    this.#known.clear();
  }

  /** Takes in what a thread is now; answers whose own it is, undefined: nobody's but root's. */
  ownerOf(info: ThreadInfo): number | undefined {
    const last = this.#known.get(info.tid);
    if (last?.info === info) return last.isOwn ? info.uid : undefined;
    const isOwn =
      last === undefined || last.info.cloneTime !== info.cloneTime ? this.#begins(info) : this.#goesOn(last, info);
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(info.tid, { info, isOwn });
    return isOwn ? info.uid : undefined;
  }

  /** Met for the first time: it is what its maker was; one that has run another program since is looked at. */
  #begins(info: ThreadInfo): boolean {
    if (info.cloneTime === 0n || info.execTime > info.cloneTime) return this.#isNow(info);
    const maker = this.#known.get(info.tid === info.pid ? info.ptid : info.pid);
    return maker?.isOwn === true && maker.info.uid === info.uid && maker.info.gid === info.gid;
  }

  #goesOn({ info: before, isOwn }: Known, info: ThreadInfo): boolean {
    const isSame = before.uid === info.uid && before.gid === info.gid;
    if (before.execTime === info.execTime) return isOwn && isSame;
    // It runs another program. One of before that was not the user's may have left others' files open: the kernel says.
    if (!isSame || (info.capPermitted !== 0n && info.uid !== ROOT)) return false;
    return isOwn || this.#isNow(info);
  }

  #isNow({ tid, uid }: ThreadInfo): boolean {
    return uid !== ROOT && this.#ownerOf(tid) === uid;
  }
}

function procOwner(tid: number): number | undefined {
  return statSync(`/proc/${tid}`, { throwIfNoEntry: false })?.uid;
}
