// SPDX-License-Identifier: Apache-2.0
import { FILES, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const slowCalls = {
  id: 'slow_calls',
  name: 'Slow Calls',
  description: 'System calls that took longer than a millisecond, the slowest first. Calls made to wait are left out.',
  tips: [
    'poll, epoll_wait, futex, nanosleep and their kin are there to wait; System Calls counts their time.',
    'Add evt.latency > 100000000 as a filter to see only calls of more than 100 ms.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, ...KINDS],
  filter: 'syscall.type exists and evt.dir=< and evt.latency>1000000 and evt.is_wait=false',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.', width: 19 },
    { name: 'LATENCY', field: 'evt.latency', description: 'How long it took.', width: 8, unit: 'ns' },
    { name: 'SYSCALL', field: 'evt.type', description: 'Name of the call.', width: 16 },
    { name: 'PID', field: 'proc.pid', description: 'Process id.', width: 8 },
    { name: 'PROC', field: 'proc.name', description: 'Name of the thread.', width: 16 },
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container of the program.',
      width: 20,
      when: 'containers',
    },
    { name: 'ARGUMENTS', field: 'evt.args', description: 'What the call was given and gave back.', width: 0 },
  ],
  sort: { column: 'LATENCY', descending: true },
} as const satisfies View;
