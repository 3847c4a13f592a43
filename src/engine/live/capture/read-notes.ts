// SPDX-License-Identifier: Apache-2.0
// Events that the parent wants in the stream: its alerts. They come as whole blocks on standard input. The parent may hold
// fewer rights than this process: an event that is not one of sysdrill's own ends the reading, not the recording.

import type { Readable } from 'node:stream';
import { EventCursor, EventDamage } from '../../scap/event-cursor.js';
import { ownEventName } from '../../scap/own-event.js';

/** Head of a block: type and length; and what an event of 65,535 bytes for its longest parameter may have. */
const HEAD = 8;
const LONGEST = 80_000;

/** Calls `take` for each block, which is valid until it returns. */
export function readNotes(input: Readable, take: (block: Uint8Array) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    const left = takeBlocks(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), take);
    rest = left ?? Buffer.alloc(0);
    if (left === undefined) input.off('data', onData).resume();
  };
  input.on('data', onData);
}

/** What is left of the bytes after their whole blocks; undefined: something else was among them. */
function takeBlocks(bytes: Buffer, take: (block: Uint8Array) => void): Buffer | undefined {
  let rest = bytes;
  while (rest.length >= HEAD) {
    const length = rest.readUInt32LE(4);
    if (length < HEAD || length > LONGEST || length % 4 !== 0) return undefined;
    if (rest.length < length) return rest;
    const block = rest.subarray(0, length);
    if (!isOwn(block)) return undefined;
    take(block);
    rest = rest.subarray(length);
  }
  return rest;
}

function isOwn(block: Buffer): boolean {
  const cursor = new EventCursor();
  try {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    return cursor.load(block, view, 0, block.length) && ownEventName(cursor) !== undefined;
  } catch (error) {
    if (error instanceof EventDamage) return false;
    throw error;
  }
}
