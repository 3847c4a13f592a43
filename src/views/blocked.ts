// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const blocked = {
  id: 'blocked',
  name: 'Blocked now',
  description:
    'Threads that wait at the end of the window: in which call, on what, for how long, and who holds it. Waits for work (poll, accept, timers, signals) are left out.',
  tips: [
    'The holder of one row may wait in another: that is a chain, and a deadlock where it closes.',
    'Move the end of the window to see what waited then.',
    'The column WAITS FOR of Threads has every thread, whatever it waits for.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, 'proc.pid', 'proc.name', 'proc.loginshellid', ...FILES, ...PORTS, ...KINDS],
  filter: 'drill.wait.kind exists and not drill.wait.kind in (poll, accept, timer, signal)',
  key: 'thread.tid',
  drillDown: 'syscalls',
  useDefaults: true,
  ofThreads: true,
  columns: [
    { name: 'WAITED', field: 'drill.wait.time', description: 'How long it has waited.', aggregate: 'MAX' },
    PID,
    { name: 'TID', field: 'thread.tid', description: 'Thread id.', yields: 2 },
    CONTAINER,
    {
      name: 'ST',
      field: 'drill.wait.state',
      description: 'State, as ps prints it; D cannot be killed.',
      width: 4,
    },
    { name: 'CALL', field: 'drill.wait.call', description: 'Call that it waits in.', width: 11 },
    { name: 'KIND', field: 'drill.wait.kind', description: 'What kind of wait it is.', width: 8 },
    { name: 'HELD BY', field: 'drill.wait.holder', description: 'Who holds it, where that can be known.', width: 22 },
    { name: 'ON', field: 'drill.wait.on', description: 'What it waits for.', width: 30 },
    COMMAND,
  ],
  sort: { column: 'HELD BY', descending: true },
} as const satisfies View;
