// SPDX-License-Identifier: Apache-2.0
import { ERRORS, FILE_TRAFFIC } from './columns.js';
import { KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const files = {
  id: 'files',
  name: 'Files',
  description: 'Files and directories that were touched: bytes, calls, opens and failures.',
  tips: [
    'Many OPENS of one file are a program that reads its configuration again and again.',
    'ERRORS beside a name that does not exist are look-ups along a search path.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, 'fd.directory', 'fd.containerdirectory', ...PORTS, ...KINDS],
  filter: "(fd.type=file or fd.type=directory) and fd.name!=''",
  key: 'fd.name',
  containerKey: 'fd.containername',
  drillDown: 'procs',
  useDefaults: true,
  columns: [
    ...FILE_TRAFFIC,
    {
      name: 'OPENS',
      field: 'drill.count.open',
      description: 'Times it was opened: open, openat, openat2, creat, open_by_handle_at.',
      width: 9,
      aggregate: 'SUM',
    },
    ERRORS,
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container whose file it is: equal names may be different files.',
      when: 'containers',
    },
    { name: 'FILENAME', field: 'fd.name', description: 'Full path.', width: 0 },
  ],
  sort: { column: 'OPS', descending: true },
  actions: [{ hotkey: 'l', name: 'Look into the file (less)', command: ['less', '--', '%fd.name'], terminal: true }],
} as const satisfies View;
