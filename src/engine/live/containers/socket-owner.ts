// SPDX-License-Identifier: Apache-2.0
// Whose socket a path names. Root's processes must not talk where an ordinary user can choose what they talk to: a link
// into another directory, a socket of somebody else. lstat, never stat: what is looked at is the name itself.

import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

const ROOT = 0;
/** A user who may write here could replace this socket by another one. */
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * The user whose socket it is; undefined where there is none to be used. A link counts only where root has made it and
 * it leads to a socket of root's: packages link /run/docker.sock to Podman's. A socket of root's counts only in a
 * directory where nobody else can put another in its place.
 */
export function socketOwner(path: string, look: (path: string) => Stats | undefined = lstat): number | undefined {
  const found = look(path);
  if (found === undefined) return undefined;
  if (found.isSocket()) return found.uid !== ROOT || isRootsPlace(look(parentOf(path))) ? found.uid : undefined;
  if (!found.isSymbolicLink() || found.uid !== ROOT || !isRootsPlace(look(parentOf(path)))) return undefined;
  const target = targetOf(path);
  const behind = target === undefined ? undefined : look(target);
  if (target === undefined || behind?.isSocket() !== true || behind.uid !== ROOT) return undefined;
  return isRootsPlace(look(parentOf(target))) ? ROOT : undefined;
}

/** The directory itself, its own links resolved: /var/run is one. */
function parentOf(path: string): string {
  return targetOf(dirname(path)) ?? dirname(path);
}

function isRootsPlace(directory: Stats | undefined): boolean {
  if (directory?.isDirectory() !== true || directory.uid !== ROOT) return false;
  return (directory.mode & WRITABLE_BY_OTHERS) === 0 || (directory.mode & STICKY) !== 0;
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

export function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
