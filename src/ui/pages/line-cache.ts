// SPDX-License-Identifier: Apache-2.0
// Lines of a virtual list that have arrived: in chunks, the least recently needed thrown away. A million lines scroll like
// a hundred because only what was looked at is here.

import type { EventLine, EventLines } from '../../engine/protocol/protocol.js';

export const CHUNK = 256;
/** 64 chunks are 16,384 lines, some 3 MB. */
const KEPT = 64;

export class LineCache {
  readonly #chunks = new Map<number, readonly EventLine[]>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  get(index: number): EventLine | undefined {
    return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK];
  }

  /** Takes an answer that begins at a chunk's first line; of a list that must not grow at the moment, `most` lines. */
  put(answer: EventLines, most = Number.POSITIVE_INFINITY): void {
    this.#total = Math.min(answer.total, most);
    const lines = answer.lines.slice(0, Math.max(0, this.#total - answer.offset));
    for (let i = 0; i < lines.length || i === 0; i += CHUNK) {
      const chunk = Math.floor((answer.offset + i) / CHUNK);
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, lines.slice(i, i + CHUNK));
    }
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= KEPT) break;
      this.#chunks.delete(oldest);
    }
  }

  /** First line of the first chunk that lines [top, top + count) need and that is not here; undefined where all are. */
  missing(top: number, count: number): number | undefined {
    const end = Math.min(this.#total, top + count);
    for (let chunk = Math.floor(top / CHUNK); chunk * CHUNK < end; chunk++) {
      const lines = this.#chunks.get(chunk);
      const wanted = Math.min(CHUNK, this.#total - chunk * CHUNK);
      if (lines === undefined || lines.length < Math.min(wanted, end - chunk * CHUNK)) return chunk * CHUNK;
    }
    return undefined;
  }
}
