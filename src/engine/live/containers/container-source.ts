// SPDX-License-Identifier: Apache-2.0
// What the container engines have in common: a socket, a list of running containers, a way to hear of changes. One
// implementation per protocol (docker-source.ts, cri-source.ts, containerd-source.ts); container-metadata.ts asks them.

import { stat } from 'node:fs/promises';
import type { ContainerInfo } from '../../state/container-info.js';
import type { ContainerLimits, DescribedContainer, PortMapping } from '../../state/container-json.js';
import { socketOwner } from './socket-owner.js';

export type { ContainerLimits, DescribedContainer, PortMapping };

export type SourceState =
  | { readonly kind: 'connected'; readonly version: string }
  /** Nobody is there: normal. */
  | { readonly kind: 'absent'; readonly reason: string }
  /** Somebody is there and does not answer us: worth a word to the user. */
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

export interface ContainerSource {
  /** `Docker`, `Podman of user 1000`, `CRI` … */
  readonly name: string;
  /** Path of the socket. */
  readonly socket: string;
  /** Never rejects. */
  connect(): Promise<SourceState>;
  /** The running containers. Rejects where the engine does not answer. */
  list(): Promise<readonly DescribedContainer[]>;
  /**
   * Calls `changed` with a new or changed container, or without one where the list is to be asked for again.
   * Resolves or rejects when the engine has gone, and soon after `signal` fires.
   */
  watch(changed: (container?: DescribedContainer) => void, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A ContainerInfo that knows only the id, to be spread into. */
export function unknownContainer(fullId: string): ContainerInfo {
  return {
    id: fullId.slice(0, 12),
    fullId,
    type: 'unknown',
    name: '',
    image: '',
    imageId: '',
    imageRepository: '',
    imageTag: '',
    imageDigest: '',
    privileged: undefined,
    hostPid: undefined,
    hostNetwork: undefined,
    hostIpc: undefined,
    isPodSandbox: false,
    createdTime: 0,
    ip: '',
    cniJson: '',
    podSandboxId: '',
    labels: {},
    podSandboxLabels: {},
    mounts: [],
    env: [],
    user: '',
    healthcheck: undefined,
    livenessProbe: undefined,
    readinessProbe: undefined,
    hasMetadata: true,
  };
}

/** Undefined where the path is a socket, and `owner`'s where one is given; else why it is not. */
export async function socketProblem(path: string, owner?: number): Promise<SourceState | undefined> {
  try {
    const found = await stat(path);
    if (!found.isSocket()) return { kind: 'absent', reason: `${path} is not a socket` };
    if (owner === undefined || socketOwner(path) === owner) return undefined;
    const hint = 'a link, or a socket that another user could replace, is not used';
    return { kind: 'refused', reason: `${path} is not a socket of user ${owner} alone`, hint };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent', reason: `there is no ${path}` };
    return refusal(path, error);
  }
}

/** What a failed connection means, in words. */
export function refusal(path: string, error: unknown): SourceState {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'ENOENT') return { kind: 'absent', reason: `there is no ${path}` };
  if (code === 'ECONNREFUSED') return { kind: 'absent', reason: `nobody listens on ${path}` };
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      kind: 'refused',
      reason: `no permission for ${path}`,
      hint: 'run as root, or join the group of the socket',
    };
  }
  return { kind: 'refused', reason: `${path}: ${message}`, hint: 'look at the log of the engine' };
}

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
