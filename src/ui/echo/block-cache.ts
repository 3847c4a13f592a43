// SPDX-License-Identifier: Apache-2.0
// Blocks of Echo that have arrived, in chunks, the least recently needed thrown away.

import type { EchoBlock, EchoBlocks } from '../../engine/protocol/protocol.js';

/** A block is as large as a capture lets it be, 64 KiB at most. */
export const BLOCK_CHUNK = 32;
const KEPT = 32;

export class BlockCache {
  readonly #chunks = new Map<number, readonly EchoBlock[]>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  get(index: number): EchoBlock | undefined {
    return this.#chunks.get(Math.floor(index / BLOCK_CHUNK))?.[index % BLOCK_CHUNK];
  }

  /** Takes an answer that begins at a chunk's first block; of a list that must not grow at the moment, `most` blocks. */
  put(answer: EchoBlocks, most = Number.POSITIVE_INFINITY): void {
    this.#total = Math.min(answer.total, most);
    const blocks = answer.blocks.slice(0, Math.max(0, this.#total - answer.offset));
    for (let i = 0; i < blocks.length; i += BLOCK_CHUNK) {
      const chunk = Math.floor((answer.offset + i) / BLOCK_CHUNK);
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, blocks.slice(i, i + BLOCK_CHUNK));
    }
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= KEPT) break;
      this.#chunks.delete(oldest);
    }
  }

  /** First block of the chunk that holds `index`, where it is not here or not whole; undefined where it is. */
  missing(index: number): number | undefined {
    if (index < 0 || index >= this.#total || this.get(index) !== undefined) return undefined;
    return Math.floor(index / BLOCK_CHUNK) * BLOCK_CHUNK;
  }
}
