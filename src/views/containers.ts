// SPDX-License-Identifier: Apache-2.0
// Selected by id, not by name as csysdig does: a container whose name is not known (yet) is shown too.
import { CPU_OF_ALL, FILE_RATE, NET_RATE, RES_OF_ALL, VIRT_OF_ALL } from './columns.js';
import { CONTAINER_ACTIONS } from './container-actions.js';
import { FILES, KINDS, MACHINE, PORTS, REQUESTS } from './selections.js';
import type { View } from './view.js';

const OF_GROUP = { aggregate: 'MAX', groupAggregate: 'MAX' } as const;

/** What the control group says; recordings of sysdrill have it. */
const CGROUP_COLUMNS = [
  {
    name: '%CPU',
    field: 'drill.cgroup.cpu',
    description: 'CPU in percent of the limit, over the last second of the window.',
    ...OF_GROUP,
    yields: 2,
  },
  {
    name: 'THROTTLED',
    field: 'drill.cgroup.throttled',
    description: 'Percent of the periods in which it was stopped at its CPU limit.',
    ...OF_GROUP,
    yields: 3,
  },
  {
    name: '%MEM',
    field: 'drill.cgroup.memory.share',
    description: 'Memory in percent of the limit, cached parts of files included.',
    ...OF_GROUP,
    yields: 1,
  },
  {
    name: 'OOM',
    field: 'drill.cgroup.oom',
    description: 'Processes that were killed at the memory limit, since it began.',
    ...OF_GROUP,
    yields: 4,
  },
  {
    name: '%PIDS',
    field: 'drill.cgroup.pids.share',
    description: 'Processes and threads in percent of the limit.',
    ...OF_GROUP,
    yields: 6,
  },
  {
    name: 'STALL',
    field: 'drill.cgroup.stall.memory',
    description: 'Percent of the time in which something in it waited for memory (PSI, cgroup v2).',
    ...OF_GROUP,
    yields: 7,
  },
] as const;

export const containers = {
  id: 'containers',
  name: 'Containers',
  description: 'Containers with what they cost: CPU, memory, bytes moved to and from files and the network.',
  tips: [
    'Enter shows the processes inside.',
    '%CPU, %MEM and %PIDS are shares of the limits, as of the end of the window; nothing where there is no limit.',
    'THROTTLED above 0: it wants more CPU than it may have. OOM: processes were killed at its memory limit.',
    'A container without a name is known by its cgroup only: no engine could be asked. doctor says why.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, 'k8s.pod.id', 'k8s.ns.name', 'drill.swarm.task', ...FILES, ...PORTS, ...REQUESTS, ...KINDS],
  filter: 'container.id != host and container.id != ""',
  key: 'thread.tid',
  groupBy: 'container.id',
  drillDown: 'procs',
  useDefaults: true,
  includesIdle: true,
  columns: [
    CPU_OF_ALL,
    {
      name: 'PROCS',
      field: 'drill.count.process',
      description: 'Its processes, idle ones and those that have ended in the window included.',
      aggregate: 'MAX',
      groupAggregate: 'SUM',
    },
    {
      name: 'THREADS',
      field: 'drill.count.thread',
      description: 'Its threads, idle ones and those that have ended in the window included.',
      aggregate: 'MAX',
      groupAggregate: 'SUM',
    },
    VIRT_OF_ALL,
    RES_OF_ALL,
    FILE_RATE,
    NET_RATE,
    ...CGROUP_COLUMNS,
    {
      name: 'ENGINE',
      field: 'container.type',
      description: 'What runs it: docker, podman, containerd, cri-o, lxc and so on.',
      width: 8,
    },
    { name: 'IMAGE', field: 'container.image', description: 'Image that it was made from.', width: 30 },
    { name: 'ID', field: 'container.id', description: 'First 12 digits of its id.', width: 13, yields: 4 },
    { name: 'NAME', field: 'container.name', description: 'Its name.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [...CONTAINER_ACTIONS],
} as const satisfies View;
