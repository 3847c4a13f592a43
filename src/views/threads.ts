// SPDX-License-Identifier: Apache-2.0
import { COMMAND, STATE, VPID, WAITS_FOR } from './columns.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const threads = {
  id: 'threads',
  name: 'Threads',
  description: 'One row per thread, with CPU and bytes moved. Shows which of many threads does the work.',
  tips: ['Threads of one process may have names of their own; F6 shows what one of them does.'],
  kind: 'table',
  appliesTo: [
    ...MACHINE,
    ...PLACES,
    'proc.pid',
    'thread.nametid',
    'proc.name',
    'proc.loginshellid',
    ...FILES,
    ...PORTS,
    ...KINDS,
  ],
  filter: 'evt.type!=switch',
  key: 'thread.tid',
  drillDown: 'files',
  useDefaults: true,
  includesIdle: true,
  columns: [
    { name: 'PID', field: 'proc.pid', description: 'Id of the process that the thread belongs to.' },
    { name: 'TID', field: 'thread.tid', description: 'Thread id.' },
    VPID,
    { name: 'VTID', field: 'thread.vtid', description: 'Thread id as seen inside the container.', when: 'containers' },
    {
      name: 'CPU',
      field: 'drill.cpu',
      description: 'CPU time by the length of the window, in percent of one core.',
      aggregate: 'TIME_AVG',
    },
    {
      name: 'FILE',
      field: 'evt.buflen.file',
      description: 'Bytes per second read from and written to files.',
      aggregate: 'TIME_AVG',
    },
    {
      name: 'NET',
      field: 'evt.buflen.net',
      description: 'Bytes per second received and sent over IP sockets.',
      aggregate: 'TIME_AVG',
    },
    STATE,
    WAITS_FOR,
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container that the thread runs in.',
      when: 'containers',
    },
    COMMAND,
  ],
  sort: { column: 'CPU', descending: true },
} as const satisfies View;
