// SPDX-License-Identifier: Apache-2.0
// Pods of several services are a row of their own, as in csysdig: a cost counts once.
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesServices = {
  id: 'kubernetes_services',
  name: 'K8s Services',
  description: 'Kubernetes services with what the pods that they lead to cost together.',
  tips: [
    'Enter shows the pods of the service.',
    'They are known where somebody asks the API server: --kubeconfig FILE, or a fleet’s watcher.',
  ],
  kind: 'table',
  appliesTo: [
    ...MACHINE,
    'k8s.pod.id',
    'k8s.rs.id',
    'k8s.deployment.id',
    'drill.k8s.controller.id',
    'k8s.ns.name',
    ...PORTS,
    ...KINDS,
  ],
  filter: "k8s.svc.id != ''",
  key: 'thread.tid',
  groupBy: 'k8s.svc.id',
  drillDown: 'kubernetes_pods',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'ID', field: 'k8s.svc.id', description: 'Unique id of the service.', width: 38, aggregate: 'MAX' },
    { name: 'NAME', field: 'k8s.svc.name', description: 'Name of the service.', width: 25, aggregate: 'MAX' },
    {
      name: 'NAMESPACE',
      field: 'k8s.ns.name',
      description: 'Namespace that it belongs to.',
      width: 20,
      aggregate: 'MAX',
    },
    { name: 'LABELS', field: 'k8s.svc.labels', description: 'Labels of the service.', width: 0, aggregate: 'MAX' },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'describe', 'service', '--', '%k8s.svc.name'],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'delete', 'service', '--', '%k8s.svc.name'],
      confirm: true,
      wait: true,
    },
  ],
} as const satisfies View;
