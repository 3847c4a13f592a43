// SPDX-License-Identifier: Apache-2.0
// Takes environments out of blocks altogether (--no-env): the parameter of an event and the text of a list's entry stay,
// empty. All lengths around them are made to fit.

import { FLAG_BYTES, isFlagged, PROCESS_LIST_VERSION } from '../scap/block-types.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { type Place, processPlaces } from '../scap/list-places.js';

const FIRST_LENGTHED_ENTRIES = 9;
const TRAILER = 4;
/** Where the length of a block is. */
const BLOCK_LENGTH = 4;
/** Of the event's own length, after the CPU, the time and the thread; flags may come first. */
const EVENT_LENGTH = 8 + 2 + 16;

/** Takes the environments out of a process list; the answer is the same block where there are none. */
export function listWithoutEnvironments(block: Uint8Array, count: () => void): Uint8Array {
  const view = viewOf(block);
  const hasLengths = (PROCESS_LIST_VERSION.get(view.getUint32(0, true)) ?? 0) >= FIRST_LENGTHED_ENTRIES;
  const cuts: Place[] = [];
  let end = 0;
  for (const { entry, env } of processPlaces(block)) {
    const length = env[1] - env[0];
    end = entry[1];
    if (length === 0) continue;
    if (hasLengths) view.setUint32(entry[0], view.getUint32(entry[0], true) - length, true);
    view.setUint16(env[0] - 2, 0, true);
    cuts.push(env);
    count();
  }
  // Old and new filling together would be long enough for an entry.
  return cuts.length === 0 ? block : without(block, [...cuts, [end, block.length - TRAILER]]);
}

/** Takes the environment out of an event that the cursor has loaded from the start of `block`. */
export function withoutEnvironment(block: Uint8Array, cursor: EventCursor, count: () => void): Uint8Array {
  const index = EVENT_TYPES[cursor.type]?.params.findIndex(({ name }) => name === 'env') ?? -1;
  const start = index < 0 ? -1 : cursor.param(index);
  const length = cursor.paramLength;
  if (start < 0 || length === 0) return block;
  const view = viewOf(block);
  const eventLength = EVENT_LENGTH + (isFlagged(view.getUint32(0, true)) ? FLAG_BYTES : 0);
  view.setUint32(eventLength, view.getUint32(eventLength, true) - length, true);
  const at = cursor.lengthAt(index);
  block.fill(0, at, at + cursor.lengthBytes);
  count();
  return without(block, [[start, start + length]]);
}

/** The block without these bytes, filled up to a multiple of four. */
function without(block: Uint8Array, cuts: readonly Place[]): Uint8Array {
  const gone = cuts.reduce((sum, [start, end]) => sum + end - start, 0);
  const length = (block.length - gone + 3) & ~3;
  const copy = new Uint8Array(length);
  let from = 0;
  let to = 0;
  for (const [start, end] of [...cuts, [block.length - TRAILER, block.length] as const]) {
    copy.set(block.subarray(from, start), to);
    to += start - from;
    from = end;
  }
  const view = viewOf(copy);
  view.setUint32(BLOCK_LENGTH, length, true);
  view.setUint32(length - TRAILER, length, true);
  return copy;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
