// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const redisKeys = {
  id: 'redis_keys',
  name: 'Redis and Memcached Keys',
  description: 'Keys of Redis and memcached: which are asked for, how often in vain, and how long it takes.',
  tips: [
    'CALLS far above FOUND is a cache that does not hold what is asked for.',
    'A request between two programs of this machine counts twice: drill.req.role=server in the filter leaves the servers’.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.protocol in (redis, memcached) and drill.req.target exists',
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
    { name: 'FOUND', field: 'drill.req.rows', description: 'Values and elements returned.', aggregate: 'SUM' },
    { name: 'BYTES IN', field: 'drill.req.bytes.in', description: 'Bytes that the processes read.', aggregate: 'SUM' },
    {
      name: 'BYTES OUT',
      field: 'drill.req.bytes.out',
      description: 'Bytes that the processes wrote.',
      aggregate: 'SUM',
    },
    { name: 'KEY', field: 'drill.req.target', description: 'Key.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
