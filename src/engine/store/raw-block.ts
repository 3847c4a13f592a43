// SPDX-License-Identifier: Apache-2.0
// The block of one event, read from the raw stream into a cursor.

import type { EventCursor } from '../scap/event-cursor.js';
import type { Chunk } from './chunk.js';
import type { RawStore } from './raw-store.js';

/** Bytes of a block's type and length. */
const HEADER = 8;

/** False where the bytes have left, or never were. */
export function loadBlock(raw: RawStore, chunk: Chunk, i: number, cursor: EventCursor): boolean {
  const offset = chunk.offsetAt(i);
  const head = raw.span(offset, HEADER);
  if (head === undefined) return false;
  const length = head.view.getUint32(head.at + 4, true);
  const block = head.at + length <= head.bytes.length ? head : raw.span(offset, length);
  if (block === undefined) return false;
  cursor.load(block.bytes, block.view, block.at, block.at + length);
  return true;
}
