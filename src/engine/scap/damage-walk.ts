// SPDX-License-Identifier: Apache-2.0
// Inflates a gzip file that is known to be damaged, in steps that become small where the damage is: zlib drops what it
// has inflated of the piece of input in which it meets damage. byte-source.ts walks twice, first to find the place.

import type { FileHandle } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { copyBytes } from './copy-bytes.js';

/** Compressed bytes that are given to zlib at a time where nothing is wrong. */
export const PACKED_CHUNK = 1 << 16;

export class DamageWalk {
  /** Compressed bytes that inflated without complaint. */
  sound = 0;
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Takes `step` bytes at a time once `from` compressed bytes have passed. */
  async *chunks(from: number, step: number): AsyncIterable<Uint8Array> {
    const gunzip = createGunzip({ chunkSize: 1 << 20 });
    const inflated: Uint8Array[] = [];
    gunzip.on('data', (chunk: Uint8Array) => inflated.push(chunk));
    const buffer = new Uint8Array(PACKED_CHUNK);
    this.sound = 0;
    for (;;) {
      const before = from - this.sound;
      const wanted = before > 0 ? Math.min(PACKED_CHUNK, before) : step;
      const { bytesRead } = await this.#file.read(buffer, 0, wanted, this.sound);
      if (bytesRead === 0 || !(await writeTo(gunzip, copyBytes(buffer, 0, bytesRead)))) return;
      this.sound += bytesRead;
      yield* inflated.splice(0);
    }
  }
}

/** Whether zlib has taken the piece. A write that fails never calls back: the event reports it. */
function writeTo(gunzip: Gunzip, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    gunzip.once('error', () => resolve(false));
    gunzip.write(piece, () => {
      gunzip.removeAllListeners('error');
      resolve(true);
    });
  });
}
