// SPDX-License-Identifier: Apache-2.0
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesDeployments = {
  id: 'kubernetes_deployments',
  name: 'K8s Deployments',
  description: 'Kubernetes Deployments with what their pods cost together.',
  tips: [
    'Enter shows the pods of the Deployment.',
    'They are known where somebody asks the API server: --kubeconfig FILE, or a fleet’s watcher.',
  ],
  kind: 'table',
  appliesTo: [...MACHINE, 'k8s.pod.id', 'k8s.svc.id', 'k8s.ns.name', ...PORTS, ...KINDS],
  filter: "k8s.deployment.id != ''",
  key: 'thread.tid',
  groupBy: 'k8s.deployment.id',
  drillDown: 'kubernetes_pods',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'ID', field: 'k8s.deployment.id', description: 'Unique id of the Deployment.', width: 38 },
    { name: 'NAME', field: 'k8s.deployment.name', description: 'Name of the Deployment.', width: 25 },
    { name: 'NAMESPACE', field: 'k8s.ns.name', description: 'Namespace that it belongs to.', width: 20 },
    { name: 'LABELS', field: 'k8s.deployment.labels', description: 'Labels of the Deployment.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'describe', 'deployment', '--', '%k8s.deployment.name'],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'delete', 'deployment', '--', '%k8s.deployment.name'],
      confirm: true,
      wait: true,
    },
  ],
} as const satisfies View;
