// SPDX-License-Identifier: Apache-2.0
// By the labels that Swarm gives its containers: no manager is asked.
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const swarmServices = {
  id: 'swarm_services',
  name: 'Swarm Services',
  description: 'Services of Docker Swarm with what their tasks cost together.',
  tips: ['Enter shows the tasks of the service.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PORTS, ...KINDS],
  filter: "drill.swarm.service != ''",
  key: 'thread.tid',
  groupBy: 'drill.swarm.service',
  drillDown: 'swarm_tasks',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'NAME', field: 'drill.swarm.service', description: 'Name of the service.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
} as const satisfies View;
