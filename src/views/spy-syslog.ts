// SPDX-License-Identifier: Apache-2.0
import { MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const spySyslog = {
  id: 'spy_syslog',
  name: 'Spy Syslog',
  description: 'Messages that programs send to the system log, as they send them.',
  tips: [
    'Works also where no log daemon keeps them, or in a container whose log nobody sees.',
    'syslog.severity <= 3 as a filter leaves errors and worse.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...PORTS],
  filter: 'fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and evt.failed=false',
  useDefaults: false,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it was sent.' },
    { name: 'PID', field: 'proc.pid', description: 'Process id of the sender.' },
    { name: 'PROC', field: 'proc.name', description: 'Name of the sender.', width: 8 },
    { name: 'FAC', field: 'syslog.facility.str', description: 'Facility, such as auth or cron.', width: 8 },
    { name: 'SEV', field: 'syslog.severity.str', description: 'Severity, from debug to emerg.', width: 8 },
    { name: 'Container', field: 'container.name', description: 'Container of the sender.', when: 'containers' },
    { name: 'MESSAGE', field: 'syslog.message', description: 'The message.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
