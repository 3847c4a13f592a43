// SPDX-License-Identifier: Apache-2.0
// csysdig had ReplicationControllers here, whose successors these are.
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesControllers = {
  id: 'kubernetes_controllers',
  name: 'K8s Controllers',
  description:
    'What keeps pods running: Deployments, StatefulSets, DaemonSets, Jobs …, with what their pods cost together.',
  tips: [
    'Enter shows the pods of the controller.',
    'They are known where somebody asks the API server: --kubeconfig FILE, or a fleet’s watcher.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, 'k8s.pod.id', 'k8s.svc.id', 'k8s.ns.name', ...PORTS, ...KINDS],
  filter: "drill.k8s.controller.id != ''",
  key: 'thread.tid',
  groupBy: 'drill.k8s.controller.id',
  drillDown: 'kubernetes_pods',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'KIND', field: 'drill.k8s.kind', description: 'Kind of the controller.', width: 12 },
    { name: 'ID', field: 'drill.k8s.controller.id', description: 'Unique id of the controller.', width: 38 },
    { name: 'NAME', field: 'drill.k8s.controller.name', description: 'Name of the controller.', width: 25 },
    { name: 'NAMESPACE', field: 'k8s.ns.name', description: 'Namespace that it belongs to.', width: 20 },
    { name: 'LABELS', field: 'drill.k8s.controller.labels', description: 'Labels of the controller.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: [
        'kubectl',
        '--namespace=%k8s.ns.name',
        'describe',
        '%drill.k8s.kind',
        '--',
        '%drill.k8s.controller.name',
      ],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'delete', '%drill.k8s.kind', '--', '%drill.k8s.controller.name'],
      confirm: true,
      wait: true,
    },
  ],
} as const satisfies View;
