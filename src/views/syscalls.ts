// SPDX-License-Identifier: Apache-2.0
import { FILES, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const syscalls = {
  id: 'syscalls',
  name: 'System Calls',
  description: 'System calls by name: how often, and how long they took, as strace -c -w counts them.',
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
      field: 'drill.count.call',
      description: 'Completed calls per second.',
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
      field: 'drill.latency',
      description: 'Mean time inside the call.',
      width: 10,
      aggregate: 'AVG',
    },
    { name: 'SYSCALL', field: 'evt.type', description: 'Name of the call.', width: 32, aggregate: 'SUM' },
  ],
  sort: { column: 'CALLS/S', descending: true },
} as const satisfies View;
