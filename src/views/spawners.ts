// SPDX-License-Identifier: Apache-2.0
import { CONTAINER } from './columns.js';
import { KINDS, MACHINE, PLACES } from './selections.js';
import type { View } from './view.js';

export const spawners = {
  id: 'spawners',
  name: 'Spawners',
  description: 'Who starts programs, how many, and what becomes of them: processes of a fraction of a second add up.',
  tips: [
    'A shell script in a loop shows here as hundreds of short lives; Enter lists the programs that it started.',
    'A high EXIT with a short LIFE is a program that fails and is started again.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...KINDS],
  filter: '(evt.type in (execve, execveat) and evt.dir=< and evt.failed=false) or evt.type=procexit',
  key: 'proc.ppid',
  drillDown: 'new_processes',
  useDefaults: true,
  columns: [
    { name: 'PPID', field: 'proc.ppid', description: 'Process id of the one that starts them.' },
    { name: 'STARTED', field: 'drill.count.started', description: 'Programs that were started.', aggregate: 'SUM' },
    { name: 'STARTS', field: 'drill.count.started', description: 'The same, by the second.', aggregate: 'TIME_AVG' },
    { name: 'ENDED', field: 'drill.count.ended', description: 'Children that ended.', aggregate: 'SUM' },
    { name: 'LIFE', field: 'drill.life', description: 'How long they lived, in the mean.', aggregate: 'AVG' },
    { name: 'EXIT', field: 'drill.exit', description: 'The highest exit status of them.', width: 5, aggregate: 'MAX' },
    CONTAINER,
    { name: 'PROGRAM', field: 'proc.name', description: 'One of the programs.', width: 16, aggregate: 'MAX' },
    { name: 'Parent', field: 'proc.pcmdline', description: 'Command that starts them.', width: 0, aggregate: 'MAX' },
  ],
  sort: { column: 'STARTED', descending: true },
} as const satisfies View;
