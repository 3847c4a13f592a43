// SPDX-License-Identifier: Apache-2.0
// A container as the event that tells it to every reader of the stream: type 324, JSON `{"container":{…}}` and a NUL.
// Member names are those that libs reads and writes; container-events.ts reads the same. The capture process says so what
// container engines have answered, saveCapture what a capture had said before the part that is saved.

import { eventType } from '../scap/event-types.js';
import { eventBlock } from '../scap/scap-writer.js';
import { containerTypeNumber } from './container-events.js';
import type { ContainerInfo, ContainerProbe } from './container-info.js';

export interface PortMapping {
  /** IPv4 address as a number; 0 is every address. */
  readonly hostIp: number;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** Limits; absent where the container has none. */
export interface ContainerLimits {
  readonly memoryBytes?: number;
  readonly swapBytes?: number;
  readonly cpuShares?: number;
  /** µs of CPU time in each period of `cpuPeriod` µs. */
  readonly cpuQuota?: number;
  readonly cpuPeriod?: number;
}

export interface DescribedContainer {
  readonly info: ContainerInfo;
  readonly ports: readonly PortMapping[];
  readonly limits: ContainerLimits;
}

/** The metadata is known and complete. */
const LOOKUP_SUCCESSFUL = 1;
const DEFAULT_CPU_SHARES = 1024;
const DEFAULT_CPU_PERIOD = 100_000;
const CONTAINER_JSON = eventType('container_json_2_e').id;

/** `time`: ns since the epoch. */
export function containerEvent(json: string, time: bigint): Uint8Array {
  return eventBlock({ cpu: 0, time, tid: -1, type: CONTAINER_JSON, params: [Buffer.from(`${json}\0`, 'utf8')] });
}

/** What is not known of a container (ports and limits, where a capture is all there is) is left out, not denied. */
export function containerJson({
  info,
  ports,
  limits,
}: Pick<DescribedContainer, 'info'> & Partial<DescribedContainer>): string {
  return JSON.stringify({
    container: {
      ...identity(info),
      ...image(info),
      privileged: info.privileged,
      host_pid: info.hostPid,
      host_network: info.hostNetwork,
      host_ipc: info.hostIpc,
      is_pod_sandbox: info.isPodSandbox,
      lookup_state: LOOKUP_SUCCESSFUL,
      created_time: info.createdTime,
      Mounts: info.mounts.map((m) => ({
        Source: m.source,
        Destination: m.destination,
        Mode: m.mode,
        RW: m.readWrite,
        Propagation: m.propagation,
      })),
      User: info.user,
      ...probe('Healthcheck', info.healthcheck),
      ...probe('LivenessProbe', info.livenessProbe),
      ...probe('ReadinessProbe', info.readinessProbe),
      ip: info.ip === '' ? '0.0.0.0' : info.ip,
      cni_json: info.cniJson,
      pod_sandbox_id: info.podSandboxId,
      ...portMembers(ports),
      labels: info.labels,
      pod_sandbox_labels: info.podSandboxLabels,
      env: info.env,
      ...limitMembers(limits),
      cpuset_cpu_count: 0,
      mesos_task_id: '',
      metadata_deadline: 0,
    },
  });
}

function identity(info: ContainerInfo) {
  return { id: info.id, full_id: info.fullId, type: containerTypeNumber(info.type), name: info.name };
}

function image(info: ContainerInfo) {
  return {
    image: info.image,
    imageid: info.imageId,
    imagerepo: info.imageRepository,
    imagetag: info.imageTag,
    imagedigest: info.imageDigest,
  };
}

function portMembers(ports: readonly PortMapping[] | undefined) {
  if (ports === undefined) return {};
  return {
    port_mappings: ports.map((p) => ({ HostIp: p.hostIp, HostPort: p.hostPort, ContainerPort: p.containerPort })),
  };
}

function limitMembers(limits: ContainerLimits | undefined) {
  if (limits === undefined) return {};
  return {
    memory_limit: limits.memoryBytes ?? 0,
    swap_limit: limits.swapBytes ?? 0,
    cpu_shares: limits.cpuShares ?? DEFAULT_CPU_SHARES,
    cpu_quota: limits.cpuQuota ?? 0,
    cpu_period: limits.cpuPeriod ?? DEFAULT_CPU_PERIOD,
  };
}

function probe(member: string, value: ContainerProbe | undefined) {
  return value === undefined ? {} : { [member]: { exe: value.exe, args: value.args } };
}
