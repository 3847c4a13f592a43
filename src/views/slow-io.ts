// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER } from './columns.js';
import { KINDS, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const slowIo = {
  id: 'slow_io',
  name: 'Slow File I/O',
  description: 'Reads and writes of files that took longer than a millisecond, the slowest first.',
  tips: ['Devices under /dev are left out: waiting for a terminal is not slow, it is waiting.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...KINDS],
  filter: "evt.is_io=true and fd.type=file and (not fd.name contains '/dev/') and evt.latency>1000000",
  key: 'evt.rawtime',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.', width: 12 },
    { name: 'LATENCY', field: 'evt.latency', description: 'How long the call took.' },
    { name: 'FILENAME', field: 'fd.name', description: 'Path of the file.', width: 32 },
    CONTAINER,
    { name: 'PID', field: 'proc.pid', description: 'Process id.', width: 12 },
    COMMAND,
  ],
  sort: { column: 'LATENCY', descending: true },
} as const satisfies View;
