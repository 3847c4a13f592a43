// SPDX-License-Identifier: Apache-2.0
import { FILES, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const errors = {
  id: 'errors',
  name: 'Errors',
  description: 'Failed system calls by their error.',
  tips: [
    'EAGAIN is routine on servers; ECONNREFUSED, EACCES, EMFILE and ENOSPC rarely are.',
    'Enter shows which calls and paths met the error.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, 'evt.type', 'fd.type', 'evt.cpu'],
  filter: 'evt.res != SUCCESS',
  key: 'evt.res',
  drillDown: 'failed_calls',
  useDefaults: true,
  columns: [
    {
      name: 'COUNT',
      field: 'drill.count.call',
      description: 'Calls that ended with this error.',
      width: 12,
      aggregate: 'SUM',
    },
    { name: 'ERROR', field: 'evt.res', description: 'Name of the error (man 3 errno).', width: 16 },
    { name: 'MEANING', field: 'drill.failure.meaning', description: 'What the error means.', width: 0 },
  ],
  sort: { column: 'COUNT', descending: true },
} as const satisfies View;
