// SPDX-License-Identifier: Apache-2.0
import { COMMAND, PID, VPID } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const procsCpu = {
  id: 'procs_cpu',
  name: 'Processes CPU',
  description:
    'Where the CPU time of each process goes: its own code, the kernel on its behalf, and how many calls it makes.',
  tips: [
    'Much SYS with many SYSCALLS: too many small calls. Enter, then System Calls, shows which.',
    'Much USER with few SYSCALLS: the program computes; a profiler shows more than sysdrill can.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'thread.tid',
  groupBy: 'proc.pid',
  drillDown: 'threads',
  useDefaults: true,
  includesIdle: true,
  columns: [
    PID,
    VPID,
    {
      name: 'TOT',
      field: 'drill.cpu',
      description: 'CPU time by the length of the window, in percent of one core: USER and SYS together.',
      aggregate: 'TIME_AVG',
      groupAggregate: 'SUM',
    },
    {
      name: 'USER',
      field: 'drill.cpu.user',
      description: 'The part of TOT spent in the program itself.',
      aggregate: 'TIME_AVG',
      groupAggregate: 'SUM',
    },
    {
      name: 'SYS',
      field: 'drill.cpu.system',
      description: 'The part of TOT spent in the kernel for it.',
      aggregate: 'TIME_AVG',
      groupAggregate: 'SUM',
    },
    {
      name: 'SYSCALLS',
      field: 'drill.count.call',
      description: 'System calls per second: completed ones, each once.',
      width: 9,
      aggregate: 'TIME_AVG',
      groupAggregate: 'SUM',
    },
    {
      name: 'CONTAINER',
      field: 'container.name',
      description: 'Container that the process runs in.',
      when: 'containers',
    },
    COMMAND,
  ],
  sort: { column: 'TOT', descending: true },
  actions: PROCESS_ACTIONS,
} as const satisfies View;
