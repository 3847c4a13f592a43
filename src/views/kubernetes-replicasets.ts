// SPDX-License-Identifier: Apache-2.0
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesReplicasets = {
  id: 'kubernetes_replicasets',
  name: 'K8s ReplicaSets',
  description: 'Kubernetes ReplicaSets, the versions of Deployments, with what their pods cost together.',
  tips: [
    'Enter shows the pods of the ReplicaSet.',
    'They are known where somebody asks the API server: --kubeconfig FILE, or a fleet’s watcher.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, 'k8s.pod.id', 'k8s.svc.id', 'k8s.ns.name', 'k8s.deployment.id', ...PORTS, ...KINDS],
  filter: "k8s.rs.id != ''",
  key: 'thread.tid',
  groupBy: 'k8s.rs.id',
  drillDown: 'kubernetes_pods',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'ID', field: 'k8s.rs.id', description: 'Unique id of the ReplicaSet.', width: 38 },
    { name: 'NAME', field: 'k8s.rs.name', description: 'Name of the ReplicaSet.', width: 25 },
    { name: 'NAMESPACE', field: 'k8s.ns.name', description: 'Namespace that it belongs to.', width: 20 },
    { name: 'LABELS', field: 'k8s.rs.labels', description: 'Labels of the ReplicaSet.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'describe', 'replicaset', '--', '%k8s.rs.name'],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'delete', 'replicaset', '--', '%k8s.rs.name'],
      confirm: true,
      wait: true,
    },
  ],
} as const satisfies View;
