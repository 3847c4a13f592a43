// SPDX-License-Identifier: Apache-2.0
import { REQUEST_BYTES, REQUEST_TOTALS } from './request-columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const services = {
  id: 'services',
  name: 'Services',
  description: 'Who serves requests, and how well: one row for each server that a program of this machine asks or is.',
  tips: [
    'Enter shows the requests of a service.',
    'A request between two programs of this machine counts twice: drill.req.role=server in the filter leaves the servers’.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.server exists and drill.req.protocol exists',
  ofRequests: true,
  key: 'drill.req.server',
  drillDown: 'requests_top',
  useDefaults: true,
  columns: [
    ...REQUEST_TOTALS,
    ...REQUEST_BYTES,
    { name: 'PROTO', field: 'drill.req.protocol', description: 'Protocol.', width: 10 },
    { name: 'CLIENT', field: 'drill.req.client', description: 'Who asked first.', width: 18 },
    { name: 'SERVER', field: 'drill.req.server', description: 'Who was asked.', width: 0 },
  ],
  sort: { column: 'TOTAL', descending: true },
} as const satisfies View;
