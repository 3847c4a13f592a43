// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const httptop = {
  id: 'httptop',
  name: 'HTTP Top',
  description: 'Which requests of HTTP are made most often, take longest, or fail.',
  tips: [
    'Sort by MAX or TOT TIME for the slow ones, by ERRORS for those that fail.',
    'A request between two programs of this machine counts twice: drill.http.role=server in the filter leaves the servers’.',
    'Enter shows the requests one by one.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS],
  filter: 'drill.http.status exists',
  ofRequests: true,
  key: 'drill.http.request',
  drillDown: 'httplog',
  useDefaults: true,
  columns: [
    { name: 'CALLS', field: 'evt.count', description: 'Requests answered.', aggregate: 'SUM' },
    {
      name: 'ERRORS',
      field: 'drill.http.failed',
      description: 'Responses with status 400 or above.',
      aggregate: 'SUM',
    },
    {
      name: 'TOT TIME',
      field: 'drill.http.latency',
      description: 'Time that all requests took until their responses started.',
      width: 9,
      aggregate: 'SUM',
    },
    {
      name: 'AVG TIME',
      field: 'drill.http.latency',
      description: 'Time until the response started, on average.',
      width: 9,
      aggregate: 'AVG',
    },
    {
      name: 'MAX TIME',
      field: 'drill.http.latency',
      description: 'Time until the slowest response started.',
      width: 9,
      aggregate: 'MAX',
    },
    {
      name: 'AVG SIZE',
      field: 'drill.http.bytes',
      description: 'Content-Length of the responses that have one, on average.',
      aggregate: 'AVG',
    },
    { name: 'REQUEST', field: 'drill.http.request', description: 'Method, host and path.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
