// SPDX-License-Identifier: Apache-2.0
import { CALLS, CALLS_PER_SECOND, FAILED, P50, P95, SLOWEST, UNANSWERED } from './request-columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const dependencies = {
  id: 'dependencies',
  name: 'Service Dependencies',
  description: 'Which program, container or host asks which other: rate, errors and latency of its requests.',
  tips: [
    'sysdrill -r FILE --dot or --mermaid prints the same as a graph.',
    'Requests between two programs of this machine are counted once, as the client saw them.',
    'Enter shows the requests of a pair.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.edge exists',
  ofRequests: true,
  key: 'drill.req.edge',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    CALLS,
    CALLS_PER_SECOND,
    FAILED,
    UNANSWERED,
    P50,
    P95,
    SLOWEST,
    { name: 'PROTO', field: 'drill.req.protocol', description: 'Protocol.', width: 10 },
    { name: 'CLIENT', field: 'drill.req.client', description: 'Who asks.', width: 22 },
    { name: 'SERVER', field: 'drill.req.server', description: 'Who is asked.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
