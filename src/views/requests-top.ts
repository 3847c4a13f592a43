// SPDX-License-Identifier: Apache-2.0
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
    { name: 'BYTES IN', field: 'drill.req.bytes.in', description: 'Bytes that the processes read.', aggregate: 'SUM' },
    {
      name: 'BYTES OUT',
      field: 'drill.req.bytes.out',
      description: 'Bytes that the processes wrote.',
      aggregate: 'SUM',
    },
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
