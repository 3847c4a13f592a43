// SPDX-License-Identifier: Apache-2.0
// What sysdig has no field for: which fd of which process, how processes begin and end, CPU time in a stretch of time.

import type { EventView } from '../event/event-view.js';
import type { Field } from './field.js';
import { fieldTable, ofColumn, ofEvent, PERCENT } from './field-table.js';

/** Of columns that are added up (query/cpu-tally.ts); one event says hundredths of a second. */
const CPU = { ...PERCENT, tableOnly: true };

const TABLE = { tableOnly: true };
/** Parameters of procexit. */
const STATUS = 0;
const RETURN = 1;
const SIGNAL = 2;
/** What shells add to the number of a signal. */
const BY_SIGNAL = 128;

export const DRILL_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.fd.id',
    'CHARBUF',
    'Process and fd of the event, which tell an fd from all others: 1234:5.',
    ofEvent(({ thread, fdNum }) => (thread === undefined || fdNum < 0 ? undefined : `${thread.pid}:${fdNum}`)),
  ],
  [
    'drill.count.started',
    'UINT64',
    '1 where a program was started, that is where execve succeeded; 0 elsewhere.',
    ofEvent(({ kind, result }) => (kind.isExit && /^execve/.test(kind.name) && result === 0 ? 1 : 0)),
    TABLE,
  ],
  [
    'drill.count.ended',
    'UINT64',
    '1 where a process ended, threads not counted; 0 elsewhere.',
    ofEvent((event) => (isEnd(event) ? 1 : 0)),
    TABLE,
  ],
  [
    'drill.life',
    'RELTIME',
    'At the end of a process: how long it lived; unknown where it began before the capture.',
    ofEvent((event) => (isEnd(event) ? lifeOf(event) : undefined)),
    TABLE,
  ],
  [
    'drill.exit',
    'INT64',
    'At the end of a process: its exit status, or 128 and the number of the signal that ended it.',
    ofEvent((event) => (isEnd(event) ? exitOf(event) : undefined)),
    TABLE,
  ],
  [
    'drill.count.call',
    'UINT32',
    '1 for each completed call, as strace -c counts: its exit, but not the return of a new thread from the call that made it.',
    ofColumn('countCall'),
    { tableOnly: true },
  ],
  [
    'drill.latency',
    'RELTIME',
    'Time inside a completed call: the mean of it is the mean time of a call.',
    ofColumn('callLatency'),
    { tableOnly: true },
  ],
  [
    'drill.cpu',
    'DOUBLE',
    'CPU time of the threads of a row by the length of the window, in percent of one core; threads that have ended count too.',
    ofColumn('cpuTime'),
    CPU,
  ],
  ['drill.cpu.user', 'DOUBLE', 'The part of drill.cpu that ran the programs themselves.', ofColumn('cpuTimeUser'), CPU],
  ['drill.cpu.system', 'DOUBLE', 'The part of drill.cpu that ran in the kernel.', ofColumn('cpuTimeSystem'), CPU],
  [
    'drill.core.cpu',
    'DOUBLE',
    'How busy a core was, in percent of the window, whatever ran on it; rows by evt.cpu only.',
    ofColumn('coreTime'),
    CPU,
  ],
]);

function isEnd({ kind, thread }: EventView): boolean {
  return kind.name === 'procexit' && thread !== undefined && thread.tid === thread.pid;
}

function lifeOf({ thread, absoluteTime }: EventView): number | undefined {
  if (thread === undefined || thread.cloneTime === 0n || absoluteTime === undefined) return undefined;
  return Number(absoluteTime - thread.cloneTime);
}

/** As shells say it. Old events have one status for both, as wait(2) gives it. */
function exitOf(event: EventView): number | undefined {
  const params = event.params();
  const status = params.int(STATUS);
  const code = event.type.params.length > RETURN ? params.int(RETURN) : status === undefined ? undefined : status >> 8;
  const signal = event.type.params.length > SIGNAL ? params.int(SIGNAL) : status === undefined ? 0 : status & 0x7f;
  return signal !== undefined && signal > 0 ? BY_SIGNAL + signal : code;
}
