// SPDX-License-Identifier: Apache-2.0
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const procsFdUsage = {
  id: 'procs_fd_usage',
  name: 'Processes FD Usage',
  description:
    'How many file descriptors each process holds open, against the limit at which the next open fails with EMFILE.',
  tips: ['A count that only grows is a leak. Enter shows what kinds of descriptors the process uses.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'proc.pid',
  drillDown: 'io_by_type',
  useDefaults: true,
  includesIdle: true,
  columns: [
    { name: 'PID', field: 'proc.pid', description: 'Process id.', width: 8 },
    {
      name: 'VPID',
      field: 'proc.vpid',
      description: 'Process id as seen inside the container.',
      width: 8,
      when: 'containers',
    },
    {
      name: 'OPEN',
      field: 'proc.fdopencount',
      description: 'Descriptors open at the same time, the most in the window.',
      width: 8,
      aggregate: 'MAX',
      unit: 'count',
    },
    {
      name: 'MAX',
      field: 'proc.fdlimit',
      description: 'The soft limit (ulimit -n).',
      width: 8,
      aggregate: 'MAX',
      unit: 'count',
    },
    {
      name: 'PCT',
      field: 'proc.fdusage',
      description: 'OPEN in percent of MAX.',
      width: 8,
      aggregate: 'MAX',
      unit: 'percent',
    },
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container that the process runs in.',
      width: 20,
      when: 'containers',
    },
    {
      name: 'Command',
      field: 'proc.exeline',
      description: 'Program and its arguments.',
      width: 0,
      aggregate: 'MAX',
    },
  ],
  sort: { column: 'OPEN', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
