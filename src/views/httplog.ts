// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, REQUESTS } from './selections.js';
import type { View } from './view.js';

export const httplog = {
  id: 'httplog',
  name: 'HTTP Requests',
  description: 'Requests of HTTP that were answered, one row for each.',
  tips: [
    'A request between two programs of this machine has two rows: one as its client saw it, one as its server did.',
    'In the clear only: what TLS carries is encrypted before the system call.',
    'Host and size are headers: captures of sysdig, which keep 80 bytes, end before them.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...REQUESTS],
  filter: 'drill.http.status exists',
  ofRequests: true,
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the response started.' },
    { name: 'ROLE', field: 'drill.http.role', description: 'Whether this process answered or asked.', width: 7 },
    { name: 'METHOD', field: 'drill.http.method', description: 'Method of the request.', width: 7 },
    { name: 'STATUS', field: 'drill.http.status', description: 'Status of the response.', width: 7 },
    { name: 'LATENCY', field: 'drill.http.latency', description: 'From the request to the start of the response.' },
    {
      name: 'SIZE',
      field: 'drill.http.bytes',
      description: 'Content-Length of the response; nothing where it is not known.',
    },
    { name: 'URL', field: 'drill.http.url', description: 'Host and path.', width: 40 },
    CONTAINER,
    PID,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
