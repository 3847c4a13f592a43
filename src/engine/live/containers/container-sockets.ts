// SPDX-License-Identifier: Apache-2.0
// Where container engines listen, on the distributions that we know of.

import { readdirSync } from 'node:fs';
import type { ContainerSource } from './container-source.js';
import { ContainerdSource } from './containerd-source.js';
import { CriSource } from './cri-source.js';
import { DockerSource } from './docker-source.js';

const CONTAINERD = '/run/containerd/containerd.sock';
const CRI = [
  ['CRI of containerd', CONTAINERD],
  ['CRI of CRI-O', '/run/crio/crio.sock'],
  ['CRI of k3s', '/run/k3s/containerd/containerd.sock'],
  ['CRI of k0s', '/run/k0s/containerd.sock'],
  ['CRI of MicroK8s', '/var/snap/microk8s/common/run/containerd.sock'],
  ['CRI of Bottlerocket', '/run/host-containerd/containerd.sock'],
] as const;

/**
 * One source per socket, whether somebody listens there or not. `environment`: where the engines' own tools are told of
 * another socket (DOCKER_HOST, CONTAINER_HOST, CONTAINERD_ADDRESS, CONTAINER_RUNTIME_ENDPOINT), we look there.
 */
export function containerSources(
  environment: Readonly<Record<string, string | undefined>>,
  users: readonly string[] = usersWithRuntime(),
): readonly ContainerSource[] {
  const socketOf = (name: string): string | undefined => /^(?:unix:\/\/)?(\/.+)$/.exec(environment[name] ?? '')?.[1];
  const containerd = socketOf('CONTAINERD_ADDRESS') ?? CONTAINERD;
  const endpoint = socketOf('CONTAINER_RUNTIME_ENDPOINT');
  const rootless = users.flatMap((uid) => [
    new DockerSource(`Docker of user ${uid}`, `/run/user/${uid}/docker.sock`, false),
    new DockerSource(`Podman of user ${uid}`, `/run/user/${uid}/podman/podman.sock`, true),
  ]);
  return [
    new DockerSource('Docker', socketOf('DOCKER_HOST') ?? '/run/docker.sock', false),
    new DockerSource('Podman', socketOf('CONTAINER_HOST') ?? '/run/podman/podman.sock', true),
    ...rootless,
    ...CRI.map(([name, socket]) => new CriSource(name, socket)),
    ...(endpoint === undefined ? [] : [new CriSource(`CRI at ${endpoint}`, endpoint)]),
    new ContainerdSource('containerd', containerd),
  ];
}

function usersWithRuntime(): string[] {
  try {
    return readdirSync('/run/user').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
