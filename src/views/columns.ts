// SPDX-License-Identifier: Apache-2.0
// Columns that several views have, said once.

import type { ViewColumn } from './view.js';

export const PID = { name: 'PID', field: 'proc.pid', description: 'Process id.' } as const satisfies ViewColumn;

export const VPID = {
  name: 'VPID',
  field: 'proc.vpid',
  description: 'Process id as seen inside the container.',
  when: 'containers',
} as const satisfies ViewColumn;

export const COMMAND = {
  name: 'Command',
  field: 'proc.exeline',
  description: 'Program and its arguments.',
  width: 0,
  aggregate: 'MAX',
} as const satisfies ViewColumn;

export const STATE = {
  name: 'ST',
  field: 'drill.wait.state',
  description: 'State: R runs, S sleeps, D waits and cannot be killed, T stopped, Z over.',
  width: 4,
  aggregate: 'MAX',
  yields: true,
} as const satisfies ViewColumn;

export const WAITS_FOR = {
  name: 'WAITS FOR',
  field: 'drill.wait.text',
  description: 'Call that the thread waits in and the kind of the wait; of a process, those of its main thread.',
  width: 14,
  aggregate: 'MAX',
  yields: 3,
} as const satisfies ViewColumn;

export const CONTAINER = {
  name: 'Container',
  field: 'container.name',
  description: 'Container that the process runs in.',
  when: 'containers',
} as const satisfies ViewColumn;

export const FILE_RATE = {
  name: 'FILE',
  field: 'evt.buflen.file',
  description: 'Bytes per second read from and written to files.',
  aggregate: 'TIME_AVG',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

export const NET_RATE = {
  name: 'NET',
  field: 'evt.buflen.net',
  description: 'Bytes per second received and sent over IP sockets.',
  aggregate: 'TIME_AVG',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

/** CPU of something that holds several processes: a container, a pod, a namespace. */
export const CPU_OF_ALL = {
  name: 'CPU',
  field: 'drill.cpu',
  description:
    'CPU time by the length of the window, in percent of one core: all processes, also those that have ended.',
  aggregate: 'TIME_AVG',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

export const VIRT_OF_ALL = {
  name: 'VIRT',
  field: 'thread.vmsize.b',
  description: 'Virtual memory of its processes.',
  aggregate: 'MAX',
  groupAggregate: 'SUM',
  yields: 6,
} as const satisfies ViewColumn;

export const RES_OF_ALL = {
  name: 'RES',
  field: 'thread.vmrss.b',
  description: 'Resident memory of its processes; pages that they share count several times.',
  aggregate: 'MAX',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

/** What the containers of a pod or a namespace cost together. */
export const KUBERNETES_COLUMNS = [CPU_OF_ALL, VIRT_OF_ALL, RES_OF_ALL, FILE_RATE, NET_RATE] as const;

/** What the calls on a file, or on the files of a directory, moved. */
export const FILE_TRAFFIC = [
  { name: 'BYTES IN', field: 'evt.buflen.file.in', description: 'Bytes read.', width: 12, aggregate: 'SUM' },
  { name: 'BYTES OUT', field: 'evt.buflen.file.out', description: 'Bytes written.', width: 12, aggregate: 'SUM' },
  { name: 'OPS', field: 'evt.count.exit', description: 'Finished calls, of any kind.', width: 9, aggregate: 'SUM' },
] as const satisfies readonly ViewColumn[];

/** Calls of a process or thread. */
export const CALL_RATE = {
  name: 'CALLS',
  field: 'drill.count.call',
  description: 'System calls per second: completed ones, each once.',
  aggregate: 'TIME_AVG',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

export const ERROR_RATE = {
  name: 'ERR',
  field: 'evt.count.error',
  description: 'System calls per second that failed.',
  aggregate: 'TIME_AVG',
  groupAggregate: 'SUM',
} as const satisfies ViewColumn;

export const ERRORS = {
  name: 'ERRORS',
  field: 'evt.count.error',
  description: 'Calls that failed.',
  width: 9,
  aggregate: 'SUM',
} as const satisfies ViewColumn;
