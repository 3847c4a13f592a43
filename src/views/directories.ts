// SPDX-License-Identifier: Apache-2.0
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
    {
      name: 'BYTES IN',
      field: 'evt.buflen.file.in',
      description: 'Bytes read.',
      width: 12,
      aggregate: 'SUM',
      unit: 'bytes',
    },
    {
      name: 'BYTES OUT',
      field: 'evt.buflen.file.out',
      description: 'Bytes written.',
      width: 12,
      aggregate: 'SUM',
      unit: 'bytes',
    },
    {
      name: 'OPS',
      field: 'evt.count.exit',
      description: 'Finished calls, of any kind.',
      width: 9,
      aggregate: 'SUM',
      unit: 'count',
    },
    {
      name: 'OPENS',
      field: 'drill.count.open',
      description: 'Times a file in it was opened.',
      width: 9,
      aggregate: 'SUM',
      unit: 'count',
    },
    {
      name: 'ERRORS',
      field: 'evt.count.error',
      description: 'Calls that failed.',
      width: 9,
      aggregate: 'SUM',
      unit: 'count',
    },
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container whose directory it is.',
      width: 20,
      when: 'containers',
    },
    { name: 'DIRNAME', field: 'fd.directory', description: 'Path of the directory.', width: 0 },
  ],
  sort: { column: 'OPS', descending: true },
  actions: [{ hotkey: 'l', name: 'List the directory', command: ['ls', '-al', '--', '%fd.directory'], wait: true }],
} as const satisfies View;
