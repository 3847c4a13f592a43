// SPDX-License-Identifier: Apache-2.0
import { CONTAINER_ACTIONS } from './container-actions.js';
import { FILES, KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const containersErrors = {
  id: 'containers_errors',
  name: 'Containers Errors',
  description: 'How many system calls failed in each container, by what they were about.',
  tips: ['Compare containers of the same image: the one that differs is the sick one.'],
  kind: 'table',
  appliesTo: [...MACHINE, 'container.id', 'k8s.pod.id', 'k8s.ns.name', ...FILES, ...PORTS, ...KINDS],
  filter: 'container.id != host and container.id != ""',
  key: 'proc.pid',
  groupBy: 'container.id',
  drillDown: 'errors',
  useDefaults: true,
  includesIdle: true,
  columns: [
    {
      name: 'FILE',
      field: 'evt.count.error.file',
      description: 'Failed calls on files and directories.',
      aggregate: 'SUM',
      groupAggregate: 'SUM',
    },
    {
      name: 'NET',
      field: 'evt.count.error.net',
      description: 'Failed calls on sockets.',
      aggregate: 'SUM',
      groupAggregate: 'SUM',
    },
    {
      name: 'MEMORY',
      field: 'evt.count.error.memory',
      description: 'Failed calls about memory.',
      aggregate: 'SUM',
      groupAggregate: 'SUM',
    },
    {
      name: 'OTHER',
      field: 'evt.count.error.other',
      description: 'All other failed calls.',
      aggregate: 'SUM',
      groupAggregate: 'SUM',
    },
    {
      name: 'ENGINE',
      field: 'container.type',
      description: 'What runs it: docker, podman, containerd, cri-o, lxc and so on.',
      width: 8,
    },
    { name: 'ID', field: 'container.id', description: 'First 12 digits of its id.', width: 13 },
    { name: 'CONTAINER', field: 'container.name', description: 'Its name.', width: 0 },
  ],
  sort: { column: 'NET', descending: true },
  actions: [
    ...CONTAINER_ACTIONS,
    { hotkey: 'm', name: 'Live usage (stats)', command: ['docker', 'stats', '%container.id'], terminal: true },
  ],
} as const satisfies View;
