// SPDX-License-Identifier: Apache-2.0
import { FILES, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const syscalls = {
  id: 'syscalls',
  name: 'System Calls',
  description: 'System calls by name: how often, and how long they took, as strace -c counts them.',
  tips: [
    'A large TOT TIME of poll, epoll_wait, futex or nanosleep is waiting, not work.',
    'Enter shows who makes the call.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, 'evt.res', 'fd.type', 'evt.cpu', 'drill.fd.id'],
  filter: 'syscall.type exists',
  key: 'evt.type',
  drillDown: 'syscall_procs',
  useDefaults: true,
  columns: [
    {
      name: 'CALLS/S',
      field: 'evt.count',
      description: 'Events per second: a call counts when it starts and when it ends.',
      width: 10,
      aggregate: 'TIME_AVG',
    },
    {
      name: 'TOT TIME',
      field: 'evt.latency',
      description: 'Time inside the call, all callers together.',
      width: 10,
      aggregate: 'SUM',
    },
    {
      name: 'AVG TIME',
      field: 'evt.latency',
      description: 'TOT TIME by the number of events; starts count with zero.',
      width: 10,
      aggregate: 'AVG',
    },
    { name: 'SYSCALL', field: 'evt.type', description: 'Name of the call.', width: 32, aggregate: 'SUM' },
  ],
  sort: { column: 'CALLS/S', descending: true },
} as const satisfies View;
