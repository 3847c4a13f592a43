// SPDX-License-Identifier: Apache-2.0
// A stream that comes in pieces, cut anywhere, as whole blocks.

import { isEventBlock } from './block-types.js';

const HEADER = 8;
const TRAILER = 4;

/** Bytes that whole blocks take; all, where a length makes no sense: the reader says what is wrong. */
export function wholeBlocks(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + HEADER <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    if (length < HEADER + TRAILER) return bytes.length;
    if (at + length > bytes.length) break;
    at += length;
  }
  return at;
}

/** Event blocks among whole blocks. */
export function countEvents(blocks: Uint8Array): number {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length);
  let events = 0;
  for (let at = 0; at + HEADER <= blocks.length; at += Math.max(HEADER, view.getUint32(at + 4, true))) {
    if (isEventBlock(view.getUint32(at, true))) events++;
  }
  return events;
}

export class BlockCutter {
  #rest: Uint8Array = new Uint8Array(0);

  /** The blocks that are complete now. They may share memory with the piece. */
  push(piece: Uint8Array): Uint8Array {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const whole = wholeBlocks(bytes);
    this.#rest = Uint8Array.from(bytes.subarray(whole));
    return bytes.subarray(0, whole);
  }

  /** A block that is not complete yet. */
  get rest(): Uint8Array {
    return this.#rest;
  }
}
