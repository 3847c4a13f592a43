// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER } from './columns.js';
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const spyUsers = {
  id: 'spy_users',
  name: 'Spy Users',
  description: 'The commands that people and scripts run, and the directories that their shells change to, in order.',
  tips: ['SHELL tells the sessions apart. Filter by user.name or proc.loginshellid to follow one of them.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter:
    '((evt.type in (execve, execveat) and evt.dir=<) or (evt.type=chdir and evt.dir=< and proc.name contains sh and not proc.name contains sshd)) and evt.failed=false',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When.', width: 12 },
    { name: 'USER', field: 'user.name', description: 'User that the command runs as.' },
    { name: 'SHELL', field: 'proc.ppid', description: 'Process id of the shell or program that started it.' },
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
