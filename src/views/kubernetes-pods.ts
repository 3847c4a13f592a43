// SPDX-License-Identifier: Apache-2.0
import { KUBERNETES_COLUMNS } from './columns.js';
import { KINDS, MACHINE, PORTS } from './selections.js';
import type { View } from './view.js';

export const kubernetesPods = {
  id: 'kubernetes_pods',
  name: 'K8s Pods',
  description: 'Kubernetes pods with what they cost.',
  tips: ['Enter shows the containers of the pod.'],
  kind: 'table',
  appliesTo: [
    ...MACHINE,
    'k8s.ns.name',
    'k8s.deployment.id',
    'k8s.rs.id',
    'k8s.svc.id',
    'drill.k8s.controller.id',
    ...PORTS,
    ...KINDS,
  ],
  filter: "k8s.pod.id != ''",
  key: 'thread.tid',
  groupBy: 'k8s.pod.id',
  drillDown: 'containers',
  useDefaults: true,
  includesIdle: true,
  columns: [
    ...KUBERNETES_COLUMNS,
    { name: 'ID', field: 'k8s.pod.id', description: 'Unique id of the pod.', width: 38, yields: 3 },
    { name: 'NAME', field: 'k8s.pod.name', description: 'Name of the pod.', width: 25 },
    { name: 'NAMESPACE', field: 'k8s.ns.name', description: 'Namespace that it belongs to.', width: 20 },
    { name: 'LABELS', field: 'k8s.pod.labels', description: 'Labels of the pod.', width: 0 },
  ],
  sort: { column: 'CPU', descending: true },
  actions: [
    {
      hotkey: 'd',
      name: 'Describe',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'describe', 'pods', '--', '%k8s.pod.name'],
      wait: true,
    },
    {
      hotkey: 'x',
      name: 'Delete',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'delete', 'pods', '--', '%k8s.pod.name'],
      confirm: true,
      wait: true,
    },
    {
      hotkey: 'b',
      name: 'Shell inside',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'exec', '%k8s.pod.name', '-i', '-t', '--', '/bin/bash'],
      terminal: true,
    },
    {
      hotkey: 'l',
      name: 'Its log',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'logs', '--', '%k8s.pod.name'],
      wait: true,
    },
    {
      hotkey: 'f',
      name: 'Follow its log',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'logs', '-f', '--', '%k8s.pod.name'],
      wait: true,
    },
    {
      hotkey: 'o',
      name: 'Log of its previous run',
      command: ['kubectl', '--namespace=%k8s.ns.name', 'logs', '-p', '--', '%k8s.pod.name'],
      wait: true,
    },
  ],
} as const satisfies View;
