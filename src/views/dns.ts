// SPDX-License-Identifier: Apache-2.0
import { REQUEST_TOTALS, UNANSWERED } from './request-columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES, ROUTES } from './selections.js';
import type { View } from './view.js';

export const dns = {
  id: 'dns',
  name: 'DNS Lookups',
  description: 'Names that programs look up: how often, how long it takes, and how many failed.',
  tips: [
    'Enter shows the lookups one by one, with type, result code, server and who asked.',
    'NO REPLY counts lookups that nobody has answered, such as timeouts.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...ROUTES],
  filter: 'drill.req.protocol=dns',
  ofRequests: true,
  key: 'drill.req.target',
  drillDown: 'requests',
  useDefaults: true,
  columns: [
    ...REQUEST_TOTALS,
    UNANSWERED,
    { name: 'ANSWERS', field: 'drill.req.rows', description: 'Records in the answers.', aggregate: 'SUM', yields: 4 },
    { name: 'TYPE', field: 'drill.req.method', description: 'Type of the first lookup.', width: 6 },
    { name: 'RCODE', field: 'drill.req.status', description: 'Result of the last lookup.', width: 9, aggregate: 'MAX' },
    { name: 'SERVER', field: 'drill.req.server', description: 'Server that was asked.', width: 20 },
    { name: 'NAME', field: 'drill.req.target', description: 'Name.', width: 0 },
  ],
  sort: { column: 'CALLS', descending: true },
} as const satisfies View;
