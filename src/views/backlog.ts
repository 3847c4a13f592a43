// SPDX-License-Identifier: Apache-2.0
import { KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const backlog = {
  id: 'backlog',
  name: 'Socket Queues',
  description: 'How full the queue of waiting connections was each time a server took one out of it.',
  tips: ['Near 100 percent the server accepts too slowly: callers wait, and then the kernel drops new ones.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS, ...KINDS],
  filter: 'evt.type in (accept, accept4) and evt.dir=< and evt.failed=false',
  key: 'fd.sport',
  drillDown: 'connections',
  useDefaults: true,
  columns: [
    { name: 'PID', field: 'proc.pid', description: 'Process id of the server.', width: 15 },
    { name: 'PORT', field: 'fd.sport', description: 'Port of the server.', width: 15 },
    {
      name: 'BACKLOG',
      field: 'evt.rawarg.queuelen',
      description: 'Connections waiting, on average.',
      width: 15,
      aggregate: 'AVG',
    },
    {
      name: 'BACKLOG_PCT',
      field: 'evt.rawarg.queuepct',
      description: 'The same in percent of the queue, on average.',
      width: 15,
      aggregate: 'AVG',
      unit: 'percent',
    },
    {
      name: 'BACKLOG_MAX',
      field: 'evt.rawarg.queuemax',
      description: 'Places in the queue.',
      width: 15,
      aggregate: 'MAX',
    },
    { name: 'PROC', field: 'proc.name', description: 'Name of the server.', width: 50 },
  ],
  sort: { column: 'BACKLOG', descending: true },
} as const satisfies View;
