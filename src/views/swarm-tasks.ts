// SPDX-License-Identifier: Apache-2.0
// By the labels that Swarm gives its containers: no manager is asked.
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const swarmTasks = {
  id: 'swarm_tasks',
  name: 'Swarm Tasks',
  description: 'Tasks of Docker Swarm, the replicas of its services, with what they cost.',
  tips: ['Enter shows the containers of the task.'],
  kind: 'table',
  appliesTo: [...MACHINE, 'drill.swarm.service', ...PORTS, ...KINDS],
  filter: "drill.swarm.task != ''",
  key: 'thread.tid',
  groupBy: 'drill.swarm.task',
  drillDown: 'containers',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'NAME', field: 'drill.swarm.task', description: 'Name of the task: service, number, id.', width: 40 },
    { name: 'SERVICE', field: 'drill.swarm.service', description: 'Service that it is a replica of.', width: 20 },
    { name: 'NODE', field: 'drill.swarm.node', description: 'Id of the node that it runs on.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
} as const satisfies View;
