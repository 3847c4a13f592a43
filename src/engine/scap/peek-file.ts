// SPDX-License-Identifier: Apache-2.0
// When a capture file begins and ends, without reading it: blocks say their length at both ends, so that lists are
// stepped over and the last event is found from the end. Some ten small reads a file.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { Block, isEventBlock } from './block-types.js';
import { EventCursor, EventDamage } from './event-cursor.js';

/** ns since the epoch. Undefined where only reading the file would say it, or there is no event. */
export interface FileSpan {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
}

const HEADER = 8;
/** Length at the end of a block. */
const TRAILER = 4;
const NO_TIME = 0xffffffff;
/** Marks an event that only describes the state of the machine. */
const STATE_ONLY = 1;
/** Compressed bytes that are looked at: enough for lists of a few thousand processes. */
const PACKED_HEAD = 1 << 20;
/** Events without a time in a row, after which nobody looks on. */
const PATIENCE = 10_000;
/** An event outside of the LARGE blocks, with room. */
const WINDOW = 128 << 10;

/** Throws what node throws where the file cannot be read. */
export function peekSpan(path: string): FileSpan {
  const file = openSync(path, 'r');
  try {
    const whole = new FileBytes(file, fstatSync(file).size);
    const head = whole.at(0, 2);
    if (head?.[0] !== 0x1f || head[1] !== 0x8b) return { from: firstTime(whole), to: lastTime(whole) };
    const packed = whole.at(0, Math.min(PACKED_HEAD, whole.size));
    return { from: packed === undefined ? undefined : firstTime(inflatedHead(packed)), to: undefined };
  } finally {
    closeSync(file);
  }
}

/** Bytes that can be asked for from any place. */
interface Bytes {
  readonly size: number;
  /** Undefined where they are not all there. */
  at(offset: number, length: number): Uint8Array | undefined;
}

/** Keeps the last window of the file that was read. */
class FileBytes implements Bytes {
  readonly size: number;
  readonly #file: number;
  readonly #window = new Uint8Array(WINDOW);
  #from = 0;
  #length = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  at(offset: number, length: number): Uint8Array | undefined {
    if (offset < 0 || offset + length > this.size) return undefined;
    if (length > WINDOW) return this.#apart(offset, length);
    if (offset < this.#from || offset + length > this.#from + this.#length) this.#move(offset, length);
    const start = offset - this.#from;
    return start + length > this.#length ? undefined : this.#window.subarray(start, start + length);
  }

  /** Going back, what is asked for is put at the window's end, else at its start. */
  #move(offset: number, length: number): void {
    const isBack = offset < this.#from;
    this.#from = isBack ? Math.max(0, offset + length - WINDOW) : offset;
    this.#length = readSync(this.#file, this.#window, 0, WINDOW, this.#from);
  }

  #apart(offset: number, length: number): Uint8Array | undefined {
    const bytes = new Uint8Array(length);
    return readSync(this.#file, bytes, 0, length, offset) === length ? bytes : undefined;
  }
}

/** What there is of a compressed file's start. */
function inflatedHead(packed: Uint8Array): Bytes {
  const bytes = inflated(packed);
  return {
    size: bytes.length,
    at: (offset, length) => (offset + length > bytes.length ? undefined : bytes.subarray(offset, offset + length)),
  };
}

function inflated(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}

function firstTime(bytes: Bytes): bigint | undefined {
  if (wordAt(bytes, 0) !== Block.SECTION_HEADER) return undefined;
  let at = 0;
  for (let events = 0; events < PATIENCE; ) {
    const type = wordAt(bytes, at);
    const length = wordAt(bytes, at + 4);
    if (type === undefined || length === undefined || length < HEADER + TRAILER) return undefined;
    if (isEventBlock(type)) {
      const time = timeAt(bytes, at, length);
      if (time !== undefined) return time;
      events++;
    }
    at += length;
  }
  return undefined;
}

/** Undefined also where the last block is not complete, or its end does not say its length. */
function lastTime(bytes: Bytes): bigint | undefined {
  let end = bytes.size;
  for (let events = 0; events < PATIENCE; events++) {
    const length = wordAt(bytes, end - TRAILER);
    if (length === undefined || length < HEADER + TRAILER) return undefined;
    const at = end - length;
    const type = wordAt(bytes, at);
    if (type === undefined || !isEventBlock(type) || wordAt(bytes, at + 4) !== length) return undefined;
    const time = timeAt(bytes, at, length);
    if (time !== undefined) return time;
    end = at;
  }
  return undefined;
}

function wordAt(bytes: Bytes, offset: number): number | undefined {
  const four = bytes.at(offset, 4);
  return four === undefined ? undefined : viewOf(four).getUint32(0, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

const CURSOR = new EventCursor();

/** Of an event of the machine that has one. */
function timeAt(bytes: Bytes, at: number, length: number): bigint | undefined {
  const block = bytes.at(at, length);
  if (block === undefined || !isLoaded(block)) return undefined;
  const { dumpFlags, timeHigh, timeLow } = CURSOR;
  if ((dumpFlags & STATE_ONLY) !== 0 || timeHigh === NO_TIME) return undefined;
  return (BigInt(timeHigh) << 32n) | BigInt(timeLow);
}

function isLoaded(block: Uint8Array): boolean {
  try {
    return CURSOR.load(block, viewOf(block), 0, block.length);
  } catch (error) {
    if (error instanceof EventDamage) return false;
    throw error;
  }
}
