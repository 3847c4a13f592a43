// SPDX-License-Identifier: Apache-2.0
// The event table marks only poll, select, epoll_wait and nanosleep as waiting (evt.is_wait). Others wait as well: for a
// lock, a child, a signal, a caller; and reads of what is not a file wait for somebody to write.
import { CONTAINER, PID } from './columns.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const slowCalls = {
  id: 'slow_calls',
  name: 'Slow Calls',
  description:
    'System calls that took longer than a millisecond, the slowest first: strace -T for all processes. Calls that only wait are left out.',
  tips: [
    'poll, futex, wait4, accept and the like are expected to wait, reading a pipe or a terminal too: System Calls counts them.',
    'Add evt.latency > 100000000 as a filter to see only calls of more than 100 ms.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, ...KINDS],
  filter:
    'syscall.type exists and evt.dir=< and evt.latency>1000000 and evt.is_wait=false and not evt.type in (futex, wait4, waitid, pause, epoll_pwait, pselect6, clock_nanosleep, restart_syscall, rt_sigsuspend, rt_sigtimedwait, io_getevents, io_uring_enter, accept, accept4) and not (evt.is_io_read=true and fd.type in (pipe, event, eventpoll, inotify, signalfd, timerfd, unix, netlink)) and not (evt.is_io_read=true and fd.name startswith /dev/)',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.' },
    { name: 'LATENCY', field: 'evt.latency', description: 'How long it took.' },
    { name: 'SYSCALL', field: 'evt.type', description: 'Name of the call.' },
    PID,
    { name: 'PROC', field: 'proc.name', description: 'Name of the thread.' },
    CONTAINER,
    { name: 'FD', field: 'fd.name', description: 'File or socket that the call was about.', width: 24 },
    { name: 'ARGUMENTS', field: 'evt.args', description: 'What the call was given and gave back.', width: 0 },
  ],
  sort: { column: 'LATENCY', descending: true },
} as const satisfies View;
