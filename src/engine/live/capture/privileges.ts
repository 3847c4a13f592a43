// SPDX-License-Identifier: Apache-2.0
// Giving up the rights that loading the probe and looking at every process took. Once the probe is attached the shim only
// reads memory that it shares with the kernel, so nothing is kept: the process becomes the user who called sudo, or nobody,
// with all its threads (the C library sees to that). Who that is depends on sudo alone, not on anything that lies in the
// file system. Container engines are asked by processes of their own (container-feed.ts).

import { release } from 'node:os';

const NOBODY = 65534;
/** Before 5.19 every bpf(2) call wanted rights wherever kernel.unprivileged_bpf_disabled is set; CPU samples make some. */
const KERNEL = [5, 19] as const;

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Who to become; undefined where there is nothing to give up, or the kernel would not let us work afterwards. */
export function laterIdentity(environment: Environment): Identity | undefined {
  return process.geteuid?.() === 0 && needsNoRights(release()) ? identityOf(environment) : undefined;
}

/** No way back. No groups but the user's own. */
export function become(identity: Identity): void {
  process.setgroups?.([identity.gid]);
  process.setgid?.(identity.gid);
  process.setuid?.(identity.uid);
}

/** Who called sudo, else nobody. */
export function identityOf(environment: Environment): Identity {
  return callerIdentity(environment) ?? { uid: NOBODY, gid: NOBODY };
}

/** Who called sudo; undefined where it was nobody, or root. */
export function callerIdentity(environment: Environment): Identity | undefined {
  const uid = sudoId(environment['SUDO_UID']);
  const gid = sudoId(environment['SUDO_GID']);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

export function needsNoRights(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number);
  return major > KERNEL[0] || (major === KERNEL[0] && minor >= KERNEL[1]);
}

/** An id as sudo leaves it in the environment. Positive: sudo run by root itself changes nothing. */
function sudoId(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
