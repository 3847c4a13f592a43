// SPDX-License-Identifier: Apache-2.0
import { MACHINE } from './selections.js';
import type { View } from './view.js';

export const dockerEvents = {
  id: 'docker_events',
  name: 'Docker Events',
  description: 'What the Docker daemon reported to a monitoring agent: containers created, started, killed.',
  tips: ['Only captures of such agents have them.'],
  kind: 'list',
  appliesTo: [...MACHINE],
  filter: 'evt.type=infra',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When.', width: 18 },
    { name: 'EVENT TYPE', field: 'evt.arg.name', description: 'What happened.', width: 20 },
    { name: 'CONTAINER ID', field: 'evt.infra.docker.container.id', description: 'Id of the container.', width: 20 },
    { name: 'CONTAINER IMAGE', field: 'evt.infra.docker.container.image', description: 'Its image.', width: 20 },
    { name: 'CONTAINER NAME', field: 'evt.infra.docker.container.name', description: 'Its name.', width: 0 },
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
