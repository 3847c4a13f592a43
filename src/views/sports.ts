// SPDX-License-Identifier: Apache-2.0
import { KINDS, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const sports = {
  id: 'sports',
  name: 'Server Ports',
  description: 'Network traffic by the port of the serving side: which services carry the load.',
  tips: ['The port is that of the server, also where this machine is the client.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...KINDS],
  filter: "(fd.type=ipv4 or fd.type=ipv6) and fd.name!=''",
  key: 'fd.sport',
  drillDown: 'connections',
  useDefaults: true,
  columns: [
    { name: 'SPORT', field: 'fd.sport', description: 'Port of the server.' },
    {
      name: 'BPS IN',
      field: 'evt.buflen.net.in',
      description: 'Bytes received per second, by the programs of this machine.',
      width: 12,
      aggregate: 'TIME_AVG',
    },
    {
      name: 'BPS OUT',
      field: 'evt.buflen.net.out',
      description: 'Bytes sent per second, by the programs of this machine.',
      width: 12,
      aggregate: 'TIME_AVG',
    },
    {
      name: 'IO CALLS',
      field: 'drill.count.call',
      description: 'Calls on connections with this port.',
      width: 12,
      aggregate: 'SUM',
    },
  ],
  sort: { column: 'BPS IN', descending: true },
  actions: [
    {
      hotkey: 't',
      name: 'Capture the packets of this port',
      command: ['tcpdump', '-n', '-i', 'any', 'port', '%fd.sport'],
      wait: true,
    },
  ],
} as const satisfies View;
