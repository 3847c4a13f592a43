// SPDX-License-Identifier: Apache-2.0
// Walks along the processes that a thread descends from. All ThreadInfos reachable from one are as they were at the same
// moment.

import { CloneFlag, type ThreadInfo } from '../state/thread-info.js';

/** Longer chains do not occur; a damaged capture could make a ring. */
const MOST_ANCESTORS = 1024;

/** Parent, grandparent … of the thread's process, as far as they are known. */
export function* ancestors(thread: ThreadInfo): Generator<ThreadInfo> {
  let process = thread.leader.parent;
  for (let i = 0; process !== undefined && i < MOST_ANCESTORS; i++) {
    yield process;
    process = process.leader.parent;
  }
}

/** The process `level` generations up; 0 is the thread's own, which is not known of a thread known by its number only. */
export function ancestor(thread: ThreadInfo, level: number): ThreadInfo | undefined {
  if (level === 0) return thread.leader.isPlaceholder ? undefined : thread.leader;
  for (const process of ancestors(thread)) {
    level--;
    if (level === 0) return process;
  }
  return undefined;
}

/** The oldest process of an unbroken line of ancestors that `holds` for, from the thread itself upwards. */
export function oldestSuch(thread: ThreadInfo, holds: (process: ThreadInfo) => boolean): ThreadInfo {
  let oldest = thread;
  for (const process of ancestors(thread)) {
    if (!holds(process)) break;
    oldest = process;
  }
  return oldest;
}

/** Whether the ids that the thread sees are not those of the host. */
export function isInPidNamespace(thread: ThreadInfo): boolean {
  return (thread.flags & CloneFlag.CHILD_IN_PIDNS) !== 0 || (thread.vtid >= 0 && thread.tid !== thread.vtid);
}
