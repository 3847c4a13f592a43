// SPDX-License-Identifier: Apache-2.0
// A login is a shell started by a program that lets somebody in. Engines of containers do with `exec -it`; the shell that a
// container is made of has no terminal.
import { CONTAINER } from './columns.js';
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const logins = {
  id: 'logins',
  name: 'Logins',
  description:
    'Shells opened by the programs that let people in or change who they are: sshd, login, su, sudo, and container engines.',
  tips: ['Spy Users shows what they do then; Login Shells adds it up by session.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter:
    'evt.type in (execve, execveat) and evt.dir=< and evt.failed=false and proc.name endswith sh and not proc.name in (ssh, mosh, rsh) and (proc.pname in (sshd, sshd-session, dropbear, mosh-server, telnetd, login, su, sudo, doas, runuser, machinectl, nsenter) or (proc.pname in (runc, conmon, containerd-shim) and proc.tty != 0))',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the shell started.' },
    { name: 'USER', field: 'user.name', description: 'User that it runs as.' },
    { name: 'LOGIN', field: 'user.loginname', description: 'User who logged in, also after su and sudo.', width: 12 },
    { name: 'VIA', field: 'proc.pname', description: 'Program that opened it.' },
    { name: 'PID', field: 'proc.pid', description: 'Process id of the shell.' },
    CONTAINER,
    { name: 'Command', field: 'proc.exeline', description: 'The shell and its arguments.', width: 0, aggregate: 'MAX' },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
