// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { KINDS, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const newProcesses = {
  id: 'new_processes',
  name: 'New Processes',
  description: 'Every program that was started, by whom and from what, in order.',
  tips: [
    'Processes of a fraction of a second, which no process list ever shows, are all here.',
    'Names that could not be started are not here: filter execve with evt.failed=true in Dig.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...KINDS, 'proc.ppid'],
  filter: 'evt.type in (execve, execveat) and evt.dir=< and evt.failed=false',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it started.' },
    PID,
    { name: 'PPID', field: 'proc.ppid', description: 'Process id of the parent.', yields: 2 },
    { name: 'PARENT', field: 'proc.pname', description: 'Name of the parent.' },
    { name: 'USER', field: 'user.name', description: 'User that it runs as.' },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
