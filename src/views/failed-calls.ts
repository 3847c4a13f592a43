// SPDX-License-Identifier: Apache-2.0
import { FILES, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const failedCalls = {
  id: 'failed_calls',
  name: 'Failed Calls',
  description: 'Failed system calls by error, call and path: what exactly goes wrong, and how often.',
  tips: [
    'Grey rows are routine: searches along a path, reads that have nothing to read yet, waits that ended. The same path again and again is a missing file.',
    'Enter shows which processes met it; once more, and the events are shown.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, ...KINDS],
  filter: 'evt.failed = true',
  key: 'drill.failure',
  drillDown: 'procs_errors',
  useDefaults: true,
  columns: [
    { name: 'COUNT', field: 'evt.count', description: 'Calls that ended so.', width: 7, aggregate: 'SUM' },
    { name: 'CALLS', field: 'evt.count', description: 'The same, by the second.', aggregate: 'TIME_AVG', yields: 2 },
    { name: 'ERROR', field: 'evt.res', description: 'Name of the error (man 3 errno).', width: 12 },
    { name: 'CALL', field: 'evt.type', description: 'System call.', width: 12 },
    {
      name: 'TARGET',
      field: 'drill.failure.target',
      description: 'What the call was about, where it names something.',
      width: 44,
    },
    { name: 'MEANING', field: 'drill.failure.meaning', description: 'What the error means.', width: 0 },
  ],
  sort: { column: 'COUNT', descending: true },
} as const satisfies View;
