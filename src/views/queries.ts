// SPDX-License-Identifier: Apache-2.0
import { REQUEST_TOTALS } from './request-columns.js';
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
    'Statements are cut at 512 bytes (80 in captures of sysdig): record with --requests-snaplen 4K for longer ones.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.protocol in (postgresql, mysql, cassandra) and drill.req.route exists',
  ofRequests: true,
  key: 'drill.req.route',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    ...REQUEST_TOTALS,
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
