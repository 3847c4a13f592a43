// SPDX-License-Identifier: Apache-2.0
// Who is whose parent and who still lives, at the end of a window: for trees and for rows that fade.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { rowAt } from './idle-threads.js';

export interface Kinship {
  alive(tid: number): boolean;
  /** Process number of a process's parent process; undefined where it is unknown. */
  parentPid(pid: number): number | undefined;
  /** A thread's leader, and a leader's parent's leader; undefined where unknown. */
  parentTid(tid: number): number | undefined;
}

export function kinship(capture: Capture, window: TimeWindow): Kinship {
  const last = rowAt(capture, window.to);
  const infoOf = (tid: number): ThreadInfo | undefined => {
    const now = capture.threadAt(tid, last);
    if (now !== undefined) return now;
    const ended = capture.state.table.latest(tid);
    return ended === undefined ? undefined : capture.threadAt(tid, ended.deathRow - 1);
  };
  return {
    alive: (tid) => capture.threadAt(tid, last) !== undefined,
    parentPid: (pid) => infoOf(pid)?.parent?.pid,
    parentTid(tid) {
      const info = infoOf(tid);
      return info === undefined || info.tid !== info.pid ? info?.pid : info.parent?.pid;
    },
  };
}
