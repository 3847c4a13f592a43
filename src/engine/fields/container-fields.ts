// SPDX-License-Identifier: Apache-2.0
// The container that a thread runs in. Threads of the host answer `host`; what only the runtime knows has no value until
// an event of the capture reported it.

import type { FieldValue } from '../event/value.js';
import type { ContainerInfo, ContainerMount, ContainerProbe, ContainerType } from '../state/container-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { isInPidNamespace } from './ancestry.js';
import type { Field, FieldArgument, FieldSource } from './field.js';
import { fieldTable, known, ofEvent, ofThread } from './field-table.js';
import { nonZero } from './proc-fields.js';

const HOST = 'host';

/** A thread of which only the number is known may be anywhere. */
function isHost(thread: ThreadInfo): boolean {
  return thread.containerId === '' && !isInPidNamespace(thread) && !thread.isPlaceholder;
}

/** A text of the container; `host` where there is none, no value where it is unknown. */
function textOrHost(of: (container: ContainerInfo) => string): FieldSource {
  return ofThread((t) => (isHost(t) ? HOST : t.container === undefined ? undefined : known(of(t.container))));
}

function ofContainer(of: (container: ContainerInfo, argument: FieldArgument) => FieldValue): FieldSource {
  return ofThread((t, argument) => (t.container === undefined ? undefined : of(t.container, argument)));
}

/** Runtimes that say whether a container is privileged or shares namespaces with the host. */
const REPORTS_PRIVILEGES: ReadonlySet<ContainerType> = new Set<ContainerType>([
  'docker',
  'podman',
  'cri',
  'containerd',
  'cri-o',
]);

function privilege(of: (container: ContainerInfo) => boolean | undefined): FieldSource {
  return ofContainer((container) => (REPORTS_PRIVILEGES.has(container.type) ? of(container) : undefined));
}

function mountText(mount: ContainerMount): string {
  return [mount.source, mount.destination, mount.mode, String(mount.readWrite), mount.propagation].join(':');
}

/** The mount with this number, or whose path is the argument. */
function findMount(
  { mounts }: ContainerInfo,
  argument: FieldArgument,
  path: (mount: ContainerMount) => string,
): ContainerMount | undefined {
  if (argument?.number !== undefined) return mounts[argument.number];
  return mounts.find((mount) => path(mount) === argument?.text);
}

function mountPart(of: (mount: ContainerMount) => string, by = (mount: ContainerMount) => mount.source): FieldSource {
  return ofContainer((container, argument) => {
    const mount = findMount(container, argument, by);
    return mount === undefined ? undefined : of(mount);
  });
}

function probe(of: (container: ContainerInfo) => ContainerProbe | undefined): FieldSource {
  return ofContainer((container) => {
    if (!container.hasMetadata) return undefined;
    const found = of(container);
    return found === undefined ? 'NONE' : [found.exe, ...found.args].join(' ');
  });
}

const BY = { argument: 'required' } as const;

