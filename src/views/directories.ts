// SPDX-License-Identifier: Apache-2.0
import { ERRORS, FILE_TRAFFIC } from './columns.js';
import { KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const directories = {
  id: 'directories',
  name: 'Directories',
  description: 'File activity added up by directory: where on the disk things happen.',
  tips: ['Only files right inside count, not those of directories further down.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS, ...KINDS],
  filter: "(fd.type=file or fd.type=directory) and fd.name!=''",
  key: 'fd.directory',
  containerKey: 'fd.containerdirectory',
  drillDown: 'files',
  useDefaults: true,
  columns: [
    ...FILE_TRAFFIC,
    {
      name: 'OPENS',
      field: 'drill.count.open',
      description: 'Times a file in it was opened.',
      width: 9,
      aggregate: 'SUM',
    },
    ERRORS,
    { name: 'Container', field: 'container.name', description: 'Container whose directory it is.', when: 'containers' },
    { name: 'DIRNAME', field: 'fd.directory', description: 'Path of the directory.', width: 0 },
  ],
  sort: { column: 'OPS', descending: true },
  actions: [{ hotkey: 'l', name: 'List the directory', command: ['ls', '-al', '--', '%fd.directory'], wait: true }],
} as const satisfies View;
