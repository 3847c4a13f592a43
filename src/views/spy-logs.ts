// SPDX-License-Identifier: Apache-2.0
import { FILES, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const spyLogs = {
  id: 'spy_logs',
  name: 'Spy Logs',
  description: 'What programs write into log files, of the whole machine and all containers, in order.',
  tips: [
    'A file counts as a log by its name: .log, _log, or a place under /var/log.',
    'F5 on a row shows the text in full; captures keep the first 80 bytes of a write unless -s asks for more.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES],
  filter:
    '(fd.name contains .log or fd.name contains _log or fd.name contains /var/log) and not (fd.name contains .gz or fd.name contains .tgz) and evt.is_io_write=true and evt.dir=< and evt.failed=false',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When it was written.' },
    { name: 'PROC', field: 'proc.name', description: 'Name of the writer.' },
    { name: 'FILE', field: 'fd.filename', description: 'Name of the log, without its directory.', width: 20 },
    { name: 'Container', field: 'container.name', description: 'Container of the writer.', when: 'containers' },
    { name: 'TEXT', field: 'evt.buffer', description: 'The text, as far as it was captured.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
