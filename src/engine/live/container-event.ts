// SPDX-License-Identifier: Apache-2.0
// A container as the event that tells it to every reader of the stream: type 324, JSON `{"container":{…}}` and a NUL.
// Member names are those that libs reads and writes; state/container-events.ts reads the same.

import { eventType } from '../scap/event-types.js';
import { eventBlock } from '../scap/scap-writer.js';
import { containerTypeNumber } from '../state/container-events.js';
import type { ContainerInfo, ContainerProbe } from '../state/container-info.js';
import type { DescribedContainer } from './container-source.js';

/** The metadata is known and complete. */
const LOOKUP_SUCCESSFUL = 1;
const DEFAULT_CPU_SHARES = 1024;
const DEFAULT_CPU_PERIOD = 100_000;
const CONTAINER_JSON = eventType('container_json_2_e').id;

/** `time`: ns since the epoch. */
export function containerEvent(json: string, time: bigint): Uint8Array {
  return eventBlock({ cpu: 0, time, tid: -1, type: CONTAINER_JSON, params: [Buffer.from(`${json}\0`, 'utf8')] });
}

export function containerJson({ info, ports, limits }: DescribedContainer): string {
  return JSON.stringify({
    container: {
      ...identity(info),
      ...image(info),
      // Unknown is left out, not denied.
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
      port_mappings: ports.map((p) => ({ HostIp: p.hostIp, HostPort: p.hostPort, ContainerPort: p.containerPort })),
      labels: info.labels,
      pod_sandbox_labels: info.podSandboxLabels,
      env: info.env,
      memory_limit: limits.memoryBytes ?? 0,
      swap_limit: limits.swapBytes ?? 0,
      cpu_shares: limits.cpuShares ?? DEFAULT_CPU_SHARES,
      cpu_quota: limits.cpuQuota ?? 0,
      cpu_period: limits.cpuPeriod ?? DEFAULT_CPU_PERIOD,
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

function probe(member: string, value: ContainerProbe | undefined) {
  return value === undefined ? {} : { [member]: { exe: value.exe, args: value.args } };
}
