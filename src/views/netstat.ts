// SPDX-License-Identifier: Apache-2.0
import { CONTAINER, PID } from './columns.js';
import { MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const netstat = {
  id: 'netstat',
  name: 'Open Sockets',
  description: 'IP sockets that processes have open at the end of the window, those that only listen included.',
  tips: [
    'A socket that listens has one address; fd.sport=22 and the like in the filter show who does.',
    'Connections counts what goes over them; this view also lists those over which nothing goes.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS],
  filter: "fd.type in (ipv4, ipv6) and fd.name!=''",
  key: 'drill.fd.id',
  drillDown: 'syscalls',
  useDefaults: true,
  ofOpenFds: true,
  columns: [
    { name: 'PROTO', field: 'fd.l4proto', description: 'Protocol, such as tcp or udp.', width: 5 },
    { name: 'TYPE', field: 'fd.type', description: 'ipv4 or ipv6.', width: 5 },
    {
      name: 'SOCKET',
      field: 'fd.name',
      description: 'Client and server, or the address that it listens on.',
      width: 44,
    },
    { name: 'FD', field: 'fd.num', description: 'Number of the fd.', width: 5 },
    CONTAINER,
    PID,
    { name: 'Command', field: 'proc.exeline', description: 'Program and its arguments.', width: 0 },
  ],
  sort: { column: 'SOCKET', descending: false },
} as const satisfies View;
