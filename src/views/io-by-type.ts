// SPDX-License-Identifier: Apache-2.0
import { MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const ioByType = {
  id: 'io_by_type',
  name: 'I/O by Type',
  description: 'Input and output by kind of descriptor: files, IP sockets, unix sockets, pipes, terminals, events.',
  tips: ['The quickest answer to "is it disk or network?": compare TIME of file and ipv4.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS, 'evt.type', 'evt.res', 'evt.cpu'],
  key: 'fd.type',
  drillDown: 'procs',
  useDefaults: true,
  columns: [
    { name: 'BPS IN', field: 'evt.buflen.in', description: 'Bytes read per second.', width: 12, aggregate: 'TIME_AVG' },
    {
      name: 'BPS OUT',
      field: 'evt.buflen.out',
      description: 'Bytes written per second.',
      width: 12,
      aggregate: 'TIME_AVG',
    },
    {
      name: 'IOPS',
      field: 'drill.count.call',
      description: 'Calls on such descriptors per second.',
      width: 9,
      aggregate: 'TIME_AVG',
    },
    { name: 'TIME', field: 'evt.latency', description: 'Time spent inside these calls.', width: 9, aggregate: 'SUM' },
    { name: 'I/O Type', field: 'fd.type', description: 'Kind of descriptor.', width: 0, aggregate: 'SUM' },
  ],
  sort: { column: 'IOPS', descending: true },
} as const satisfies View;
