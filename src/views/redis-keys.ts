// SPDX-License-Identifier: Apache-2.0
import { REQUEST_BYTES, REQUEST_TOTALS } from './request-columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const redisKeys = {
  id: 'redis_keys',
  name: 'Redis and Memcached Keys',
  description: 'Keys of Redis and memcached: which are asked for, how often without a hit, and how long it takes.',
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
    ...REQUEST_TOTALS,
    { name: 'FOUND', field: 'drill.req.rows', description: 'Values and elements returned.', aggregate: 'SUM' },
    ...REQUEST_BYTES,
    { name: 'KEY', field: 'drill.req.target', description: 'Key.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
