// SPDX-License-Identifier: Apache-2.0
// Parameters of clone and exec events as the probe fills them in.

import type { Params } from './event-encoder.js';

export const CLONE = {
  FILES: 1 << 0,
  NEWPID: 1 << 6,
  PARENT: 1 << 8,
  THREAD: 1 << 13,
  INVERTED: 1 << 16,
  VFORK: 1 << 27,
  CHILD_IN_PIDNS: 1 << 29,
} as const;

/** The exit of a clone; `res` is the child's tid in the caller, 0 in the child. */
export function cloned(res: number, tid: number, pid: number, ptid: number, more: Params = {}): Params {
  return {
    res,
    exe: '/bin/exe100',
    args: ['-x'],
    tid,
    pid,
    ptid,
    cwd: '',
    fdlimit: 512,
    pgft_maj: 3,
    pgft_min: 4,
    vm_size: 2000,
    vm_rss: 1000,
    vm_swap: 10,
    comm: 'bash',
    cgroups: ['cpuset=/', 'memory=/user'],
    flags: 0,
    uid: 1000,
    gid: 100,
    vtid: tid,
    vpid: pid,
    ...more,
  };
}

/** The exit of an exec. */
export function executed(exe: string, tid: number, pid: number, ptid: number, more: Params = {}): Params {
  return {
    res: 0,
    exe,
    args: ['-l', '', 'x y'],
    tid,
    pid,
    ptid,
    cwd: '',
    fdlimit: 4096,
    pgft_maj: 5,
    pgft_min: 6,
    vm_size: 3000,
    vm_rss: 1500,
    vm_swap: 1,
    comm: exe.slice(exe.lastIndexOf('/') + 1),
    cgroups: ['cpuset=/'],
    env: ['A=1', 'B='],
    tty: 34817,
    vpgid: 4242,
    loginuid: 1001,
    flags: 0b1011,
    cap_inheritable: 1n,
    cap_permitted: 2n,
    cap_effective: 2n ** 40n,
    exe_ino: 999,
    exe_ino_ctime: 1_590_000_000_000_000_500n,
    exe_ino_mtime: 1_590_000_000_000_000_400n,
    uid: 1000,
    trusted_exepath: `/usr${exe}`,
    pgid: 4343,
    gid: 100,
    filename: exe,
    ...more,
  };
}
