// SPDX-License-Identifier: Apache-2.0
// Opens files for writing in directories that others may write to as well: a name that somebody has laid a link, a
// directory, or a file of their own at is not taken. A new file is for its owner's eyes alone: it has what others typed.

import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Why a file is refused, in words. */
export class FileRefusal extends Error {}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const PRIVATE = 0o600;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * A descriptor of the file, empty. `owner`: whose it becomes where root opens it. For others than root, who can spoil
 * only their own, an existing file is overwritten whatever it is. Throws FileRefusal, or what node throws.
 */
export function openOwnFile(path: string, owner: FileOwner | undefined): number {
  const isRoot = process.geteuid?.() === 0;
  try {
    const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, PRIVATE);
    if (isRoot && owner !== undefined) fchownSync(file, owner.uid, owner.gid);
    return file;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return isRoot ? openExisting(path, owner) : openSync(path, 'w');
}

/** Throws FileRefusal where a link at `path` could have been laid by somebody else. */
export function refuseForeignLink(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (process.geteuid?.() !== 0 || found?.isSymbolicLink() !== true) return;
  if (found.uid !== 0 || !isSafeDirectory(path)) throw new FileRefusal('it is a link that another user has made');
}

function openExisting(path: string, owner: FileOwner | undefined): number {
  const named = lstatSync(path);
  if (named.isDirectory()) throw new FileRefusal('it is a directory');
  if (named.isSymbolicLink()) {
    refuseForeignLink(path);
    // /dev/stdout is one.
    return openSync(path, 'w');
  }
  if (named.isFIFO() && !isOurs(named, owner)) throw new FileRefusal('it is a pipe of another user');
  const file = openSync(path, O_WRONLY | O_NOFOLLOW);
  try {
    const found = fstatSync(file);
    if (found.isFile()) takeOver(file, found, { path, owner });
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function takeOver(file: number, found: Stats, { path, owner }: { path: string; owner: FileOwner | undefined }): void {
  if (!isOurs(found, owner)) throw new FileRefusal('it belongs to another user');
  if (found.nlink > 1) throw new FileRefusal('it has another name, perhaps one that others know');
  if ((found.mode & WRITABLE_BY_OTHERS) !== 0) throw new FileRefusal('others may write to it');
  if (!isSafeDirectory(path)) throw new FileRefusal('others may exchange it: its directory is open to them');
  ftruncateSync(file);
  fchmodSync(file, PRIVATE);
  if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
}

function isOurs(found: Stats, owner: FileOwner | undefined): boolean {
  return found.uid === process.geteuid?.() || found.uid === owner?.uid;
}

/** Nobody but its owner can exchange a file in it. */
function isSafeDirectory(path: string): boolean {
  const { mode } = statSync(realpathSync(dirname(path)));
  return (mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0;
}
