// SPDX-License-Identifier: Apache-2.0
// A temporary file without a name, for what does not fit into memory. Its space is free again as soon as the process ends,
// however it ends.

import { closeSync, openSync, readSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Types of file systems that are memory (statfs(2)): writing there would free none. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** TMPDIR, else /var/tmp, but none that is memory; undefined where there is neither. */
export function spillFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [env['TMPDIR'], '/var/tmp'].filter((folder) => folder !== undefined && folder !== '');
  return folders.find((folder) => folder !== undefined && isOnDisk(folder));
}

function isOnDisk(folder: string): boolean {
  try {
    return !IN_MEMORY.has(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** Opened for reading and writing; throws what the system says where it cannot be. */
export function openUnnamed(folder: string): number {
  const name = `sysdrill-${process.pid}-${Math.floor(Math.random() * 1e9).toString(36)}.spool`;
  const path = join(folder, name);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}

interface Range {
  readonly at: number;
  readonly size: number;
}

/** Blocks of bytes that are written once and read in parts. */
export class SpillFile {
  readonly #fd: number;
  readonly #free: Range[] = [];
  #end = 0;
  #used = 0;

  constructor(folder: string) {
    this.#fd = openUnnamed(folder);
  }

  /** Bytes of the blocks in it. */
  get bytes(): number {
    return this.#used;
  }

  /** Where the block is now. Throws where the disk is full. */
  write(block: Uint8Array): number {
    const place = this.#free.findIndex(({ size }) => size >= block.length);
    const at = this.#free[place]?.at ?? this.#end;
    let written = 0;
    while (written < block.length) written += writeSync(this.#fd, block, written, block.length - written, at + written);
    if (place < 0) this.#end += block.length;
    else this.#shrink(place, block.length);
    this.#used += block.length;
    return at;
  }

  /** A block is not needed any more: the next ones take its place. */
  free(at: number, size: number): void {
    this.#used -= size;
    this.#free.push({ at, size });
  }

  /** Fills `into` from a place on. */
  read(at: number, into: Uint8Array): void {
    let have = 0;
    while (have < into.length) {
      const got = readSync(this.#fd, into, have, into.length - have, at + have);
      if (got === 0) throw new Error('the temporary file has lost its end');
      have += got;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #shrink(place: number, by: number): void {
    const [range] = this.#free.splice(place, 1);
    if (range !== undefined && range.size > by) this.#free.push({ at: range.at + by, size: range.size - by });
  }
}
