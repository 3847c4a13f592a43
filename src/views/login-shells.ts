// SPDX-License-Identifier: Apache-2.0
import { MACHINE, PLACES } from './selections.js';
import type { View } from './view.js';

export const loginShells = {
  id: 'login_shells',
  name: 'Login Shells',
  description: 'Sessions: the outermost shell of each, and how many commands were started from it.',
  tips: ['Enter shows the commands of the session.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES],
  filter: 'evt.type in (execve, execveat) and evt.dir=< and evt.failed=false and proc.loginshellid exists',
  key: 'proc.loginshellid',
  drillDown: 'spy_users',
  useDefaults: true,
  columns: [
    { name: 'SHELL', field: 'proc.loginshellid', description: 'Process id of the outermost shell.' },
    { name: 'LOGIN', field: 'user.loginname', description: 'User who logged in.', width: 12 },
    { name: 'USER', field: 'user.name', description: 'User of its first command.' },
    { name: 'COMMANDS', field: 'evt.count', description: 'Programs started.', width: 9, aggregate: 'SUM' },
    { name: 'LAST', field: 'evt.time', description: 'When the last one started.', aggregate: 'MAX' },
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container that the session runs in.',
      when: 'containers',
    },
    { name: 'Command', field: 'proc.exeline', description: 'The last one.', width: 0, aggregate: 'MAX' },
  ],
  sort: { column: 'LAST', descending: true },
} as const satisfies View;
