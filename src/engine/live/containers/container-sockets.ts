// SPDX-License-Identifier: Apache-2.0
// Where container engines listen, on the distributions that we know of, and who asks each of them. A socket is asked with
// the rights of the user whose it is, in a process of its own; that process knows its sources by their names alone.

import { readdirSync } from 'node:fs';
import type { ExpectedPeer } from './bounded-agent.js';
import type { ContainerSource } from './container-source.js';
import { ContainerdSource } from './containerd-source.js';
import { CriSource } from './cri-source.js';
import { DockerSource } from './docker-source.js';
import { lstat, socketOwner } from './socket-owner.js';

export type SourceKind = 'docker' | 'podman' | 'cri' | 'containerd';

export interface SourcePlace {
  readonly kind: SourceKind;
  /** `Docker`, `Podman of user 1000`, `CRI of CRI-O` … */
  readonly name: string;
  readonly socket: string;
}

/** A helper process: whose rights it has, and whom it asks. */
export interface HelperPlan {
  /** Root's without capabilities for 0; undefined: the rights of the caller that started us, who is not root. */
  readonly uid: number | undefined;
  readonly gid: number;
  readonly places: readonly SourcePlace[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const RUNTIME = '/run/user';
/** Users whose engines are asked: a process each. */
const MAX_USERS = 8;
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
 * The engines of the machine, whether anything listens there or not. `environment`: where it points the engines' own tools
 * at another socket (DOCKER_HOST, CONTAINER_HOST, CONTAINERD_ADDRESS, CONTAINER_RUNTIME_ENDPOINT), we look there.
 */
export function machinePlaces(environment: Environment): readonly SourcePlace[] {
  const socketOf = (name: string): string | undefined => /^(?:unix:\/\/)?(\/.+)$/.exec(environment[name] ?? '')?.[1];
  const containerd = socketOf('CONTAINERD_ADDRESS') ?? CONTAINERD;
  const endpoint = socketOf('CONTAINER_RUNTIME_ENDPOINT');
  return [
    { kind: 'docker', name: 'Docker', socket: socketOf('DOCKER_HOST') ?? '/run/docker.sock' },
    { kind: 'podman', name: 'Podman', socket: socketOf('CONTAINER_HOST') ?? '/run/podman/podman.sock' },
    ...CRI.map(([name, socket]) => ({ kind: 'cri' as const, name, socket })),
    ...(endpoint === undefined ? [] : [{ kind: 'cri' as const, name: `CRI at ${endpoint}`, socket: endpoint }]),
    { kind: 'containerd', name: 'containerd', socket: containerd },
  ];
}

/** The engines of a user. */
export function userPlaces(uid: number): readonly SourcePlace[] {
  return [
    { kind: 'docker', name: `Docker of user ${uid}`, socket: `${RUNTIME}/${uid}/docker.sock` },
    { kind: 'podman', name: `Podman of user ${uid}`, socket: `${RUNTIME}/${uid}/podman/podman.sock` },
  ];
}

/**
 * The helpers to start. For root: one for root's sockets, also those that are not there yet, and one for each user who
 * has an engine now, eight users at most and who called sudo first. For others one, with their own rights.
 */
export function helperPlans(environment: Environment, isRoot: boolean): readonly HelperPlan[] {
  const machine = machinePlaces(environment);
  if (!isRoot) {
    const own = process.getuid?.();
    const places = [...machine, ...(own === undefined ? [] : userPlaces(own))];
    return [{ uid: undefined, gid: 0, places }];
  }
  // The environment may name a user's socket: that user asks it.
  const owners = new Map(machine.map((place) => [place, ownerAndGroup(place.socket)]));
  const ownedBy = (uid: number) => machine.filter((place) => (owners.get(place)?.uid ?? 0) === uid);
  const named = [...owners.values()].filter((owner) => owner !== undefined && owner.uid !== 0);
  const users = uniqueUsers([...named, ...usersWithRuntime()], Number(environment['SUDO_UID'] ?? -1))
    .map(({ uid, gid }) => {
      const own = userPlaces(uid).filter(({ socket }) => socketOwner(socket) === uid);
      return { uid, gid, places: [...own, ...ownedBy(uid)] };
    })
    .filter(({ places }) => places.length > 0)
    .slice(0, MAX_USERS);
  return [{ uid: 0, gid: 0, places: ownedBy(0) }, ...users];
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

function ownerAndGroup(socket: string): User | undefined {
  const uid = socketOwner(socket);
  const gid = lstat(socket)?.gid;
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Each user once, `first` before the others. */
function uniqueUsers(users: readonly (User | undefined)[], first: number): readonly User[] {
  const byUid = new Map<number, User>();
  for (const user of users) if (user !== undefined && !byUid.has(user.uid)) byUid.set(user.uid, user);
  return [...byUid.values()].sort((a, b) => Number(b.uid === first) - Number(a.uid === first) || a.uid - b.uid);
}

/** Users with a directory of their own below /run/user. */
function usersWithRuntime(): readonly (User | undefined)[] {
  let names: readonly string[];
  try {
    names = readdirSync(RUNTIME);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^[1-9]\d{0,9}$/.test(name))
    .map((name) => {
      const found = lstat(`${RUNTIME}/${name}`);
      return found?.isDirectory() === true && found.uid === Number(name) ? found : undefined;
    });
}

/** `owner`: see DockerOptions. */
export function sourceAt({ kind, name, socket }: SourcePlace, owner?: ExpectedPeer): ContainerSource {
  switch (kind) {
    case 'docker':
    case 'podman':
      return new DockerSource(name, socket, { isPodman: kind === 'podman', owner });
    case 'cri':
      return new CriSource(name, socket, owner?.uid);
    case 'containerd':
      return new ContainerdSource(name, socket, owner?.uid);
  }
}
