// SPDX-License-Identifier: Apache-2.0
// The pod that a thread runs in: from the labels that the container runtime gave, and, where somebody watches the API
// server (src/kubernetes), what that knows of the pod: namespace, controllers, services.

import type { FieldValue } from '../event/value.js';
import type { ContainerInfo } from '../state/container-info.js';
import type { KubernetesObject, PodInfo } from '../state/pods.js';
import type { Field, FieldArgument, FieldSource } from './field.js';
import { type FieldRow, fieldTable, known, ofThread } from './field-table.js';

/** Something of a container that belongs to a pod. */
function ofSandbox(of: (container: ContainerInfo, argument: FieldArgument) => FieldValue): FieldSource {
  return ofThread(({ container }, argument) =>
    container === undefined || container.podSandboxId === '' ? undefined : of(container, argument),
  );
}

/** A label of the kubelet; where the engine has not sent it, what the API server says. */
function ofPod(label: string, of: (pod: PodInfo) => string): FieldSource {
  return ofThread(({ container, pod }) => {
    const ofEngine = container === undefined || container.podSandboxId === '' ? undefined : container.labels[label];
    return ofEngine ?? (pod?.record === undefined ? undefined : known(of(pod)));
  });
}

type Labels = Readonly<Record<string, string>>;

/** `key:value, key:value`, keys in order, without those that Kubernetes keeps for itself. */
function labelsText(labels: Labels): string {
  return Object.keys(labels)
    .filter((key) => !key.startsWith('annotation.') && !key.startsWith('io.kubernetes.'))
    .sort()
    .map((key) => (labels[key] === '' ? key : `${key}:${labels[key]}`))
    .join(', ');
}

const DOTTED = { argument: 'required', dottedArgument: 'label' } as const;

/** Objects of the cluster that a pod belongs to; of several, the values are joined by commas. */
type Objects = (pod: PodInfo) => readonly KubernetesObject[];

function joined(objects: Objects, of: (object: KubernetesObject, argument: FieldArgument) => string | undefined) {
  return ofThread(({ pod }, argument) => {
    const found = pod === undefined ? [] : objects(pod).filter(({ id }) => id !== '');
    const values = found.map((object) => of(object, argument)).filter((value) => value !== undefined && value !== '');
    return values.length === 0 ? undefined : values.join(', ');
  });
}

/** `PREFIX.name`, `.id`, `.label`, `.labels`. */
function objectFields(prefix: string, what: string, objects: Objects): FieldRow[] {
  return [
    [`${prefix}.name`, 'CHARBUF', `Name of ${what}.`, joined(objects, ({ name }) => name)],
    ...idAndLabels(prefix, what, objects),
  ];
}

function idAndLabels(prefix: string, what: string, objects: Objects): FieldRow[] {
  return [
    [`${prefix}.id`, 'CHARBUF', `Unique id of ${what}.`, joined(objects, ({ id }) => id)],
    [
      `${prefix}.label`,
      'CHARBUF',
      `One label of ${what}: ${prefix}.label.app.`,
      joined(objects, ({ labels }, argument) => (argument === undefined ? undefined : labels[argument.text])),
      DOTTED,
    ],
    [
      `${prefix}.labels`,
      'CHARBUF',
      `All labels of ${what}: key:value, separated by commas.`,
      joined(objects, ({ labels }) => labelsText(labels)),
    ],
  ];
}

function controllerOf(kind: string): Objects {
  return ({ controller }) => (controller.kind === kind ? [controller] : []);
}

/** A label that Docker Swarm gives to containers. */
function ofSwarm(label: string): FieldSource {
  return ofThread(({ container }) => known(container?.labels[`com.docker.swarm.${label}`]));
}

const SHORT_ID = 12;

