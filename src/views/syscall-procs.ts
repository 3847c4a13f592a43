// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { KINDS, MACHINE, PLACES } from './selections.js';
import type { View } from './view.js';

export const syscallProcs = {
  id: 'syscall_procs',
  name: 'Syscall Callers',
  description: 'Processes by the system calls that they make: how many, and how much time goes into them.',
  tips: ['Reached from System Calls, it shows only the callers of the chosen call.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...KINDS],
  filter: 'syscall.type exists',
  key: 'proc.pid',
  drillDown: 'threads',
  useDefaults: true,
  columns: [
    {
      name: 'CALLS/S',
      field: 'drill.count.call',
      description: 'Completed calls per second.',
      width: 10,
      aggregate: 'TIME_AVG',
    },
    { name: 'TIME', field: 'evt.latency', description: 'Time inside these calls.', width: 10, aggregate: 'SUM' },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'CALLS/S', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
