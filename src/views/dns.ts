// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const dns = {
  id: 'dns',
  name: 'DNS Lookups',
  description: 'Names that programs look up: how often, how long it takes, and how many failed.',
  tips: [
    'Enter shows the lookups one by one, with type, result code, server and who asked.',
    'drill.req.answered=false in the filter leaves lookups that nobody has answered.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.protocol=dns',
  ofRequests: true,
  key: 'drill.req.target',
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
    { name: 'ANSWERS', field: 'drill.req.rows', description: 'Records in the answers.', aggregate: 'SUM' },
    { name: 'TYPE', field: 'drill.req.method', description: 'Type of the first lookup.', width: 6 },
    { name: 'RCODE', field: 'drill.req.status', description: 'Result of the last lookup.', width: 9, aggregate: 'MAX' },
    { name: 'SERVER', field: 'drill.req.server', description: 'Server that was asked.', width: 20 },
    { name: 'NAME', field: 'drill.req.target', description: 'Name.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