export const CONTAINER_FIELDS: readonly Field[] = fieldTable('container', [
  [
    'container.id',
    'CHARBUF',
    'Id of the container, shortened to 12 characters; `host` outside of containers.',
    ofThread((t) => (isHost(t) ? HOST : t.containerId)),
  ],
  ['container.full_id', 'CHARBUF', 'Id of the container in full length.', textOrHost((c) => c.fullId)],
  [
    'container.name',
    'CHARBUF',
    'Name of the container; `host` outside of containers.',
    textOrHost((c) => c.name),
    { width: 20 },
  ],
  [
    'container.type',
    'CHARBUF',
    'What runs the container: docker, podman, cri, containerd, cri-o, lxc …',
    textOrHost((c) => c.type),
  ],
  ['container.image', 'CHARBUF', 'Name of the image.', ofContainer((c) => known(c.image))],
  ['container.image.id', 'CHARBUF', 'Id of the image.', ofContainer((c) => known(c.imageId))],
  ['container.image.repository', 'CHARBUF', 'Repository of the image.', ofContainer((c) => known(c.imageRepository))],
  ['container.image.tag', 'CHARBUF', 'Tag of the image.', ofContainer((c) => known(c.imageTag))],
  [
    'container.image.digest',
    'CHARBUF',
    'Digest of the image in its registry.',
    ofContainer((c) => known(c.imageDigest)),
  ],
  ['container.privileged', 'BOOL', 'Whether the container runs privileged.', privilege((c) => c.privileged)],
  ['container.host_pid', 'BOOL', 'Whether the container shares the host’s pid namespace.', privilege((c) => c.hostPid)],
  [
    'container.host_network',
    'BOOL',
    'Whether the container shares the host’s network.',
    privilege((c) => c.hostNetwork),
  ],
  ['container.host_ipc', 'BOOL', 'Whether the container shares the host’s IPC namespace.', privilege((c) => c.hostIpc)],
  [
    'container.mounts',
    'CHARBUF',
    'All mounts of the container: source:destination:mode:writable:propagation, separated by commas.',
    ofContainer((c) => (c.hasMetadata ? c.mounts.map(mountText).join(',') : undefined)),
  ],
  [
    'container.mount',
    'CHARBUF',
    'One mount, by number or source: container.mount[/usr/local].',
    mountPart(mountText),
    BY,
  ],
  [
    'container.mount.source',
    'CHARBUF',
    'Source of a mount, by number or destination.',
    mountPart(
      (mount) => mount.source,
      (mount) => mount.destination,
    ),
    BY,
  ],
  [
    'container.mount.dest',
    'CHARBUF',
    'Destination of a mount, by number or source.',
    mountPart((m) => m.destination),
    BY,
  ],
  ['container.mount.mode', 'CHARBUF', 'Mode of a mount, by number or source.', mountPart((m) => m.mode), BY],
  [
    'container.mount.rdwr',
    'CHARBUF',
    'Whether a mount is writable, by number or source.',
    mountPart((m) => String(m.readWrite)),
    BY,
  ],
  [
    'container.mount.propagation',
    'CHARBUF',
    'Propagation of a mount, by number or source.',
    mountPart((m) => m.propagation),
    BY,
  ],
  [
    'container.healthcheck',
    'CHARBUF',
    'Command of the health check; NONE where there is none.',
    probe((c) => c.healthcheck),
  ],
  [
    'container.liveness_probe',
    'CHARBUF',
    'Command of the liveness probe; NONE where there is none.',
    probe((c) => c.livenessProbe),
  ],
  [
    'container.readiness_probe',
    'CHARBUF',
    'Command of the readiness probe; NONE where there is none.',
    probe((c) => c.readinessProbe),
  ],
  [
    'container.start_ts',
    'UINT64',
    'When the container started, in nanoseconds since 1970.',
    ofThread((t) => (isHost(t) ? undefined : nonZero(t.pidnsInitStart))),
  ],
  [
    'container.duration',
    'RELTIME',
    'Nanoseconds since the container started.',
    ofEvent(({ thread, absoluteTime }) => {
      if (thread === undefined || absoluteTime === undefined || isHost(thread)) return undefined;
      return thread.pidnsInitStart === 0n ? undefined : near(absoluteTime - thread.pidnsInitStart);
    }),
  ],
  ['container.ip', 'CHARBUF', 'Address of the container.', ofContainer((c) => known(c.ip))],
  [
    'container.cni.json',
    'CHARBUF',
    'Result of the network plugin for the pod, as JSON: addresses per interface.',
    ofContainer((c) => known(c.cniJson)),
  ],
]);

/** As a number where that is exact. Where the boot time is not known, starts are times since boot, and ages very great. */
function near(ns: bigint): number | bigint {
  const number = Number(ns);
  return Number.isSafeInteger(number) ? number : ns;
}
