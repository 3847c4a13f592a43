// SPDX-License-Identifier: Apache-2.0
// Container metadata out of the JSON that capture tools put into the stream (event types 228, 272, 324 and the async
// event `container`). The JSON is a stranger's: every member is checked, missing ones keep their defaults.

import type { ContainerInfo, ContainerMount, ContainerProbe, ContainerType } from './container-info.js';

/** Container types by the numbers that captures use. */
const TYPES: Readonly<Record<number, ContainerType>> = {
  0: 'docker',
  1: 'lxc',
  2: 'libvirt-lxc',
  3: 'mesos',
  4: 'rkt',
  5: 'custom',
  6: 'cri',
  7: 'containerd',
  8: 'cri-o',
  9: 'bpm',
  10: 'static',
  11: 'podman',
};

/** The number under which a container type is written into a capture; 65535 where there is none. */
export function containerTypeNumber(type: ContainerType): number {
  for (const [number, name] of Object.entries(TYPES)) if (name === type) return Number(number);
  return 65535;
}

type Json = Readonly<Record<string, unknown>>;

export function containerTypeName(number: number): ContainerType {
  return TYPES[number] ?? 'unknown';
}

/** A container of which only the id and the engine are known. */
export function bareContainer(id: string, fullId: string, type: ContainerType): ContainerInfo {
  return fromJson({ id, full_id: fullId }, type, false);
}

/** Parses a container event's JSON text; undefined where it is not a container. */
export function parseContainerJson(text: string): ContainerInfo | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(root)) return undefined;
  const json = isObject(root['container']) ? root['container'] : root;
  if (string(json['id']) === '') return undefined;
  return fromJson(json, TYPES[number(json['type'], 65535)] ?? 'unknown', true);
}

function fromJson(json: Json, type: ContainerType, hasMetadata: boolean): ContainerInfo {
  const id = string(json['id']);
  return {
    id,
    fullId: string(json['full_id']),
    type,
    name: string(json['name']),
    image: string(json['image']),
    imageId: string(json['imageid']),
    imageRepository: string(json['imagerepo']),
    imageTag: string(json['imagetag']),
    imageDigest: string(json['imagedigest']),
    privileged: boolean(json['privileged']),
    hostPid: boolean(json['host_pid']),
    hostNetwork: boolean(json['host_network']),
    hostIpc: boolean(json['host_ipc']),
    isPodSandbox: boolean(json['is_pod_sandbox']) ?? false,
    createdTime: number(json['created_time'], 0),
    ip: string(json['ip']) === '0.0.0.0' ? '' : string(json['ip']),
    cniJson: string(json['cni_json']),
    podSandboxId: string(json['pod_sandbox_id']),
    labels: strings(json['labels']),
    podSandboxLabels: strings(json['pod_sandbox_labels']),
    mounts: mounts(json['Mounts']),
    env: Array.isArray(json['env']) ? json['env'].filter((e): e is string => typeof e === 'string') : [],
    user: string(json['User']),
    healthcheck: probe(json['Healthcheck']),
    livenessProbe: probe(json['LivenessProbe']),
    readinessProbe: probe(json['ReadinessProbe']),
    hasMetadata,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function strings(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((e): e is [string, string] => typeof e[1] === 'string'));
}

function mounts(value: unknown): ContainerMount[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((m) => ({
    source: string(m['Source']),
    destination: string(m['Destination']),
    mode: string(m['Mode']),
    readWrite: boolean(m['RW']) ?? false,
    propagation: string(m['Propagation']),
  }));
}

function probe(value: unknown): ContainerProbe | undefined {
  if (!isObject(value) || string(value['exe']) === '') return undefined;
  const args = value['args'];
  return {
    exe: string(value['exe']),
    args: Array.isArray(args) ? args.filter((a): a is string => typeof a === 'string') : [],
  };
}