export const K8S_FIELDS: readonly Field[] = fieldTable('k8s', [
  ['k8s.ns.name', 'CHARBUF', 'Namespace of the pod.', ofPod('io.kubernetes.pod.namespace', (p) => p.namespace.name)],
  ['k8s.pod.name', 'CHARBUF', 'Name of the pod.', ofPod('io.kubernetes.pod.name', ({ name }) => name)],
  [
    'k8s.pod.id',
    'CHARBUF',
    'Unique id of the pod (an older name of k8s.pod.uid).',
    ofPod('io.kubernetes.pod.uid', ({ id }) => id),
  ],
  ['k8s.pod.uid', 'CHARBUF', 'Unique id of the pod.', ofPod('io.kubernetes.pod.uid', ({ id }) => id)],
  [
    'k8s.pod.sandbox_id',
    'CHARBUF',
    'Id of the pod’s sandbox, 12 characters.',
    ofSandbox((c) => c.podSandboxId.slice(0, SHORT_ID)),
  ],
  ['k8s.pod.full_sandbox_id', 'CHARBUF', 'Id of the pod’s sandbox in full length.', ofSandbox((c) => c.podSandboxId)],
  [
    'k8s.pod.label',
    'CHARBUF',
    'One label of the pod: k8s.pod.label.app, k8s.pod.label[app].',
    ofThread(({ container, pod }, argument) => {
      const labels = pod?.record === undefined ? sandboxLabels(container) : pod.labels;
      return argument === undefined ? undefined : labels?.[argument.text];
    }),
    DOTTED,
  ],
  [
    'k8s.pod.labels',
    'CHARBUF',
    'All labels of the pod: key:value, separated by commas.',
    ofThread(({ container, pod }) => {
      const labels = pod?.record === undefined ? sandboxLabels(container) : pod.labels;
      return labels === undefined ? undefined : labelsText(labels);
    }),
  ],
  [
    'k8s.pod.ip',
    'CHARBUF',
    'Address of the pod.',
    ofThread(({ container, pod }) => known(sandboxed(container)?.ip) ?? known(pod?.ip)),
  ],
  [
    'k8s.pod.cni.json',
    'CHARBUF',
    'Result of the network plugin for the pod, as JSON.',
    ofSandbox((c) => known(c.cniJson)),
  ],
  ...idAndLabels('k8s.ns', 'the namespace of the pod', ({ namespace }) => [namespace]),
  ...objectFields('k8s.deployment', 'the Deployment of the pod', controllerOf('Deployment')),
  ...objectFields('k8s.rs', 'the ReplicaSet of the pod', ({ replicaSet }) => [replicaSet]),
  ...objectFields('k8s.rc', 'the ReplicationController of the pod', controllerOf('ReplicationController')),
  ...objectFields('k8s.svc', 'the services that lead to the pod', ({ services }) => services),
]);

export const KUBERNETES_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.k8s.kind',
    'CHARBUF',
    'What keeps the pod running in the end: Deployment, StatefulSet, DaemonSet, Job, CronJob, ReplicationController, ….',
    ofThread(({ pod }) => known(pod?.controller.kind)),
  ],
  ...objectFields('drill.k8s.controller', 'what keeps the pod running in the end', ({ controller }) => [controller]),
  ['drill.swarm.service', 'CHARBUF', 'Service of Docker Swarm.', ofSwarm('service.name')],
  ['drill.swarm.task', 'CHARBUF', 'Task of Docker Swarm: service, number, id.', ofSwarm('task.name')],
  ['drill.swarm.node', 'CHARBUF', 'Id of the node of Docker Swarm.', ofSwarm('node.id')],
  ['drill.k8s.node', 'CHARBUF', 'Node that the pod runs on.', ofThread(({ pod }) => known(pod?.node))],
]);

function sandboxed(container: ContainerInfo | undefined): ContainerInfo | undefined {
  return container === undefined || container.podSandboxId === '' ? undefined : container;
}

function sandboxLabels(container: ContainerInfo | undefined): Labels | undefined {
  return sandboxed(container)?.podSandboxLabels;
}
