// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID, VPID } from './columns.js';
import { FILES, KINDS, MACHINE, PLACES, PORTS } from './selections.js';
import type { View } from './view.js';

export const pageFaults = {
  id: 'page_faults',
  name: 'Page Faults',
  description: 'Page faults since each process began: minor ones only map memory, major ones wait for the disk.',
  tips: ['Many major faults in a program that has been running for long: memory is short and pages are read back.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...FILES, ...PORTS, ...KINDS, 'proc.name', 'proc.loginshellid'],
  filter: 'evt.type!=switch',
  key: 'proc.pid',
  drillDown: 'errors',
  useDefaults: true,
  includesIdle: true,
  columns: [
    {
      name: 'MAJOR',
      field: 'thread.pfmajor',
      description: 'Faults that had to read from disk.',
      width: 9,
      aggregate: 'MAX',
    },
    {
      name: 'MINOR',
      field: 'thread.pfminor',
      description: 'Faults that memory alone could serve.',
      width: 9,
      aggregate: 'MAX',
    },
    PID,
    VPID,
    CONTAINER,
    COMMAND,
  ],
  sort: { column: 'MAJOR', descending: true },
} as const satisfies View;
