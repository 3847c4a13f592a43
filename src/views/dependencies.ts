// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const dependencies = {
  id: 'dependencies',
  name: 'Service Dependencies',
  description: 'Which program, container or host asks which other: rate, errors and latency of its requests.',
  tips: [
    'sysdrill -r FILE --dot or --mermaid prints the same as a graph.',
    'Requests between two programs of this machine are counted once, as the client saw them.',
    'Enter shows the requests of a pair.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.edge exists',
  ofRequests: true,
  key: 'drill.req.edge',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    { name: 'CALLS', field: 'evt.count', description: 'Requests.', width: 8, aggregate: 'SUM', unit: 'count' },
    {
      name: 'CALLS/s',
      field: 'evt.count',
      description: 'Requests per second.',
      width: 8,
      aggregate: 'TIME_AVG',
      unit: 'count',
    },
    {
      name: 'ERRORS',
      field: 'drill.req.failed',
      description: 'Requests that failed.',
      width: 7,
      aggregate: 'SUM',
      unit: 'count',
    },
    {
      name: 'P50',
      field: 'drill.req.latency',
      description: 'Latency that half of the requests do not exceed.',
      width: 8,
      aggregate: 'P50',
      unit: 'ns',
    },
    {
      name: 'P95',
      field: 'drill.req.latency',
      description: 'Latency that 95 % of the requests do not exceed.',
      width: 8,
      aggregate: 'P95',
      unit: 'ns',
    },
    {
      name: 'MAX',
      field: 'drill.req.latency',
      description: 'The slowest request.',
      width: 8,
      aggregate: 'MAX',
      unit: 'ns',
    },
    { name: 'PROTO', field: 'drill.req.protocol', description: 'Protocol.', width: 10 },
    { name: 'CLIENT', field: 'drill.req.client', description: 'Who asks.', width: 22 },
    { name: 'SERVER', field: 'drill.req.server', description: 'Who is asked.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
