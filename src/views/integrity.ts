// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { FILES, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

const PATH = {
  name: 'PATH',
  field: 'drill.changed.path',
  description: 'File that was changed; of a rename its new name.',
  width: 40,
} as const;

export const integrity = {
  id: 'integrity',
  name: 'Integrity',
  description:
    'Files of the system that were changed: programs, libraries, configuration, keys; how often and by whom.',
  tips: [
    'A change is an open for writing, a rename, a link, a removal, or another mode, owner, length or attribute.',
    'Enter shows every change of a file; the view file_changes has those of all paths.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter:
    'drill.changed.path pmatch (/etc, /bin, /sbin, /lib, /lib64, /usr/bin, /usr/sbin, /usr/lib, /usr/local, /boot, /root/.ssh, /opt, /var/spool/cron) or drill.changed.path contains /.ssh/',
  key: 'drill.changed.path',
  drillDown: 'file_changes',
  useDefaults: true,
  columns: [
    { name: 'CHANGES', field: 'evt.count', description: 'Calls that changed it.', width: 8, aggregate: 'SUM' },
    { name: 'LAST', field: 'evt.time', description: 'When it was changed last.', aggregate: 'MAX' },
    { name: 'HOW', field: 'evt.type', description: 'Call that changed it last.', width: 10, aggregate: 'MAX' },
    { name: 'USER', field: 'user.name', description: 'User that did it last.', aggregate: 'MAX' },
    CONTAINER,
    PATH,
    COMMAND,
  ],
  sort: { column: 'LAST', descending: true },
} as const satisfies View;

export const fileChanges = {
  id: 'file_changes',
  name: 'File Changes',
  description: 'Every change of a file, of its name, owner, mode or attributes, by whom and how, in order.',
  tips: ['Writes through a file that was open before do not appear again: the open does.'],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, 'drill.changed.path'],
  filter: 'drill.changed.path exists and not drill.changed.path pmatch (/dev/null, /dev/tty, /dev/pts, /dev/ptmx)',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.' },
    { name: 'HOW', field: 'evt.type', description: 'Call that changed it.', width: 10 },
    PID,
    { name: 'USER', field: 'user.name', description: 'User that did it.' },
    CONTAINER,
    PATH,
    { name: 'FROM', field: 'drill.changed.from', description: 'Old name, or what a link points to.', width: 24 },
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
