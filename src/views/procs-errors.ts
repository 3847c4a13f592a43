// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const procsErrors = {
  id: 'procs_errors',
  name: 'Processes Errors',
  description: 'How many system calls of each process failed, by what they were about.',
  tips: [
    'A few failures are normal: programs look for files in several places and try reads that would block.',
    'Enter shows which calls of a process failed, and on what.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid', 'drill.failure'],
  filter: 'evt.type!=switch',
  key: 'proc.pid',
  drillDown: 'failed_calls',
  useDefaults: true,
  includesIdle: true,
  columns: [
    {
      name: 'FILE',
      field: 'evt.count.error.file',
      description: 'Failed calls on files and directories.',
      aggregate: 'SUM',
    },
    { name: 'NET', field: 'evt.count.error.net', description: 'Failed calls on sockets.', aggregate: 'SUM' },
    {
      name: 'MEMORY',
      field: 'evt.count.error.memory',
      description: 'Failed calls about memory, such as mmap and brk.',
      aggregate: 'SUM',
    },
    { name: 'OTHER', field: 'evt.count.error.other', description: 'All other failed calls.', aggregate: 'SUM' },
    PID,
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'FILE', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
