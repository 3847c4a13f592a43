// SPDX-License-Identifier: Apache-2.0
// The columns that all Kubernetes views begin with: what the containers of a pod or namespace cost together.

import type { ViewColumn } from './view.js';

export const KUBERNETES_COLUMNS = [
  {
    name: 'CPU',
    field: 'thread.cpu',
    description: 'CPU in percent of one core, all processes together.',
    width: 8,
    aggregate: 'AVG',
    groupAggregate: 'SUM',
    unit: 'percent',
  },
  {
    name: 'VIRT',
    field: 'thread.vmsize.b',
    description: 'Virtual memory of its processes.',
    width: 9,
    aggregate: 'MAX',
    groupAggregate: 'SUM',
    unit: 'bytes',
  },
  {
    name: 'RES',
    field: 'thread.vmrss.b',
    description: 'Resident memory of its processes; pages that they share count several times.',
    width: 9,
    aggregate: 'MAX',
    groupAggregate: 'SUM',
    unit: 'bytes',
  },
  {
    name: 'FILE',
    field: 'evt.buflen.file',
    description: 'Bytes per second read from and written to files.',
    width: 8,
    aggregate: 'TIME_AVG',
    groupAggregate: 'SUM',
    unit: 'bytes',
  },
  {
    name: 'NET',
    field: 'evt.buflen.net',
    description: 'Bytes per second received and sent over IP sockets.',
    width: 8,
    aggregate: 'TIME_AVG',
    groupAggregate: 'SUM',
    unit: 'bytes',
  },
] as const satisfies readonly ViewColumn[];
