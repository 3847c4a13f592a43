// SPDX-License-Identifier: Apache-2.0
// csysdig has the file but switched it off: it counts each process for the first core that it was seen on. Here every
// event counts for the core that it happened on.
import { ERRORS } from './columns.js';
import { FILES, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const cores = {
  id: 'cores',
  name: 'CPUs',
  description: 'What happens on each CPU core: load, calls, failures and bytes moved.',
  tips: [
    'One core full and the others idle: the work is in a single thread. Enter shows whose.',
    'Captures that were not made with sysdrill may have the number of a buffer instead of that of a core.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, 'evt.type', 'evt.res', 'fd.type'],
  key: 'evt.cpu',
  drillDown: 'procs',
  useDefaults: true,
  includesIdle: true,
  columns: [
    { name: 'CORE', field: 'evt.cpu', description: 'Number of the core.' },
    {
      name: 'CPU',
      field: 'drill.core.cpu',
      description: 'How long the core was busy, whatever ran on it, in percent of the window.',
      aggregate: 'TIME_AVG',
    },
    {
      name: 'CALLS',
      field: 'drill.count.call',
      description: 'System calls that ended on it, per second.',
      width: 10,
      aggregate: 'TIME_AVG',
    },
    ERRORS,
    {
      name: 'FILE',
      field: 'evt.buflen.file',
      description: 'Bytes per second read from and written to files.',
      width: 9,
      aggregate: 'TIME_AVG',
    },
    {
      name: 'NET',
      field: 'evt.buflen.net',
      description: 'Bytes per second received and sent over IP sockets.',
      width: 9,
      aggregate: 'TIME_AVG',
    },
  ],
  sort: { column: 'CORE', descending: false },
} as const satisfies View;
