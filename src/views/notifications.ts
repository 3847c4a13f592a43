// SPDX-License-Identifier: Apache-2.0
import { MACHINE } from './selections.js';
import type { View } from './view.js';

export const notifications = {
  id: 'notifications',
  name: 'Notifications',
  description: 'Notes that a monitoring agent wrote into the capture.',
  tips: ['Only captures of such agents have them.'],
  kind: 'list',
  appliesTo: [...MACHINE],
  filter: 'evt.type=notification',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When.', width: 12 },
    { name: 'ID', field: 'evt.arg.id', description: 'Id of the note.', width: 24 },
    { name: 'Container', field: 'container.name', description: 'Container that it is about.', when: 'containers' },
    { name: 'DESCRIPTION', field: 'evt.arg.desc', description: 'Its text.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
