// SPDX-License-Identifier: Apache-2.0
import { CONNECTIONS, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const incomingConnections = {
  id: 'incoming_connections',
  name: 'New Connections',
  description: 'Every connection that a server accepted, in the order in which they came.',
  tips: ['Connections that a program opened itself are in Connections; this list has only what came in.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...KINDS],
  filter: 'evt.type in (accept, accept4) and evt.dir=< and evt.failed=false',
  useDefaults: false,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it was accepted.' },
    { name: 'Connection', field: 'fd.name', description: 'The caller, then the server.', width: 40 },
    { name: 'Container', field: 'container.name', description: 'Container of the server.', when: 'containers' },
    {
      name: 'Command',
      field: 'proc.exeline',
      description: 'The server: program and arguments.',
      width: 0,
      aggregate: 'MAX',
    },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
