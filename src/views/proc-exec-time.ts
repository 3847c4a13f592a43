// SPDX-License-Identifier: Apache-2.0
import { COMMAND, PID } from './columns.js';
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const procExecTime = {
  id: 'proc_exec_time',
  name: 'Ended Processes',
  description: 'Threads and processes that ended: how long they lived and with what status.',
  tips: [
    'thread.ismain=true as a filter leaves whole processes.',
    'DURATION is unknown for those that ran before the capture began.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, 'proc.ppid'],
  filter: 'evt.type=procexit',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it ended.' },
    { name: 'DURATION', field: 'proc.duration', description: 'How long it lived.', width: 9 },
    { name: 'EXIT', field: 'evt.arg.ret', description: 'Its exit code.', width: 5 },
    { name: 'SIGNAL', field: 'evt.arg.sig', description: 'Signal that ended it.', width: 10 },
    PID,
    { name: 'TID', field: 'thread.tid', description: 'Thread id.', yields: 2 },
    { name: 'PARENT', field: 'proc.pname', description: 'Name of the parent.' },
    { name: 'Container', field: 'container.name', description: 'Container that it ran in.', when: 'containers' },
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
