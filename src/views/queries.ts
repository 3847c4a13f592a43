// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const queries = {
  id: 'queries',
  name: 'Database Queries',
  description:
    'Statements of PostgreSQL, MySQL and Cassandra without their values: which take the time, and how many rows they return.',
  tips: [
    'TOTAL is where the time goes; CALLS with a small P50 is a statement in a loop.',
    'A request between two programs of this machine counts twice: drill.req.role=server in the filter leaves the servers’.',
    'Statements are cut at 80 bytes: record with -s 512 for whole ones.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.protocol in (postgresql, mysql, cassandra) and drill.req.route exists',
  ofRequests: true,
  key: 'drill.req.route',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    { name: 'CALLS', field: 'evt.count', description: 'Requests.', aggregate: 'SUM' },
    { name: 'CALLS/s', field: 'evt.count', description: 'Requests per second.', aggregate: 'TIME_AVG' },
    { name: 'ERRORS', field: 'drill.req.failed', description: 'Requests that failed.', width: 7, aggregate: 'SUM' },
    {
      name: 'P50',
      field: 'drill.req.latency',
      description: 'Latency that half of the requests do not exceed.',
      aggregate: 'P50',
    },
    {
      name: 'P95',
      field: 'drill.req.latency',
      description: 'Latency that 95 % of the requests do not exceed.',
      aggregate: 'P95',
    },
    {
      name: 'P99',
      field: 'drill.req.latency',
      description: 'Latency that 99 % of the requests do not exceed.',
      aggregate: 'P99',
    },
    { name: 'MAX', field: 'drill.req.latency', description: 'The slowest request.', aggregate: 'MAX' },
    { name: 'TOTAL', field: 'drill.req.latency', description: 'Time that all requests took.', aggregate: 'SUM' },
    {
      name: 'ROWS',
      field: 'drill.req.rows',
      description: 'Rows returned or changed, as far as they were recorded.',
      aggregate: 'SUM',
    },
    { name: 'DB', field: 'drill.req.db', description: 'Database of the connection.', width: 12 },
    { name: 'STATEMENT', field: 'drill.req.route', description: 'The statement without its values.', width: 0 },
  ],
  sort: { column: 'TOTAL', descending: true },
} as const satisfies View;
