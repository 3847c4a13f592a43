// SPDX-License-Identifier: Apache-2.0
// What a cluster's objects say of each pod together, as the record that goes into streams (own event `pods`).

import type { PodRecord } from '../engine/state/pods.js';
import type { ClusterObject, EndpointsObject, Labels, Owner, PodObject, ServiceObject } from './cluster-objects.js';

/** By id, except where another key is named. */
export interface ClusterState {
  readonly pods: ReadonlyMap<string, PodObject>;
  readonly namespaces: ReadonlyMap<string, ClusterObject>;
  readonly services: ReadonlyMap<string, ServiceObject>;
  readonly endpoints: ReadonlyMap<string, EndpointsObject>;
  /** ReplicaSets, Deployments, StatefulSets, DaemonSets, Jobs, CronJobs, ReplicationControllers. */
  readonly controllers: ReadonlyMap<string, ClusterObject>;
}

/** Bytes of a list of labels or services in a record, which has 64 KiB at most for all of them. */
const MOST_LABELS = 8000;
const MOST_SERVICES = 24_000;
/** Owners of owners: a pod's ReplicaSet's Deployment's own operator; more are a circle. */
const MOST_OWNERS = 8;
/** What controls pods, or controls what does. */
const KINDS: ReadonlySet<string> = new Set([
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
]);

/** A record for each pod that a node has taken. */
export function podRecords(cluster: ClusterState): PodRecord[] {
  const namespaces = new Map([...cluster.namespaces.values()].map((one) => [one.name, one]));
  const services = servicesOf(cluster);
  return [...cluster.pods.values()]
    .filter(({ node }) => node !== '')
    .map((pod) => {
      const namespace = namespaces.get(pod.namespace);
      return {
        uid: pod.nodeUid,
        name: pod.name,
        labels: labelsText(pod.labels),
        node: pod.node,
        ip: pod.ip,
        namespace: pod.namespace,
        namespace_id: namespace?.uid,
        namespace_labels: labelsText(namespace?.labels),
        ...ownersOf(pod, cluster.controllers),
        services: servicesText(services(pod)),
      };
    });
}

/** Its ReplicaSet, and the last of its owners that is a controller of Kubernetes' own. */
function ownersOf(pod: PodObject, controllers: ReadonlyMap<string, ClusterObject>) {
  let replicaSet: Owner | undefined;
  let last: Owner | undefined;
  let next = pod.owner;
  for (let depth = 0; next !== undefined && depth < MOST_OWNERS; depth++) {
    // What owns a Deployment may be anything: an operator's own kind of object.
    if (last !== undefined && !KINDS.has(next.kind)) break;
    last = next;
    if (next.kind === 'ReplicaSet') replicaSet = next;
    next = controllers.get(next.uid)?.owner;
  }
  return {
    controller_kind: last?.kind,
    controller: last?.name,
    controller_id: last?.uid,
    controller_labels: labelsText(controllers.get(last?.uid ?? '')?.labels),
    replicaset: replicaSet?.name,
    replicaset_id: replicaSet?.uid,
    replicaset_labels: labelsText(controllers.get(replicaSet?.uid ?? '')?.labels),
  };
}

/** Services that lead to a pod: by their selector, or because their endpoints name it; by name. */
function servicesOf({ services, endpoints }: ClusterState): (pod: PodObject) => readonly ServiceObject[] {
  const byNamespace = new Map<string, ServiceObject[]>();
  for (const service of services.values()) {
    byNamespace.set(service.namespace, [...(byNamespace.get(service.namespace) ?? []), service]);
  }
  const named = new Map<string, Set<string>>();
  for (const { namespace, service, pods } of endpoints.values()) {
    for (const pod of pods) named.set(pod, (named.get(pod) ?? new Set()).add(`${namespace}/${service}`));
  }
  return (pod) =>
    (byNamespace.get(pod.namespace) ?? [])
      .filter((one) => selects(one.selector, pod.labels) || named.get(pod.uid)?.has(`${one.namespace}/${one.name}`))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function selects(selector: Labels, labels: Labels): boolean {
  const terms = Object.entries(selector);
  return terms.length > 0 && terms.every(([name, value]) => labels[name] === value);
}

/** As JSON, as far as there is room. */
function labelsText(labels: Labels | undefined): string | undefined {
  const entries = fitting(Object.entries(labels ?? {}).sort(), MOST_LABELS);
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

function servicesText(services: readonly ServiceObject[]): string | undefined {
  const sent = services.map(({ name, uid, labels }) => ({
    name,
    id: uid,
    labels: Object.fromEntries(fitting(Object.entries(labels).sort(), MOST_LABELS)),
  }));
  return sent.length === 0 ? undefined : JSON.stringify(fitting(sent, MOST_SERVICES));
}

function fitting<T>(parts: readonly T[], most: number): readonly T[] {
  let bytes = 0;
  const end = parts.findIndex((part) => {
    bytes += Buffer.byteLength(JSON.stringify(part)) + 2;
    return bytes > most;
  });
  return end < 0 ? parts : parts.slice(0, end);
}
