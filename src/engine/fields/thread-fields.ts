// SPDX-License-Identifier: Apache-2.0
// The thread that made an event: ids, capabilities, cgroups, CPU, page faults.

import { CAPABILITY_NAMES } from '../scap/enums.js';
import { isMainThread } from '../state/thread-info.js';
import type { Field } from './field.js';
import { BYTES, fieldTable, ID, ofColumn, ofEvent, ofMetric, ofThread, PERCENT } from './field-table.js';
import { hostId } from './proc-fields.js';

/** Names of the set bits, lowest first. */
function capabilityNames(set: bigint): string {
  const names: string[] = [];
  for (const [bit, name] of CAPABILITY_NAMES.entries()) {
    if (name !== undefined && (set >> BigInt(bit)) & 1n) names.push(name);
  }
  return names.join(' ');
}

const TABLE = { tableOnly: true };
const KIB = 1024;

export const THREAD_FIELDS: readonly Field[] = fieldTable('thread', [
  ['thread.tid', 'INT64', 'Thread id.', { kind: 'thread', of: (t) => t.tid, otherwise: (event) => event.tid }, ID],
  [
    'thread.vtid',
    'INT64',
    'Thread id as the thread itself sees it, in its pid namespace.',
    ofThread((t) => hostId(t.vtid)),
    ID,
  ],
  ['thread.ismain', 'BOOL', 'Whether this is the main thread of its process.', ofThread(isMainThread)],
  [
    'thread.nametid',
    'CHARBUF',
    'Short name and thread id written together: one thread.',
    ofEvent(({ thread, tid }) => (thread === undefined ? undefined : `${thread.comm}${tid}`)),
    TABLE,
  ],
  ['thread.exectime', 'RELTIME', 'switch events: nanoseconds that the thread had the CPU.', ofColumn('execTime')],
  [
    'thread.totexectime',
    'RELTIME',
    'Nanoseconds that the thread has had a CPU since the start of the capture.',
    ofColumn('execTimeTotal'),
  ],
  [
    'thread.cpu',
    'DOUBLE',
    'CPU use since the last report, percent; periodic reports only.',
    ofColumn('cpuTotal'),
    PERCENT,
  ],
  ['thread.cpu.user', 'DOUBLE', 'The part of thread.cpu that ran the program itself.', ofColumn('cpuUser'), PERCENT],
  ['thread.cpu.system', 'DOUBLE', 'The part of thread.cpu that ran in the kernel.', ofColumn('cpuSystem'), PERCENT],
  ['thread.pfmajor', 'UINT64', 'Page faults of the thread that had to read from disk.', ofMetric('pfMajor')],
  ['thread.pfminor', 'UINT64', 'Page faults of the thread that did not read from disk.', ofMetric('pfMinor')],
  [
    'thread.vmsize',
    'UINT64',
    'Virtual memory of the process, KiB, on its main thread; 0 on others.',
    ofMetric('vmSizeKb', { leaderOnly: true }),
  ],
  [
    'thread.vmrss',
    'UINT64',
    'Memory in RAM of the process, KiB, on its main thread; 0 on others.',
    ofMetric('vmRssKb', { leaderOnly: true }),
  ],
  [
    'thread.vmsize.b',
    'UINT64',
    'As thread.vmsize, in bytes.',
    ofMetric('vmSizeKb', { leaderOnly: true, scale: KIB }),
    { ...TABLE, ...BYTES, width: 9 },
  ],
  [
    'thread.vmrss.b',
    'UINT64',
    'As thread.vmrss, in bytes.',
    ofMetric('vmRssKb', { leaderOnly: true, scale: KIB }),
    { ...TABLE, ...BYTES, width: 9 },
  ],
  [
    'thread.cap_permitted',
    'CHARBUF',
    'Names of the permitted capabilities.',
    ofThread((t) => capabilityNames(t.capPermitted)),
  ],
  [
    'thread.cap_inheritable',
    'CHARBUF',
    'Names of the inheritable capabilities.',
    ofThread((t) => capabilityNames(t.capInheritable)),
  ],
  [
    'thread.cap_effective',
    'CHARBUF',
    'Names of the effective capabilities.',
    ofThread((t) => capabilityNames(t.capEffective)),
  ],
  [
    'thread.cgroups',
    'CHARBUF',
    'All control groups of the thread: subsystem=path.',
    ofThread((t) =>
      t.cgroups.length === 0 ? undefined : t.cgroups.map(([name, path]) => `${name}=${path}`).join(' '),
    ),
  ],
  [
    'thread.cgroup',
    'CHARBUF',
    'Path of the thread’s control group of one subsystem: thread.cgroup.cpuset.',
    ofThread((t, argument) => t.cgroups.find(([name]) => name === argument?.text)?.[1]),
    { argument: 'required', dottedArgument: 'word' },
  ],
]);
