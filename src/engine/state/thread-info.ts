// SPDX-License-Identifier: Apache-2.0
// What a thread was at one moment. Immutable, like FdInfo: exec, chdir, setuid and the like make a new one. `leader` and
// `parent` point at what those were at the same moment, so every proc.* field is a function of one ThreadInfo.
// Memory and page-fault counters, which change at every switch, are not here: see thread-versions.ts.

import type { ContainerInfo } from './container-info.js';
import type { FdTable } from './fd-table.js';
import type { PodInfo } from './pods.js';
import type { GroupInfo, UserInfo } from './users.js';

/** "Not set" of uid, gid and loginuid. */
export const NO_ID = 0xffffffff;

export const ExeFlag = { WRITABLE: 1, UPPER_LAYER: 2, FROM_MEMFD: 4, LOWER_LAYER: 8 } as const;

export interface ThreadInfo {
  /** Index in the state's dictionary; 0 is "no thread". */
  readonly id: number;
  readonly tid: number;
  /** Thread id of the process's leader; -1 unknown. */
  readonly pid: number;
  /** As the capture says it: the parent's thread id; -1 unknown, 0 gone. */
  readonly ptid: number;
  readonly vtid: number;
  readonly vpid: number;
  readonly sid: number;
  readonly pgid: number;
  readonly vpgid: number;
  readonly comm: string;
  /** argv[0]. */
  readonly exe: string;
  readonly exePath: string;
  /** argv[1] onwards. */
  readonly args: readonly string[];
  /** Own copy on the leader; threads read the leader's. */
  readonly env: readonly string[];
  /** With a trailing slash; "" unknown. Threads read the leader's. */
  readonly cwd: string;
  readonly root: string;
  readonly cgroups: readonly (readonly [subsystem: string, path: string])[];
  readonly uid: number;
  readonly gid: number;
  readonly loginUid: number;
  readonly user: UserInfo | undefined;
  readonly group: GroupInfo | undefined;
  readonly loginUser: UserInfo | undefined;
  readonly capInheritable: bigint;
  readonly capPermitted: bigint;
  readonly capEffective: bigint;
  /** Union of ExeFlag. */
  readonly exeFlags: number;
  readonly exeIno: number;
  /** ns since the epoch; 0n unknown. */
  readonly exeInoCtime: bigint;
  readonly exeInoMtime: bigint;
  /** Soft RLIMIT_NOFILE; -1 unknown. */
  readonly fdLimit: number;
  /** ns since the epoch at which the init of the thread's pid namespace started; 0n unknown. */
  readonly pidnsInitStart: bigint;
  /** Kernel tty number; 0 none. */
  readonly tty: number;
  /** PPM_CL_* bits. */
  readonly flags: number;
  /** ns since the epoch at which the thread was created; 0n before the capture. */
  readonly cloneTime: bigint;
  /** ns since the epoch of the last exec; 0n before the capture. */
  readonly execTime: bigint;
  /** 12-character id; "" on the host. */
  readonly containerId: string;
  readonly container: ContainerInfo | undefined;
  /** Undefined outside of pods. */
  readonly pod: PodInfo | undefined;
  readonly leader: ThreadInfo;
  /** Leader of the parent process; undefined where unknown. */
  readonly parent: ThreadInfo | undefined;
  /** Fd table of the process, for look-ups at an event. */
  readonly fds: FdTable | undefined;
  /** A thread that is only known by its number. */
  readonly isPlaceholder: boolean;
}

/** comm and arguments, joined by blanks (proc.cmdline). */
export function commandLine(info: ThreadInfo): string {
  return info.comm === '' ? '' : [info.comm, ...info.args].join(' ');
}

export function isMainThread(info: ThreadInfo): boolean {
  return info.tid === info.pid;
}

/** Bits of ThreadInfo.flags (PPM_CL_*). */
export const CloneFlag = {
  FILES: 1 << 0,
  FS: 1 << 1,
  NEWIPC: 1 << 3,
  NEWNET: 1 << 4,
  NEWNS: 1 << 5,
  NEWPID: 1 << 6,
  NEWUTS: 1 << 7,
  PARENT: 1 << 8,
  PARENT_SETTID: 1 << 9,
  PTRACE: 1 << 10,
  SIGHAND: 1 << 11,
  SYSVSEM: 1 << 12,
  THREAD: 1 << 13,
  UNTRACED: 1 << 14,
  VM: 1 << 15,
  INVERTED: 1 << 16,
  NAME_CHANGED: 1 << 17,
  CLOSED: 1 << 18,
  ACTIVE: 1 << 19,
  NEWUSER: 1 << 20,
  PIPE_SRC: 1 << 21,
  PIPE_DST: 1 << 22,
  CHILD_CLEARTID: 1 << 23,
  CHILD_SETTID: 1 << 24,
  SETTLS: 1 << 25,
  STOPPED: 1 << 26,
  VFORK: 1 << 27,
  NEWCGROUP: 1 << 28,
  CHILD_IN_PIDNS: 1 << 29,
  IS_MAIN_THREAD: 1 << 30,
} as const;
