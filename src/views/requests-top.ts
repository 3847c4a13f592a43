// SPDX-License-Identifier: Apache-2.0
import { REQUEST_BYTES, REQUEST_TOTALS } from './request-columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const requestsTop = {
  id: 'requests_top',
  name: 'Requests Top',
  description:
    'Requests by what they have in common, without numbers, ids and values: which are made most often, take longest, or fail.',
  tips: [
    'Sort by P99 or TOTAL for the slow ones, by ERRORS for those that fail, by CALLS for N+1 queries.',
    'A request between two programs of this machine counts twice: drill.req.role=server in the filter leaves the servers’.',
    'Enter shows the requests one by one.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.route exists',
  ofRequests: true,
  key: 'drill.req.route',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    ...REQUEST_TOTALS,
    ...REQUEST_BYTES,
    { name: 'PROTO', field: 'drill.req.protocol', description: 'Protocol.', width: 10 },
    {
      name: 'REQUEST',
      field: 'drill.req.route',
      description: 'Method and target, without what makes it one of many.',
      width: 0,
    },
  ],
  sort: { column: 'TOTAL', descending: true },
} as const satisfies View;
