// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { CONNECTIONS, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const slowNet = {
  id: 'slow_net',
  name: 'Slow Network I/O',
  description: 'Sends and receives on IP sockets that took longer than a millisecond, the slowest first.',
  tips: [
    'A slow recv is a peer that answers late; a slow send is a peer, or a network, that does not take the data.',
    'Programs that wait in poll or epoll_wait never block in recv: see Slow Calls and the spectrogram.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...CONNECTIONS, ...PORTS, ...KINDS],
  filter: 'evt.is_io=true and evt.dir=< and fd.type in (ipv4, ipv6) and evt.latency>1000000',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.' },
    { name: 'LATENCY', field: 'evt.latency', description: 'How long it took.' },
    { name: 'SYSCALL', field: 'evt.type', description: 'Name of the call.', width: 10 },
    { name: 'BYTES', field: 'evt.buflen.net', description: 'Bytes moved; nothing where the call failed.' },
    { name: 'Connection', field: 'fd.name', description: 'Client, then server.', width: 40 },
    CONTAINER,
    PID,
    COMMAND,
  ],
  sort: { column: 'LATENCY', descending: true },
} as const satisfies View;
