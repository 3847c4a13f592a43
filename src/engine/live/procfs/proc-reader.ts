// SPDX-License-Identifier: Apache-2.0
// Small files and links under /proc, fast: one reused buffer, no stat calls, and a process that has gone or is not one of our
// business is `undefined`, not an exception. Used by the scan of processes at the start of a live capture.
// `root` is /proc, or where the host's is mounted in a container.

import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { decodeText } from '../../scap/text.js';

/** Longest part of environment and command line that the format's lists can hold. */
export const LIST_LIMIT = 4096;

export class ProcReader {
  readonly root: string;
  #buffer = Buffer.allocUnsafeSlow(1 << 16);

  constructor(root = '/proc') {
    this.root = root;
  }

  /** The file's first `limit` bytes. The answer is overwritten by the next call. */
  bytes(path: string, limit = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    return this.#read(path, limit, false);
  }

  /**
   * A file that the kernel produces in one piece (status, stat, cgroup, fdinfo): one read gives all of it, a second one
   * to see the end would cost a third of the time. The answer is overwritten by the next call.
   */
  piece(path: string): Uint8Array | undefined {
    return this.#read(path, Number.POSITIVE_INFINITY, true);
  }

  #read(path: string, limit: number, once: boolean): Uint8Array | undefined {
    let file: number;
    try {
      file = openSync(`${this.root}/${path}`, 'r');
    } catch {
      return undefined;
    }
    try {
      let length = 0;
      while (length < limit) {
        if (length === this.#buffer.length) this.#grow();
        const room = Math.min(this.#buffer.length, limit) - length;
        const read = readSync(file, this.#buffer, length, room, null);
        length += read;
        if (read === 0 || (once && read < room)) break;
      }
      return this.#buffer.subarray(0, length);
    } catch {
      return undefined; // ESRCH: the process ended between open and read.
    } finally {
      closeSync(file);
    }
  }

  /** The file as text of one character per byte: for files that the kernel writes in ASCII. */
  ascii(path: string): string | undefined {
    return asciiOf(this.bytes(path));
  }

  /** `piece` as text. */
  asciiPiece(path: string): string | undefined {
    return asciiOf(this.piece(path));
  }

  /** The file as text, without its final newline. */
  text(path: string): string | undefined {
    const bytes = this.bytes(path);
    if (bytes === undefined) return undefined;
    const end = bytes.length > 0 && bytes[bytes.length - 1] === 0x0a ? bytes.length - 1 : bytes.length;
    return decodeText(bytes, 0, end);
  }

  /** Where a symbolic link points; undefined where it cannot be read. */
  link(path: string): string | undefined {
    try {
      const target = readlinkSync(`${this.root}/${path}`, { encoding: 'buffer' });
      return decodeText(target, 0, target.length);
    } catch {
      return undefined;
    }
  }

  /** Names in a directory that are numbers: processes, threads, fds. */
  numbers(path: string): number[] {
    let names: string[];
    try {
      names = readdirSync(path === '' ? this.root : `${this.root}/${path}`);
    } catch {
      return [];
    }
    const numbers: number[] = [];
    for (const name of names) {
      const first = name.charCodeAt(0);
      if (first >= 0x30 && first <= 0x39) numbers.push(Number(name));
    }
    return numbers;
  }

  #grow(): void {
    const grown = Buffer.allocUnsafeSlow(2 * this.#buffer.length);
    grown.set(this.#buffer);
    this.#buffer = grown;
  }
}

function asciiOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
