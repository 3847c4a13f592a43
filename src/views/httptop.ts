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
    { name: 'CALLS', field: 'evt.count', description: 'Requests answered.', width: 8, aggregate: 'SUM', unit: 'count' },
    {
      name: 'ERRORS',
      field: 'drill.http.failed',
      description: 'Responses with status 400 or above.',
      width: 8,
      aggregate: 'SUM',
      unit: 'count',
    },
    {
      name: 'TOT TIME',
      field: 'drill.http.latency',
      description: 'Time that all requests took until their responses started.',
      width: 9,
      aggregate: 'SUM',
      unit: 'ns',
    },
    {
      name: 'AVG TIME',
      field: 'drill.http.latency',
      description: 'Time until the response started, on average.',
      width: 9,
      aggregate: 'AVG',
      unit: 'ns',
    },
    {
      name: 'MAX TIME',
      field: 'drill.http.latency',
      description: 'Time until the slowest response started.',
      width: 9,
      aggregate: 'MAX',
      unit: 'ns',
    },
    {
      name: 'AVG SIZE',
      field: 'drill.http.bytes',
      description: 'Content-Length of the responses that tell it, on average.',
      width: 8,
      aggregate: 'AVG',
      unit: 'bytes',
    },
    { name: 'REQUEST', field: 'drill.http.request', description: 'Method, host and path.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
