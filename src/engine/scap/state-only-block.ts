// SPDX-License-Identifier: Apache-2.0
// An event block as one that every reader applies to its state and none shows: dump flag 1. Blocks without a word of flags
// become the kind that has one; the event itself stays as it is.

import { Block } from './block-types.js';
import { copyBytes } from './copy-bytes.js';

const STATE_ONLY = 1;
/** Type, length, cpu. */
const FRONT = 8 + 2;
const TRAILER = 4;
/** Longest block outside of the LARGE ones, as its own length counts. */
const MAX_BLOCK = 65536 + 8;
/** Offset of the event's own length in its header. */
const EVENT_LENGTH = 16;

const FLAGGED: Readonly<Record<number, number>> = {
  [Block.EV]: Block.EVF,
  [Block.EV_UNOFFICIAL]: Block.EVF,
  [Block.EV_V2]: Block.EVF_V2,
  [Block.EV_V2_LARGE]: Block.EVF_V2_LARGE,
};

/** `block`: one whole event block that a cursor has loaded without complaint. The answer is a new one. */
export function stateOnlyBlock(block: Uint8Array): Uint8Array {
  const old = new DataView(block.buffer, block.byteOffset, block.length);
  const flagged = FLAGGED[old.getUint32(0, true)];
  if (flagged === undefined) {
    const copy = copyBytes(block);
    const view = new DataView(copy.buffer, copy.byteOffset, copy.length);
    view.setUint32(FRONT, view.getUint32(FRONT, true) | STATE_ONLY, true);
    return copy;
  }
  // What tools have appended after the event (pcapng options) is left out: it must start on a multiple of four.
  const held = block.length - TRAILER - FRONT;
  const event = Math.min(held, old.getUint32(FRONT + EVENT_LENGTH, true));
  const length = (FRONT + 4 + event + 3 + TRAILER) & ~3;
  const copy = new Uint8Array(length);
  const view = new DataView(copy.buffer);
  // Four bytes more may be too many for an ordinary block. The width of parameter lengths goes by the event, not the block.
  view.setUint32(0, flagged === Block.EVF_V2 && length > MAX_BLOCK ? Block.EVF_V2_LARGE : flagged, true);
  view.setUint32(4, length, true);
  view.setUint16(8, old.getUint16(8, true), true);
  view.setUint32(FRONT, STATE_ONLY, true);
  copy.set(block.subarray(FRONT, FRONT + event), FRONT + 4);
  view.setUint32(length - TRAILER, length, true);
  return copy;
}
