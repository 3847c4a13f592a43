// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID, VPID } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const procsFdUsage = {
  id: 'procs_fd_usage',
  name: 'Processes FD Usage',
  description:
    'How many file descriptors each process holds open, against the limit at which the next open fails with EMFILE; the files themselves, as lsof has them, are in Files of a process.',
  tips: ['A count that only grows is a leak. Enter shows what kinds of descriptors the process uses.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'proc.pid',
  drillDown: 'io_by_type',
  useDefaults: true,
  includesIdle: true,
  columns: [
    PID,
    VPID,
    {
      name: 'OPEN',
      field: 'proc.fdopencount',
      description: 'Descriptors open at the same time, the most in the window.',
      aggregate: 'MAX',
    },
    { name: 'MAX', field: 'proc.fdlimit', description: 'The soft limit (ulimit -n).', aggregate: 'MAX' },
    { name: 'PCT', field: 'proc.fdusage', description: 'OPEN in percent of MAX.', aggregate: 'MAX' },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'OPEN', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
