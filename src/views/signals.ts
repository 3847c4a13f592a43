// SPDX-License-Identifier: Apache-2.0
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const signals = {
  id: 'signals',
  name: 'Signals',
  description: 'Signals as they reach a process, and who sent them.',
  tips: [
    'SIGKILL from sender 0, the kernel: the other threads of a program that exits, or a machine out of memory.',
    'SIGCHLD (a child ended: see Ended Processes) and SIGURG (how Go programs switch) are left out.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter: 'evt.type=signaldeliver and not evt.arg.sig in (SIGCHLD, SIGURG)',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it was delivered.' },
    { name: 'SIGNAL', field: 'evt.arg.sig', description: 'Which signal.', width: 10 },
    { name: 'SENDER', field: 'evt.rawarg.spid', description: 'Process id of the sender; 0 is the kernel.' },
    { name: 'FROM', field: 'evt.arg.spid', description: 'Name of the sender, its id where the name is unknown.' },
    { name: 'PID', field: 'proc.pid', description: 'Process id of the receiver.' },
    { name: 'Container', field: 'container.name', description: 'Container of the receiver.', when: 'containers' },
    {
      name: 'Command',
      field: 'proc.exeline',
      description: 'The receiver: program and arguments.',
      width: 0,
      aggregate: 'MAX',
    },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
