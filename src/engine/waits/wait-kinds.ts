// SPDX-License-Identifier: Apache-2.0
// What kind of wait a call means. Calls on fds wait for what the fd is; what is left goes by the state of the thread.

import type { WaitKind } from '../event/wait.js';
import { type FdInfo, FdType, isStreamSocket } from '../state/fd-info.js';
import type { WaitingCall } from './waiting-call.js';

const CALLS: Readonly<Partial<Record<WaitKind, string>>> = {
  // Of the commands of fcntl, those that lock wait.
  lock: 'flock fcntl fcntl64',
  futex: 'futex futex_wait futex_waitv',
  child: 'wait4 waitpid waitid vfork',
  poll: 'poll ppoll select pselect6 _newselect epoll_wait epoll_pwait epoll_pwait2 io_uring_enter io_getevents io_pgetevents',
  timer: 'nanosleep clock_nanosleep restart_syscall',
  signal: 'pause rt_sigsuspend sigsuspend rt_sigtimedwait',
  accept: 'accept accept4',
  ipc: 'semop semtimedop msgrcv msgsnd mq_timedsend mq_timedreceive',
  disk: 'fsync fdatasync sync syncfs sync_file_range',
};

const BY_CALL: ReadonlyMap<string, WaitKind> = new Map(
  Object.entries(CALLS).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind as WaitKind] as const)),
);

const BY_FD: Readonly<Record<number, WaitKind>> = {
  [FdType.FIFO]: 'pipe',
  [FdType.EVENT]: 'event',
  [FdType.SIGNALFD]: 'signal',
  [FdType.TIMERFD]: 'timer',
  [FdType.INOTIFY]: 'event',
  [FdType.EVENTPOLL]: 'poll',
  [FdType.USERFAULTFD]: 'event',
  [FdType.NETLINK]: 'socket',
  [FdType.PIDFD]: 'child',
};
const TERMINAL = /^\/dev\/(pts\/|tty|console)/;
/** Functions of the kernel that wait for the other end of a pipe. */
const IN_PIPE = /(^| )\w*(pipe_read|pipe_write|fifo_open|wait_for_partner)/;

export function kindOfWait(call: WaitingCall | undefined, fd: FdInfo | undefined, stack = ''): WaitKind {
  if (call === undefined) return 'other';
  const byCall = BY_CALL.get(call.name);
  if (byCall !== undefined) return byCall;
  if (IN_PIPE.test(stack)) return 'pipe';
  if (fd !== undefined) return kindOfFd(fd);
  return call.path === undefined || call.path === '' ? 'other' : 'file';
}

function kindOfFd(fd: FdInfo): WaitKind {
  if (isStreamSocket(fd)) return 'socket';
  if (TERMINAL.test(fd.name)) return 'terminal';
  return BY_FD[fd.type] ?? 'file';
}
