// SPDX-License-Identifier: Apache-2.0
// Keeps the folder of a recording within its bounds and writes the index of each file when it is complete. It never
// touches the newest file, which is being written.

import { closeSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type FileOwner, openOwnFile } from '../scap/own-file.js';
import { encodeIndex, type FileIndex, indexPath } from './file-index.js';
import { capturesIn, readIndex } from './ring-folder.js';
import { walkFile } from './walk-file.js';

export interface KeeperOptions {
  readonly folder: string;
  /** Bytes that all files may take, indexes and saved spans included. */
  readonly bytes: number;
  /** Bytes that the file which is written may still grow by. */
  readonly spare: number;
  /** ms that a file is kept after its last event. */
  readonly keep: number;
  /** Owner of the indexes; undefined: the process that writes them. */
  readonly owner: FileOwner | undefined;
  /** Events that were lost within a span, undefined where nobody counted then. */
  readonly lost: (from: bigint, to: bigint) => number | undefined;
  readonly complain: (message: string) => void;
}

/** Folder, below that of the recording, of what rules save. */
export const SPANS_FOLDER = 'alerts';
/** Of all bytes, what saved spans may take. */
const SPANS_SHARE = 0.1;

interface Kept {
  readonly path: string;
  readonly bytes: number;
  /** ms since the epoch of its last change. */
  readonly changed: number;
}

export class RingKeeper {
  readonly #options: KeeperOptions;
  #isBusy = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** To be called now and then. `isOver`: the newest file is complete as well. */
  async tend(isOver = false): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      this.#forget(isOver);
      for (const path of this.#complete(isOver)) if (readIndex(path) === undefined) await this.#index(path);
    } catch (error) {
      this.#options.complain(`the recording's folder: ${(error as Error).message}`);
    } finally {
      this.#isBusy = false;
    }
  }

  #complete(isOver: boolean): readonly string[] {
    const files = capturesIn(this.#options.folder);
    return isOver ? files : files.slice(0, -1);
  }

  async #index(path: string): Promise<void> {
    const walked = await walkFile(path);
    if (!walked.ok) return;
    const { from, to } = walked.value;
    this.#write(path, { ...walked.value, drops: this.#options.lost(from, to) });
  }

  #write(path: string, index: FileIndex): void {
    const target = indexPath(path);
    const part = `${target}.part`;
    rmSync(part, { force: true });
    const file = openOwnFile(part, this.#options.owner);
    try {
      const bytes = Buffer.from(encodeIndex(index));
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    renameSync(part, target);
  }

  /** The oldest files leave, over the time or over the bytes. */
  #forget(isOver: boolean): void {
    const { folder, bytes, spare, keep } = this.#options;
    this.#forgetSpans(join(folder, SPANS_FOLDER), bytes * SPANS_SHARE);
    const files = capturesIn(folder).map(keptFile);
    let sum = files.reduce((total, file) => total + file.bytes, 0) + folderBytes(join(folder, SPANS_FOLDER));
    const before = Date.now() - keep;
    for (const file of isOver ? files : files.slice(0, -1)) {
      if (sum + spare <= bytes && file.changed >= before) return;
      rmSync(file.path, { force: true });
      rmSync(indexPath(file.path), { force: true });
      sum -= file.bytes;
    }
  }

  #forgetSpans(folder: string, most: number): void {
    const files = filesOf(folder);
    let sum = files.reduce((total, { bytes }) => total + bytes, 0);
    for (const { path, bytes } of files) {
      if (sum <= most) return;
      rmSync(path, { force: true });
      sum -= bytes;
    }
  }
}

function keptFile(path: string): Kept {
  const { size, mtimeMs } = statSync(path);
  const index = statSync(indexPath(path), { throwIfNoEntry: false })?.size ?? 0;
  return { path, bytes: size + index, changed: mtimeMs };
}

function folderBytes(folder: string): number {
  return filesOf(folder).reduce((total, { bytes }) => total + bytes, 0);
}

/** The oldest first; none where there is no folder. */
function filesOf(folder: string): readonly Kept[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return { path, bytes: stat?.size ?? 0, changed: stat?.mtimeMs ?? 0 };
  });
  return files.sort((a, b) => a.changed - b.changed);
}
