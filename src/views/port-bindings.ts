// SPDX-License-Identifier: Apache-2.0
// csysdig's filter catches the closing of any IPv4 server socket (IPv6 never), accepted connections too. Here a socket
// counts as bound while it has a server side and no client side.
import { MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const portBindings = {
  id: 'port_bindings',
  name: 'Port bindings',
  description: 'Programs that take a port (bind, listen) and give it back (close), in order.',
  tips: [
    'A server that restarts shows close, bind, listen. A port that a program closes early explains refused calls.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS],
  filter:
    'evt.dir=< and evt.failed=false and fd.type in (ipv4, ipv6) and (evt.type in (bind, listen) or (evt.type=close and fd.sport exists and not fd.cport exists))',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When.', width: 12 },
    { name: 'OPERATION', field: 'evt.type', description: 'bind, listen or close.', width: 10 },
    { name: 'PROTO', field: 'fd.l4proto', description: 'tcp or udp.', width: 6 },
    { name: 'ADDRESS', field: 'fd.sip', description: 'Bound address; 0.0.0.0 and :: are all of them.', width: 17 },
    { name: 'PORT', field: 'fd.sport', description: 'Bound port.', width: 8 },
    { name: 'PID', field: 'proc.pid', description: 'Process id.', width: 8 },
    {
      name: 'Container',
      field: 'container.name',
      description: 'Container of the program.',
      width: 20,
      when: 'containers',
    },
    {
      name: 'Command',
      field: 'proc.exeline',
      description: 'Program and its arguments.',
      width: 0,
      aggregate: 'MAX',
    },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
