// SPDX-License-Identifier: Apache-2.0
import { CONTAINER, PID } from './columns.js';
import { CONNECTIONS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const lsof = {
  id: 'lsof',
  name: 'Open Files',
  description: 'What each process has open at the end of the window: files, pipes, sockets and the rest.',
  tips: [
    'Move the end of the window to see what was open then.',
    'fd.name contains PATH as a filter shows who holds a file; fd.type=file, fd.num<3 and the like narrow the list.',
    'Enter shows what was done with the row’s file.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, 'fd.directory', 'fd.type', ...PORTS],
  key: 'drill.fd.id',
  drillDown: 'syscalls',
  useDefaults: true,
  ofOpenFds: true,
  columns: [
    PID,
    { name: 'PROC', field: 'proc.name', description: 'Name of the process.' },
    { name: 'USER', field: 'user.name', description: 'User that it runs as.' },
    { name: 'FD', field: 'fd.num', description: 'Number of the fd.', width: 5 },
    {
      name: 'TYPE',
      field: 'fd.type',
      description: 'What it is, such as file, directory, pipe, ipv4 or unix.',
      width: 10,
    },
    CONTAINER,
    { name: 'NAME', field: 'fd.name', description: 'Path, or both ends of a connection.', width: 0 },
  ],
  sort: { column: 'PID', descending: false },
} as const satisfies View;
