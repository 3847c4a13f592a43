// SPDX-License-Identifier: Apache-2.0
import { KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const filesTime = {
  id: 'files_time',
  name: 'Files Time',
  description: 'Files by the time that programs spent reading and writing them.',
  tips: ['Bytes say what was moved, time says what it cost. A slow disk or a remote file system shows here first.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, 'fd.directory', 'fd.containerdirectory', ...PORTS, ...KINDS],
  filter: "evt.is_io=true and evt.dir=< and fd.type=file and fd.name!=''",
  key: 'fd.name',
  containerKey: 'fd.containername',
  drillDown: 'procs',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.latency', description: 'Time inside reads and writes.', width: 10, aggregate: 'SUM' },
    { name: 'AVG TIME', field: 'evt.latency', description: 'The same for one call.', width: 10, aggregate: 'AVG' },
    { name: 'MAX TIME', field: 'evt.latency', description: 'The longest call.', width: 10, aggregate: 'MAX' },
    { name: 'CALLS', field: 'evt.count', description: 'Reads and writes.', width: 9, aggregate: 'SUM' },
    { name: 'BYTES', field: 'evt.buflen.file', description: 'Bytes read and written.', width: 9, aggregate: 'SUM' },
    { name: 'Container', field: 'container.name', description: 'Container whose file it is.', when: 'containers' },
    { name: 'FILENAME', field: 'fd.name', description: 'Full path.', width: 0 },
  ],
  sort: { column: 'TIME', descending: true },
  actions: [{ hotkey: 'l', name: 'Look into the file (less)', command: ['less', '--', '%fd.name'], terminal: true }],
} as const satisfies View;
