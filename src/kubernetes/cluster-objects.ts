// SPDX-License-Identifier: Apache-2.0
// Objects of an API server, cut down to what is asked of them. The JSON is a stranger's: every member is looked at, and
// what is missing is empty.

export type Labels = Readonly<Record<string, string>>;

export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface ClusterObject {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** What controls it. */
  readonly owner: Owner | undefined;
}

export interface PodObject extends ClusterObject {
  /** The id that its containers know: of a pod that a node starts from a file, not the API server's. */
  readonly nodeUid: string;
  readonly node: string;
  readonly ip: string;
}

export interface ServiceObject extends ClusterObject {
  /** Labels of pods that it leads to; empty: only its endpoints say so. */
  readonly selector: Labels;
}

/** Pods that a service leads to, by their ids at the API server. */
export interface EndpointsObject extends ClusterObject {
  readonly service: string;
  readonly pods: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** A pod's annotation where a node has started it from a file: its id there. */
const STATIC_POD = 'kubernetes.io/config.hash';
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Undefined: it has no id or no name. */
export function clusterObject(value: unknown): ClusterObject | undefined {
  const meta = members(members(value)['metadata']);
  const [uid, name] = [text(meta['uid']), text(meta['name'])];
  if (uid === '' || name === '') return undefined;
  const owners = list(meta['ownerReferences']).map(members);
  const owner = owners.find((one) => one['controller'] === true);
  return {
    uid,
    name,
    namespace: text(meta['namespace']),
    labels: texts(meta['labels']),
    owner: owner && { kind: text(owner['kind']), name: text(owner['name']), uid: text(owner['uid']) },
  };
}

export function podObject(value: unknown): PodObject | undefined {
  const object = clusterObject(value);
  if (object === undefined) return undefined;
  const { metadata, spec, status } = members(value);
  const hash = texts(members(metadata)['annotations'])[STATIC_POD];
  const [node, ip] = [text(members(spec)['nodeName']), text(members(status)['podIP'])];
  return { ...object, nodeUid: hash ?? object.uid, node, ip };
}

export function serviceObject(value: unknown): ServiceObject | undefined {
  const object = clusterObject(value);
  return object && { ...object, selector: texts(members(members(value)['spec'])['selector']) };
}

/** An EndpointSlice of discovery.k8s.io/v1. */
export function endpointSlice(value: unknown): EndpointsObject | undefined {
  const object = clusterObject(value);
  const pods = list(members(value)['endpoints']).map((endpoint) => podOf(endpoint));
  return object && { ...object, service: object.labels[SERVICE_LABEL] ?? '', pods: pods.filter((uid) => uid !== '') };
}

/** Endpoints of v1, which clusters of before 1.21 have: named as their service. */
export function endpoints(value: unknown): EndpointsObject | undefined {
  const object = clusterObject(value);
  const subsets = list(members(value)['subsets']).map(members);
  const addresses = subsets.flatMap((one) => [...list(one['addresses']), ...list(one['notReadyAddresses'])]);
  const pods = addresses.map((address) => podOf(address)).filter((uid) => uid !== '');
  return object && { ...object, service: object.name, pods };
}

function podOf(endpoint: unknown): string {
  const { kind, uid } = members(members(endpoint)['targetRef']);
  return kind === 'Pod' ? text(uid) : '';
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): Labels {
  return Object.fromEntries(
    Object.entries(members(value)).filter((e): e is [string, string] => typeof e[1] === 'string'),
  );
}
