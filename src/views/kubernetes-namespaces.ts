// SPDX-License-Identifier: Apache-2.0
// Keyed by name: the id of a namespace came from the API server, the name is in the labels of the containers.
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesNamespaces = {
  id: 'kubernetes_namespaces',
  name: 'K8s Namespaces',
  description: 'Kubernetes namespaces with what their pods on this machine cost together.',
  tips: ['Enter shows the pods of the namespace.'],
  kind: 'table',
  appliesTo: [...MACHINE, ...PORTS, ...KINDS],
  filter: "k8s.ns.name != ''",
  key: 'thread.tid',
  groupBy: 'k8s.ns.name',
  drillDown: 'kubernetes_pods',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'NAME', field: 'k8s.ns.name', description: 'Name of the namespace.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: ['kubectl', 'describe', 'namespaces', '--', '%k8s.ns.name'],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete, with everything in it',
      command: ['kubectl', 'delete', 'namespaces', '--', '%k8s.ns.name'],
      confirm: true,
      wait: true,
    },
  ],
} as const satisfies View;
