// SPDX-License-Identifier: Apache-2.0
import { CONTAINER, PID } from './columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, REQUESTS, ROUTES } from './selections.js';
import type { View } from './view.js';

export const requests = {
  id: 'requests',
  name: 'Requests',
  description: 'Every request that crossed a socket, whatever its protocol, with its answer and how long it took.',
  tips: [
    'b shows where the time of a request went: its calls, and what it asked other services.',
    'A request between two programs of this machine has two rows: one as its client saw it, one as its server did.',
    'drill.req.answered=false in the filter leaves requests that nobody has answered; drill.req.failed=true those that failed.',
    'What is longer than 512 bytes is cut there (80 in captures of sysdig): record with --requests-snaplen 4K for more.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...REQUESTS, ...ROUTES],
  filter: 'drill.req.protocol exists',
  ofRequests: true,
  useDefaults: true,
  columns: [
    {
      name: 'TIME',
      field: 'evt.time',
      description: 'When it was answered; when it was made, where nothing has answered.',
    },
    { name: 'LATENCY', field: 'drill.req.latency', description: 'From the request to the end of the answer.' },
    { name: 'PROTO', field: 'drill.req.protocol', description: 'Protocol.', width: 10 },
    { name: 'ROLE', field: 'drill.req.role', description: 'Whether this process answered or asked.', width: 6 },
    { name: 'STATUS', field: 'drill.req.status', description: 'Status of the answer.', width: 9 },
    { name: 'ROWS', field: 'drill.req.rows', description: 'Rows, elements or records of the answer.', width: 6 },
    { name: 'CLIENT', field: 'drill.req.client', description: 'Who asked.', width: 15 },
    { name: 'SERVER', field: 'drill.req.server', description: 'Who was asked.', width: 20 },
    CONTAINER,
    PID,
    { name: 'METHOD', field: 'drill.req.method', description: 'What the request asks for.', width: 9 },
    { name: 'TARGET', field: 'drill.req.target', description: 'What the request is about.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
