// SPDX-License-Identifier: Apache-2.0
// A block that is too long to be held: a list of processes is taken in entry by entry, as it comes; everything else is
// passed over. Lists of real machines are some MB. A small compressed file can hold blocks of a GiB.

import { isEventBlock, PROCESS_LIST_VERSION } from './block-types.js';
import { copyBytes } from './copy-bytes.js';
import { LENGTHS_FROM, MetadataDamage } from './metadata.js';

/** Bytes beyond which a block is not held. */
export const LONG_BLOCK = 32 << 20;
const HEADER = 8;
const TRAILER = 4;
/** An entry has at most some 20 KiB: texts of 1,024 bytes, lists of 4,096. */
const LONGEST_ENTRY = 1 << 20;
const NOTHING = new Uint8Array(0);

export class LongBlock {
  readonly type: number;
  readonly length: number;
  /** Whether what it holds is passed over. */
  readonly isPassedOver: boolean;
  /** Bytes of entries, and after them, that have yet to come. */
  #left: number;
  #trailer = TRAILER;
  #rest: Uint8Array = NOTHING;

  /** `length`: of the whole block, whose header has been read. */
  constructor(type: number, length: number) {
    this.type = type;
    this.length = length;
    this.isPassedOver = isEventBlock(type) || PROCESS_LIST_VERSION.get(type) !== LENGTHS_FROM;
    this.#left = length - HEADER - TRAILER;
  }

  /** Bytes that have yet to come. */
  get missing(): number {
    return this.#left + this.#trailer;
  }

  /**
   * Takes what belongs to the block from the start of `bytes`; answers how much. `entries` gets whole entries; throws
   * MetadataDamage where one has no sensible length.
   */
  take(bytes: Uint8Array, entries: (bytes: Uint8Array) => void): number {
    const body = Math.min(this.#left, bytes.length);
    this.#left -= body;
    if (!this.isPassedOver) this.#cut(bytes.subarray(0, body), entries);
    const trailer = this.#left === 0 ? Math.min(this.#trailer, bytes.length - body) : 0;
    this.#trailer -= trailer;
    return body + trailer;
  }

  #cut(bytes: Uint8Array, entries: (bytes: Uint8Array) => void): void {
    const held = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const view = new DataView(held.buffer, held.byteOffset, held.length);
    let at = 0;
    while (at + 4 <= held.length) {
      const length = view.getUint32(at, true);
      // Padding after the last entry.
      if (length === 0 && this.#left === 0 && held.length - at < 4 + 4) break;
      if (length < 4 || length > LONGEST_ENTRY) throw new MetadataDamage(`an entry of ${length} bytes in a list`);
      if (at + length > held.length) break;
      at += length;
    }
    if (at > 0) entries(held.subarray(0, at));
    this.#rest = copyBytes(held, at, held.length);
  }
}
