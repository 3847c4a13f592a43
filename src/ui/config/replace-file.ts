// SPDX-License-Identifier: Apache-2.0
// Writes a file whole or not at all: a new file beside it takes its place. Links stay links (people keep their
// configuration in a repository) and rights stay as they are. Nothing is written into a directory of somebody else:
// root under `sudo -E` would follow whatever links that somebody has laid there.

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @throws an error for the user, the system's or our own; the old file is as it was then */
export async function replaceFile(path: string, text: string): Promise<void> {
  const owner = await ownerAbove(path);
  const user = process.getuid?.();
  if (user !== undefined && owner !== user) throw new Error(`${dirname(path)} belongs to another user`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    if (old !== undefined) await chmod(temporary, old.mode & 0o7777);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whose the nearest directory above `path` is that exists. */
async function ownerAbove(path: string): Promise<number | undefined> {
  const directory = dirname(path);
  const found = await stat(directory).catch(() => undefined);
  if (found !== undefined || directory === path) return found?.uid;
  return ownerAbove(directory);
}
