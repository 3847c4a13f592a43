// SPDX-License-Identifier: Apache-2.0
// Where texts are in the lists of processes and fds, for who changes them in place: offsets in the block. metadata.ts
// decodes the same layouts. Blocks must have been decoded without complaint before.

import { Block, PROCESS_LIST_VERSION } from './block-types.js';

/** [start, end) in the bytes that were given. */
export type Place = readonly [start: number, end: number];

export interface ProcessPlaces {
  readonly entry: Place;
  readonly exe: Place;
  readonly args: Place;
  /** Empty where the version has none. */
  readonly env: Place;
}

const HEADER = 8;
const TRAILER = 4;
/** Bytes of an fd before its text, by the type of the fd (FdType); others begin with their text. */
const FIXED: Readonly<Record<number, number>> = { 3: 13, 4: 37, 5: 7, 6: 19, 8: 16, 16: 4 };
const NAMELESS = new Set([0, 3, 4, 5, 6]);
const LAST_FD_TYPE = 21;

/** Walks over a block, a field after the other. */
class Walk {
  readonly #view: DataView;
  at = HEADER;

  constructor(block: Uint8Array) {
    this.#view = new DataView(block.buffer, block.byteOffset, block.length);
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  /** A text or list with its length in 16 bits in front. */
  text(): Place {
    const length = this.#view.getUint16(this.at, true);
    this.at += 2 + length;
    return [this.at - length, this.at];
  }
}

/** Entries of a process list; none where the block is not a process list. */
export function* processPlaces(block: Uint8Array): Generator<ProcessPlaces> {
  const version = PROCESS_LIST_VERSION.get(typeOf(block)) ?? 0;
  const walk = new Walk(block);
  const end = block.length - TRAILER;
  while (version > 0 && end - walk.at >= 4) {
    const start = walk.at;
    const length = version >= 9 ? walk.u32() : undefined;
    const places = placesOf(walk, version);
    if (length !== undefined) walk.at = start + length;
    yield { entry: [start, walk.at], ...places };
  }
}

function placesOf(walk: Walk, version: number): Omit<ProcessPlaces, 'entry'> {
  walk.skip(24 + (version >= 6 ? 8 : 0) + (version >= 8 ? 8 : 0));
  walk.text();
  const exe = walk.text();
  if (version >= 7) walk.text();
  const args = walk.text();
  walk.text();
  walk.skip(8 + 12 + (version >= 2 ? 28 : 0));
  const env: Place = version >= 3 ? walk.text() : [walk.at, walk.at];
  if (version >= 4) {
    walk.skip(16);
    walk.text();
  }
  if (version >= 5) walk.text();
  return { exe, args, env };
}

/** Names in an fd list; none where the block is not an fd list. */
export function* fdNamePlaces(block: Uint8Array): Generator<Place> {
  const type = typeOf(block);
  if (type !== Block.FDS && type !== Block.FDS_UNOFFICIAL && type !== Block.FDS_V2) return;
  const walk = new Walk(block);
  walk.skip(8);
  const end = block.length - TRAILER;
  while (end - walk.at >= 17) {
    const start = walk.at;
    const length = type === Block.FDS_V2 ? walk.u32() : undefined;
    walk.skip(16);
    const fdType = walk.u8();
    walk.skip(FIXED[fdType] ?? 0);
    if (!NAMELESS.has(fdType) && fdType <= LAST_FD_TYPE) yield walk.text();
    if (length !== undefined) walk.at = start + length;
  }
}

function typeOf(block: Uint8Array): number {
  return new DataView(block.buffer, block.byteOffset, block.length).getUint32(0, true);
}
