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

/** One source per socket, whether somebody listens there or not. `environment`: for DOCKER_HOST. */
export function containerSources(
  environment: Readonly<Record<string, string | undefined>>,
  users: readonly string[] = usersWithRuntime(),
): readonly ContainerSource[] {
  const docker = /^unix:\/\/(.+)$/.exec(environment['DOCKER_HOST'] ?? '')?.[1] ?? '/run/docker.sock';
  const rootless = users.flatMap((uid) => [
    new DockerSource(`Docker of user ${uid}`, `/run/user/${uid}/docker.sock`, false),
    new DockerSource(`Podman of user ${uid}`, `/run/user/${uid}/podman/podman.sock`, true),
  ]);
  return [
    new DockerSource('Docker', docker, false),
    new DockerSource('Podman', '/run/podman/podman.sock', true),
    ...rootless,
    ...CRI.map(([name, socket]) => new CriSource(name, socket)),
    new ContainerdSource('containerd', CONTAINERD),
  ];
}

function usersWithRuntime(): string[] {
  try {
    return readdirSync('/run/user').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
