// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

const OF_PROCESS = { groupAggregate: 'SUM' } as const;

export const memoryGrowth = {
  id: 'memory_growth',
  name: 'Memory Growth',
  description:
    'Which processes grow: the change of their memory over the window, from its first event in it to its last.',
  tips: [
    'A leak grows in every window: halve it with } and move it with [ to see whether it always did.',
    'A program that has just started grows too; a long window (0) tells them apart.',
    'Memory is known once a second live, and in captures of sysdrill; others say it when a program starts and now and then.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'thread.tid',
  groupBy: 'proc.pid',
  drillDown: 'syscalls',
  useDefaults: true,
  includesIdle: true,
  columns: [
    PID,
    {
      name: 'GROWTH',
      field: 'thread.vmrss.b',
      description: 'Resident memory that it gained per second; below 0: gave back.',
      aggregate: 'CHANGE_RATE',
      ...OF_PROCESS,
    },
    {
      name: 'GAINED',
      field: 'thread.vmrss.b',
      description: 'Resident memory that it gained over the window.',
      aggregate: 'CHANGE',
      ...OF_PROCESS,
    },
    {
      name: 'RES',
      field: 'thread.vmrss.b',
      description: 'Resident memory: what really occupies RAM.',
      aggregate: 'MAX',
      groupAggregate: 'MAX',
    },
    {
      name: 'MAPPED',
      field: 'thread.vmsize.b',
      description: 'Memory that it mapped per second, used or not.',
      aggregate: 'CHANGE_RATE',
      ...OF_PROCESS,
      yields: 3,
    },
    {
      name: 'MAJFLT',
      field: 'thread.pfmajor',
      description: 'Page faults per second that had to read from disk.',
      aggregate: 'CHANGE_RATE',
      ...OF_PROCESS,
      yields: 4,
    },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'GROWTH', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
