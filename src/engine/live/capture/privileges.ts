// SPDX-License-Identifier: Apache-2.0
// Giving up the rights that loading the probe and looking at every process took. Once the probe is attached the shim only
// reads memory that it shares with the kernel, so nothing is kept: the process becomes the user who called sudo, or nobody,
// with all its threads (the C library sees to that). What remains are the groups that own the sockets of container engines. Engines
// that listen to root alone are asked by a helper (container-feed.ts).

import { statSync } from 'node:fs';
import { release } from 'node:os';

const NOBODY = 65534;
const WRITE = 2;
const EXECUTE = 1;
/** Before 5.19 every bpf(2) call wanted rights wherever kernel.unprivileged_bpf_disabled is set; CPU samples make some. */
const KERNEL = [5, 19] as const;

export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Who to become; undefined where there is nothing to give up, or the kernel would not let us work afterwards. */
export function laterIdentity(environment: Environment, sockets: readonly string[]): Identity | undefined {
  if (process.geteuid?.() !== 0 || !needsNoRights(release())) return undefined;
  return identityFor(environment, sockets, (path) => {
    const found = inodeOf(path);
    return found?.isSocket === true ? found : undefined;
  });
}

/** No way back. */
export function become(identity: Identity): void {
  process.setgroups?.([...identity.groups]);
  process.setgid?.(identity.gid);
  process.setuid?.(identity.uid);
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface Inode extends Owner {
  readonly mode: number;
  readonly isSocket: boolean;
}

/** Whether `identity` could talk to the socket: enter each directory on the way, and write the socket. */
export function mayConnect(
  identity: Identity,
  path: string,
  inode: (path: string) => Inode | undefined = inodeOf,
): boolean {
  const may = (found: Inode | undefined, bit: number): boolean => {
    if (found === undefined) return false;
    if (found.uid === identity.uid) return (found.mode & (bit << 6)) !== 0;
    const isGroup = found.gid === identity.gid || identity.groups.includes(found.gid);
    return (found.mode & (isGroup ? bit << 3 : bit)) !== 0;
  };
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    if (!may(inode(path.slice(0, at)), EXECUTE)) return false;
  }
  return may(inode(path), WRITE);
}

/**
 * Who to become. Engines of a single user (rootless Podman) answer only that user: without sudo, and with just one such
 * user, we become that one.
 */
export function identityFor(
  environment: Environment,
  sockets: readonly string[],
  owner: (path: string) => Owner | undefined,
): Identity {
  const owners = sockets.map(owner).filter((found) => found !== undefined);
  const users = [...new Set(owners.map(({ uid }) => uid).filter((uid) => uid !== 0))];
  const [only] = users.length === 1 ? users : [];
  const uid = sudoId(environment['SUDO_UID']) ?? only ?? NOBODY;
  const gid = sudoId(environment['SUDO_GID']) ?? owners.find((found) => found.uid === uid)?.gid ?? NOBODY;
  const groups = [...new Set([gid, ...owners.filter((found) => found.uid === 0).map((found) => found.gid)])];
  return { uid, gid, groups };
}

function needsNoRights(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number);
  return major > KERNEL[0] || (major === KERNEL[0] && minor >= KERNEL[1]);
}

/** An id as sudo leaves it in the environment. Positive: sudo run by root itself changes nothing. */
export function sudoId(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function inodeOf(path: string): Inode | undefined {
  try {
    const found = statSync(path);
    return { uid: found.uid, gid: found.gid, mode: found.mode, isSocket: found.isSocket() };
  } catch {
    return undefined;
  }
}
