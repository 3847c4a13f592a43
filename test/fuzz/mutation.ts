// SPDX-License-Identifier: Apache-2.0
// Changes captures block by block: what a damaged disk, another writer or an attacker might make of them. The same numbers
// make the same input.

import { concat } from '../engine/scap/byte-list.js';
import { below } from '../engine/scap/random.js';
import type { Blocks } from './seeds.js';

type Next = () => number;
type Mutate = (blocks: Uint8Array[], next: Next, other: Blocks) => void;

/** Offsets in an event block without flags: time, thread, length, type, number of parameters, lengths of parameters. */
const TIME = 10;
const THREAD = 18;
const LENGTH = 26;
const TYPE = 30;
const COUNT = 32;
const LENGTHS = 36;
const EVENT_TYPES = 470;
const ODD = [0, 1, 2, 3, 4, 7, 8, 12, 0x7f, 0x80, 0xff, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

const MUTATIONS: readonly Mutate[] = [
  (blocks, next) => void blocks.splice(below(next, blocks.length), 1),
  (blocks, next) => blocks.splice(below(next, blocks.length + 1), 0, pick(blocks, next)),
  (blocks, next) => swap(blocks, below(next, blocks.length), below(next, blocks.length)),
  (blocks, next, other) => blocks.splice(below(next, blocks.length + 1), 0, pick(other, next)),
  // Another capture in the middle.
  (blocks, next, other) => blocks.splice(below(next, blocks.length + 1), 0, ...other.slice(0, 1 + below(next, 8))),
  inBlock((view, next) => view.setUint8(below(next, view.byteLength), below(next, 256))),
  inBlock((view, next) => flip(view, 8 + below(next, Math.max(1, view.byteLength - 12)), next)),
  inBlock((view, next) => odd32(view, 8 + below(next, Math.max(1, view.byteLength - 12)), next)),
  inBlock((view, next) => set16(view, TYPE, below(next, EVENT_TYPES))),
  inBlock((view, next) => set16(view, LENGTHS + 2 * below(next, 6), odd(next))),
  inBlock((view, next) => odd32(view, COUNT, next)),
  inBlock((view, next) => odd32(view, LENGTH, next)),
  inBlock((view, next) => odd32(view, THREAD, next)),
  inBlock((view, next) => odd32(view, TIME + 4 * below(next, 2), next)),
  inBlock((view, next) => flip(view, THREAD, next)),
  inBlock((view, next) => odd32(view, 0, next)),
  // A hostile name.
  inBlock((view, next) => {
    const at = LENGTHS + below(next, Math.max(1, view.byteLength - LENGTHS));
    for (const [i, byte] of [0x1b, 0x5b, 0x32, 0x4a, 0xe2, 0x80, 0xae].entries()) set8(view, at + i, byte);
  }),
  (blocks, next) => resize(blocks, below(next, blocks.length), next),
];

/** One to four changes of the blocks, as bytes; now and then cut at the end. */
export function mutated(seed: Blocks, other: Blocks, next: Next): Uint8Array {
  const blocks = seed.map((block) => Uint8Array.from(block));
  const changes = 1 + below(next, 4);
  for (let i = 0; i < changes && blocks.length > 0; i++)
    MUTATIONS[below(next, MUTATIONS.length)]?.(blocks, next, other);
  const bytes = concat(...blocks);
  return next() < 0.1 ? bytes.subarray(0, below(next, bytes.length + 1)) : bytes;
}

function inBlock(change: (view: DataView, next: Next) => void): Mutate {
  return (blocks, next) => {
    // Lists are few and events many, but a list that is damaged ends the capture before its first event.
    const block = next() < 0.2 ? pick(blocks, next) : pick(blocks.slice(Math.floor(blocks.length / 4)), next);
    if (block.length >= 12) change(new DataView(block.buffer, block.byteOffset, block.length), next);
  };
}

/** Longer or shorter, with both lengths of the block as they should be. */
function resize(blocks: Uint8Array[], index: number, next: Next): void {
  const block = blocks[index];
  if (block === undefined || block.length < 16) return;
  const length = Math.max(12, block.length + 4 * (below(next, 9) - 4));
  const copy = new Uint8Array(length);
  copy.set(block.subarray(0, Math.min(block.length, length) - 4));
  const view = new DataView(copy.buffer);
  view.setUint32(4, length, true);
  view.setUint32(length - 4, length, true);
  blocks[index] = copy;
}

function pick(blocks: Blocks, next: Next): Uint8Array {
  return blocks[below(next, blocks.length)] ?? new Uint8Array(0);
}

function swap(blocks: Uint8Array[], a: number, b: number): void {
  const first = blocks[a];
  const second = blocks[b];
  if (first === undefined || second === undefined) return;
  blocks[a] = second;
  blocks[b] = first;
}

function odd(next: Next): number {
  return ODD[below(next, ODD.length)] ?? 0;
}

function odd32(view: DataView, at: number, next: Next): void {
  if (at + 4 <= view.byteLength) view.setUint32(at, odd(next), true);
}

function set16(view: DataView, at: number, value: number): void {
  if (at + 2 <= view.byteLength) view.setUint16(at, value, true);
}

function set8(view: DataView, at: number, value: number): void {
  if (at < view.byteLength) view.setUint8(at, value);
}

function flip(view: DataView, at: number, next: Next): void {
  if (at < view.byteLength) view.setUint8(at, view.getUint8(at) ^ (1 << below(next, 8)));
}
