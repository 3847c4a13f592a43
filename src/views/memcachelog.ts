// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { CONNECTIONS, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const memcachelog = {
  id: 'memcachelog',
  name: 'Memcached Commands',
  description: 'Commands of memcached with their keys, as its clients send them and the server reads them.',
  tips: [
    'A command between two programs of this machine has two rows, one for each side.',
    'drill.memcache.command=set and drill.memcache.bytes>1000 as a filter leaves large values that are stored.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS],
  filter: 'drill.memcache.command exists',
  ofRequests: true,
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it was answered.' },
    { name: 'ROLE', field: 'drill.req.role', description: 'Whether this process answered or asked.', width: 6 },
    { name: 'STATUS', field: 'drill.req.status', description: 'STORED, HIT, MISS and others.', width: 9 },
    { name: 'METHOD', field: 'drill.memcache.command', description: 'get, set and others.', width: 8 },
    { name: 'SIZE', field: 'drill.memcache.bytes', description: 'Size of the value, for commands that store one.' },
    { name: 'KEY', field: 'drill.memcache.key', description: 'Key, or keys.', width: 40 },
    CONTAINER,
    PID,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
