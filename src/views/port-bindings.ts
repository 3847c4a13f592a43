// SPDX-License-Identifier: Apache-2.0
// csysdig's filter also wants the closing of IPv4 server sockets. A close says nothing here: servers that fork close the
// listening socket once for every caller, and the port stays bound.
import { COMMAND, CONTAINER, PID } from './columns.js';
import { MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const portBindings = {
  id: 'port_bindings',
  name: 'Port bindings',
  description: 'Programs that take a port (bind) and open it for callers (listen), in order.',
  tips: ['A server that restarts binds again. Calls that fail, for example with EADDRINUSE, are in Errors.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS],
  filter: 'evt.type in (bind, listen) and evt.dir=< and evt.failed=false and fd.type in (ipv4, ipv6)',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When.', width: 12 },
    { name: 'OPERATION', field: 'evt.type', description: 'bind or listen.', width: 10 },
    { name: 'PROTO', field: 'fd.l4proto', description: 'tcp or udp.', width: 6 },
    { name: 'ADDRESS', field: 'fd.sip', description: 'Bound address; 0.0.0.0 and :: are all of them.' },
    { name: 'PORT', field: 'fd.sport', description: 'Bound port.' },
    PID,
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
