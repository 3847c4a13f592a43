// SPDX-License-Identifier: Apache-2.0
// A small cluster as an API server speaks of it: objects as in a list, and what watches say afterwards. Written from the
// published shapes of the API (v1, apps/v1, batch/v1, discovery.k8s.io/v1), not recorded: there is no cluster here.

import { createHash } from 'node:crypto';

export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly [member: string]: unknown;
  };
  readonly [member: string]: unknown;
}

/** What happens: to an object, or a bookmark of a kind (by its plural). */
export type ApiEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: ApiObject }
  | { readonly type: 'BOOKMARK'; readonly plural: string };

export const NODE = 'node-a';

/** The same id for the same name, in the form of a UUID. */
export function uidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

type More = Readonly<Record<string, unknown>>;

function object(apiVersion: string, kind: string, name: string, metadata: More, more: More = {}): ApiObject {
  const namespace = metadata['namespace'] === undefined ? 'shop' : String(metadata['namespace']);
  const place = namespace === '' ? {} : { namespace };
  const uid = uidOf(`${kind}/${namespace}/${name}`);
  const creationTimestamp = '2026-11-23T09:15:00Z';
  return { apiVersion, kind, metadata: { ...metadata, ...place, name, uid, creationTimestamp }, ...more };
}

function ownedBy(apiVersion: string, kind: string, name: string, namespace = 'shop'): More {
  const uid = uidOf(`${kind}/${namespace}/${name}`);
  return { ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }] };
}

export function pod(name: string, metadata: More, { node = NODE, ip = '' } = {}): ApiObject {
  const containers = [{ name: 'main', image: 'registry.example/main:1', resources: {} }];
  const status = { phase: 'Running', qosClass: 'BestEffort', ...(ip === '' ? {} : { podIP: ip, podIPs: [{ ip }] }) };
  return object('v1', 'Pod', name, metadata, {
    spec: { nodeName: node, containers, serviceAccountName: 'default' },
    status,
  });
}

export function service(name: string, selector: More, labels: More = {}): ApiObject {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }];
  return object(
    'v1',
    'Service',
    name,
    { labels },
    { spec: { type: 'ClusterIP', clusterIP: '10.96.0.10', ports, selector } },
  );
}

export function slice(name: string, ofService: string, pods: readonly string[]): ApiObject {
  const endpoints = pods.map((one) => ({
    addresses: ['10.1.0.7'],
    conditions: { ready: true },
    nodeName: NODE,
    targetRef: { kind: 'Pod', namespace: 'shop', name: one, uid: uidOf(`Pod/shop/${one}`) },
  }));
  const ports = [{ name: 'http', port: 8080, protocol: 'TCP' }];
  const metadata = { labels: { 'kubernetes.io/service-name': ofService } };
  return object('discovery.k8s.io/v1', 'EndpointSlice', name, metadata, { addressType: 'IPv4', endpoints, ports });
}

const WEB = { labels: { app: 'web', 'pod-template-hash': '5d9c' } };
const ofWeb = { ...WEB, ...ownedBy('apps/v1', 'ReplicaSet', 'web-5d9c') };

/** The cluster as it is at the start. */
export const OBJECTS: readonly ApiObject[] = [
  object('v1', 'Node', NODE, { namespace: '', labels: { 'kubernetes.io/hostname': NODE } }),
  object('v1', 'Namespace', 'shop', { namespace: '', labels: { team: 'blue' } }, { status: { phase: 'Active' } }),
  object('v1', 'Namespace', 'kube-system', { namespace: '' }, { status: { phase: 'Active' } }),
  object('apps/v1', 'Deployment', 'web', { labels: { app: 'web', tier: 'front' } }, { spec: { replicas: 2 } }),
  object(
    'apps/v1',
    'ReplicaSet',
    'web-5d9c',
    { ...WEB, ...ownedBy('apps/v1', 'Deployment', 'web') },
    { spec: { replicas: 2 } },
  ),
  pod('web-5d9c-abcde', ofWeb, { ip: '10.1.0.7' }),
  pod('web-5d9c-fghij', ofWeb, { ip: '10.1.1.9', node: 'node-b' }),
  object('apps/v1', 'StatefulSet', 'db', { labels: { app: 'db' } }, { spec: { replicas: 1 } }),
  pod('db-0', { labels: { app: 'db' }, ...ownedBy('apps/v1', 'StatefulSet', 'db') }, { ip: '10.1.0.8' }),
  object('apps/v1', 'DaemonSet', 'logs', { namespace: 'kube-system', labels: { app: 'logs' } }),
  pod('logs-x1y2z', { namespace: 'kube-system', ...ownedBy('apps/v1', 'DaemonSet', 'logs', 'kube-system') }),
  object('batch/v1', 'CronJob', 'report', {}, { spec: { schedule: '0 3 * * *' } }),
  object('batch/v1', 'Job', 'report-29001', ownedBy('batch/v1', 'CronJob', 'report')),
  pod('report-29001-q8', { labels: { job: 'report' }, ...ownedBy('batch/v1', 'Job', 'report-29001') }),
  object('v1', 'ReplicationController', 'old', { labels: { app: 'old' } }, { spec: { replicas: 1 } }),
  pod('old-77', { labels: { app: 'old' }, ...ownedBy('v1', 'ReplicationController', 'old') }),
  // Started by the node from a file: its containers know it by the hash of that.
  pod('kube-proxy-node-a', {
    namespace: 'kube-system',
    annotations: { 'kubernetes.io/config.hash': 'c0ffee0123456789c0ffee0123456789' },
  }),
  pod('alone', { labels: { run: 'alone' } }),
  pod('waiting', { labels: { app: 'web' } }, { node: '' }),
  service('web', { app: 'web' }, { app: 'web' }),
  service('web-admin', { app: 'web', tier: 'none' }),
  service('outside', {}),
  slice('web-k7', 'web', ['web-5d9c-abcde', 'web-5d9c-fghij']),
  slice('outside-1', 'outside', ['db-0']),
];

/** What happens then. */
export const EVENTS: readonly ApiEvent[] = [
  { type: 'ADDED', object: pod('web-5d9c-klmno', ofWeb, { ip: '10.1.0.11' }) },
  { type: 'BOOKMARK', plural: 'services' },
  { type: 'MODIFIED', object: service('web-admin', { app: 'web' }) },
  { type: 'DELETED', object: pod('alone', { labels: { run: 'alone' } }) },
  {
    type: 'MODIFIED',
    object: pod(
      'db-0',
      { labels: { app: 'db', role: 'primary' }, ...ownedBy('apps/v1', 'StatefulSet', 'db') },
      { ip: '10.1.0.8' },
    ),
  },
];
