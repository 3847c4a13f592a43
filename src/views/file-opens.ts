// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER } from './columns.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const fileOpens = {
  id: 'file_opens',
  name: 'File Opens List',
  description: 'Every attempt to open a file, with its result, in order.',
  tips: [
    'A program that does not find its configuration shows here where it looked.',
    'evt.is_open_write=true as a filter leaves what was opened for writing.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, ...KINDS],
  filter: 'evt.type in (open, openat, openat2, creat, open_by_handle_at) and evt.dir=<',
  useDefaults: false,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.' },
    { name: 'RES', field: 'evt.res', description: 'SUCCESS, or the error.', width: 8 },
    { name: 'FILE', field: 'fd.name', description: 'Path of the file.', width: 40 },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
  actions: [{ hotkey: 'l', name: 'Look into the file (less)', command: ['less', '--', '%fd.name'], terminal: true }],
} as const satisfies View;
