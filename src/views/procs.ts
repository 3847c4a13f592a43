// SPDX-License-Identifier: Apache-2.0
import { CALL_RATE, COMMAND, ERROR_RATE, FILE_RATE, NET_RATE, STATE, VPID, WAITS_FOR } from './columns.js';
import { PROCESS_ACTIONS } from './process-actions.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS, REQUESTS } from './selections.js';
import type { View } from './view.js';

export const procs = {
  id: 'procs',
  name: 'Processes',
  description:
    'Every process with what it costs: CPU, memory, bytes moved to and from files and the network. Threads are added up into their process. It is the top of this program.',
  tips: [
    'Start here when a machine is slow: sort by CPU, RES, FILE or NET and see who leads.',
    'Enter shows the threads of a process; F6 its events; F5 the data that it reads and writes.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...REQUESTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'thread.tid',
  groupBy: 'proc.pid',
  drillDown: 'threads',
  useDefaults: true,
  includesIdle: true,
  columns: [
    { name: 'PID', field: 'proc.pid', description: 'Process id.', width: 7 },
    { name: 'PPID', field: 'proc.ppid', description: 'Process id of the parent.', width: 7, yields: 5 },
    VPID,
    {
      name: 'CPU',
      field: 'drill.cpu',
      description:
        'CPU time by the length of the window, in percent of one core: all threads, also those that have ended.',
      aggregate: 'TIME_AVG',
      groupAggregate: 'SUM',
    },
    { name: 'USER', field: 'user.name', description: 'User that the process runs as.', yields: 4 },
    {
      name: 'TH',
      field: 'proc.nthreads',
      description: 'Number of threads.',
      width: 5,
      aggregate: 'MAX',
      groupAggregate: 'MAX',
      yields: 6,
    },
    {
      name: 'VIRT',
      field: 'thread.vmsize.b',
      description: 'Virtual memory: everything mapped, used or not.',
      aggregate: 'MAX',
      groupAggregate: 'MAX',
      yields: 7,
    },
    {
      name: 'RES',
      field: 'thread.vmrss.b',
      description: 'Resident memory: what really occupies RAM.',
      aggregate: 'MAX',
      groupAggregate: 'MAX',
    },
    FILE_RATE,
    NET_RATE,
    CALL_RATE,
    ERROR_RATE,
    STATE,
    WAITS_FOR,
    {
      name: 'CONTAINER',
      field: 'container.name',
      description: 'Container that the process runs in.',
      when: 'containers',
    },
    COMMAND,
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    ...PROCESS_ACTIONS,
    { hotkey: 'f', name: 'Open files (lsof)', command: ['lsof', '-p', '%proc.pid'], wait: true },
    {
      hotkey: '[',
      name: 'Lower its priority: nice + 1',
      command: ['renice', '-n', '%nice+1', '-p', '%proc.pid'],
      confirm: true,
    },
    {
      hotkey: ']',
      name: 'Raise its priority: nice - 1',
      command: ['renice', '-n', '%nice-1', '-p', '%proc.pid'],
      confirm: true,
    },
  ],
} as const satisfies View;
