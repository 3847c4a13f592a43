// SPDX-License-Identifier: Apache-2.0
// The pod that a thread runs in, from the labels that the container runtime gave. Nothing asks the API server: what only
// it knows (deployments, services …) is in retired-fields.ts.

import type { FieldValue } from '../event/value.js';
import type { ContainerInfo } from '../state/container-info.js';
import type { Field, FieldArgument, FieldSource } from './field.js';
import { fieldTable, known, ofThread } from './field-table.js';

/** Something of a container that belongs to a pod. */
function ofPod(of: (container: ContainerInfo, argument: FieldArgument) => FieldValue): FieldSource {
  return ofThread(({ container }, argument) =>
    container === undefined || container.podSandboxId === '' ? undefined : of(container, argument),
  );
}

function ofLabel(name: string): FieldSource {
  return ofPod(({ labels }) => labels[name]);
}

/** `key:value, key:value`, keys in order, without those that Kubernetes keeps for itself. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .filter((key) => !key.startsWith('annotation.') && !key.startsWith('io.kubernetes.'))
    .sort()
    .map((key) => (labels[key] === '' ? key : `${key}:${labels[key]}`))
    .join(', ');
}

const SHORT_ID = 12;

export const K8S_FIELDS: readonly Field[] = fieldTable('k8s', [
  ['k8s.ns.name', 'CHARBUF', 'Namespace of the pod.', ofLabel('io.kubernetes.pod.namespace')],
  ['k8s.pod.name', 'CHARBUF', 'Name of the pod.', ofLabel('io.kubernetes.pod.name')],
  ['k8s.pod.id', 'CHARBUF', 'Unique id of the pod (an older name of k8s.pod.uid).', ofLabel('io.kubernetes.pod.uid')],
  ['k8s.pod.uid', 'CHARBUF', 'Unique id of the pod.', ofLabel('io.kubernetes.pod.uid')],
  [
    'k8s.pod.sandbox_id',
    'CHARBUF',
    'Id of the pod’s sandbox, 12 characters.',
    ofPod((c) => c.podSandboxId.slice(0, SHORT_ID)),
  ],
  ['k8s.pod.full_sandbox_id', 'CHARBUF', 'Id of the pod’s sandbox in full length.', ofPod((c) => c.podSandboxId)],
  [
    'k8s.pod.label',
    'CHARBUF',
    'One label of the pod: k8s.pod.label.app, k8s.pod.label[app].',
    ofPod((c, argument) => (argument === undefined ? undefined : c.podSandboxLabels[argument.text])),
    { argument: 'required', dottedArgument: 'label' },
  ],
  [
    'k8s.pod.labels',
    'CHARBUF',
    'All labels of the pod: key:value, separated by commas.',
    ofPod((c) => labelsText(c.podSandboxLabels)),
  ],
  ['k8s.pod.ip', 'CHARBUF', 'Address of the pod.', ofPod((c) => known(c.ip))],
  ['k8s.pod.cni.json', 'CHARBUF', 'Result of the network plugin for the pod, as JSON.', ofPod((c) => known(c.cniJson))],
]);
