// SPDX-License-Identifier: Apache-2.0
// CVE-2014-6271: bash ran what follows a function body in an environment variable. Functions that bash itself exports
// are named BASH_FUNC_x%% since the fix and are left out.
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const shellshockDetect = {
  id: 'shellshock_detect',
  name: 'Shellshock',
  description: 'Shells started with a function definition smuggled into their environment.',
  tips: ['Any row deserves a look at the parent: mostly a web server that passes request headers on.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter:
    "evt.type in (execve, execveat) and evt.dir=< and evt.failed=false and proc.name in (bash, sh) and proc.env contains '() {' and not proc.env contains 'BASH_FUNC_'",
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the shell started.' },
    { name: 'PID', field: 'proc.pid', description: 'Process id of the shell.' },
    { name: 'PPID', field: 'proc.ppid', description: 'Process id of the parent.' },
    { name: 'PARENT', field: 'proc.pname', description: 'Name of the parent.' },
    { name: 'Container', field: 'container.name', description: 'Container of the shell.', when: 'containers' },
    { name: 'ENVIRONMENT', field: 'proc.env', description: 'Environment of the shell.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
