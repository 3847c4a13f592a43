// SPDX-License-Identifier: Apache-2.0
// The blocks of Echo as lines, without their picture: which are here, where the cursor is, which are on the screen. Blocks
// come from the engine as they are looked at, and become lines when they are on the screen.

import type { EngineClient } from '../../engine/protocol/engine-calls.js';
import type { EchoBlock, EchoBlocks } from '../../engine/protocol/protocol.js';
import type { Command } from '../keys/binding.js';
import { motionOf } from '../pages/motion.js';
import { BLOCK_CHUNK, BlockCache } from './block-cache.js';
import type { EchoLine } from './echo-lines.js';
import { type Heights, type LinePlace, linesBetween, stepLines } from './line-place.js';

/** Blocks whose lines are kept. */
const KEPT_LINES = 200;
const START: LinePlace = { block: 0, line: 0 };

export interface BlockListOptions {
  readonly client: Pick<EngineClient, 'echoBlocks'>;
  /** The lines of a block; `before` is the one before it, where it is here. */
  layout(block: EchoBlock, before: EchoBlock | undefined): readonly EchoLine[];
  /** True: a list that grows stays what it is. */
  isKept(): boolean;
  /** The screen is to be painted again. */
  changed(): void;
}

export class BlockList {
  readonly #options: BlockListOptions;
  #cache = new BlockCache();
  readonly #lines = new Map<number, readonly EchoLine[]>();
  #cursor = START;
  #top = START;
  #height = 1;
  #isFetching = false;
  readonly #heights: Heights = {
    total: () => this.#cache.total,
    height: (block) => this.linesOf(block)?.length ?? 1,
  };

  constructor(options: BlockListOptions) {
    this.#options = options;
  }

  /** Number of blocks. */
  get total(): number {
    return this.#cache.total;
  }

  get cursor(): LinePlace {
    return this.#cursor;
  }

  /** The block under the cursor, where it is here. */
  get current(): EchoBlock | undefined {
    return this.#cache.get(this.#cursor.block);
  }

  /** Blocks of the screen are still under way. */
  get isWaiting(): boolean {
    return this.#isFetching && this.#missing() !== undefined;
  }

  /** Lines above the screen and in the whole, as far as blocks that are here speak for the others. */
  get extent(): { readonly above: number; readonly total: number } {
    let known = 0;
    for (const lines of this.#lines.values()) known += lines.length;
    const mean = this.#lines.size === 0 ? 1 : known / this.#lines.size;
    const above = Math.round(this.#top.block * mean + this.#top.line);
    return { above, total: Math.round(this.#cache.total * mean) };
  }

  at(block: number): EchoBlock | undefined {
    return this.#cache.get(block);
  }

  linesOf(index: number): readonly EchoLine[] | undefined {
    const known = this.#lines.get(index);
    if (known !== undefined) return known;
    const block = this.#cache.get(index);
    if (block === undefined) return undefined;
    const lines = this.#options.layout(block, this.#cache.get(index - 1));
    if (this.#lines.size >= KEPT_LINES) this.#lines.clear();
    this.#lines.set(index, lines);
    return lines;
  }

  /** The places of the lines on the screen, from the top. */
  *places(): Generator<LinePlace> {
    let place = this.#top;
    for (let y = 0; y < this.#height && place.block < this.#cache.total; y++) {
      yield place;
      const next = stepLines(place, 1, this.#heights);
      if (next.block === place.block && next.line === place.line) return;
      place = next;
    }
  }

  /** Another list, from its first blocks; the cursor stays at its index. */
  restart(answer: EchoBlocks): void {
    this.#cache = new BlockCache();
    this.#cache.put(answer);
    this.#lines.clear();
    this.#settle();
  }

  /** Blocks have other lines now; the same blocks stay on the screen, from their first lines where `isOther`. */
  relayout(isOther: boolean): void {
    this.#lines.clear();
    if (!isOther) return;
    this.#cursor = { block: this.#cursor.block, line: 0 };
    this.#top = { block: this.#top.block, line: 0 };
    this.#settle();
  }

  /** The screen has room for so many lines. */
  fit(height: number): void {
    this.#height = Math.max(1, height);
    this.#settle();
  }

  /** @param above lines between the top of the screen and the cursor; as they are by default */
  moveTo(place: LinePlace, above?: number): undefined {
    this.#cursor = place;
    if (above !== undefined) this.#top = stepLines(place, -above, this.#heights);
    return this.#moved();
  }

  /** To the first line of a block, or of the one nearest to it. */
  moveToBlock(index: number): undefined {
    return this.moveTo({ block: Math.max(0, Math.min(index, this.#cache.total - 1)), line: 0 });
  }

  /** To a line of the screen, counted from its top. */
  moveToLine(y: number): undefined {
    return this.moveTo(stepLines(this.#top, y, this.#heights));
  }

  /** Lines between the top of the screen and the cursor. */
  get above(): number {
    return linesBetween(this.#top, this.#cursor, this.#height, this.#heights);
  }

  /** Moves the screen and the cursor with it. */
  scroll(lines: number): void {
    const { above } = this;
    this.#top = stepLines(this.#top, lines, this.#heights);
    this.#cursor = stepLines(this.#top, above, this.#heights);
    this.#settle();
  }

  /** Moves as the command says; false where it says something else. */
  run(command: Command): boolean {
    const motion = motionOf(command, this.#height);
    if (motion === undefined) return false;
    if (motion === 'first') this.moveToBlock(0);
    else if (motion === 'last') this.moveToBlock(this.#cache.total - 1);
    else {
      if (motion.turns) this.#top = stepLines(this.#top, motion.lines, this.#heights);
      this.moveTo(stepLines(this.#cursor, motion.lines, this.#heights));
    }
    return true;
  }

  /** A block, fetched where it is not here. */
  async fetched(index: number): Promise<EchoBlock | undefined> {
    const missing = this.#cache.missing(index);
    if (missing !== undefined) {
      const answer = await this.#options.client.echoBlocks(missing, BLOCK_CHUNK);
      if (answer.ok) this.#put(answer.value);
    }
    return this.#cache.get(index);
  }

  /** Index of the first block that is not `before` a place, or of the last, by halving: blocks are in the order of time. */
  async indexOf(before: (block: EchoBlock) => boolean): Promise<number> {
    let low = 0;
    let high = this.#cache.total;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = await this.fetched(middle);
      if (block === undefined) break;
      if (before(block)) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, Math.min(low, this.#cache.total - 1));
  }

  /** Asks for what came at the end; a cursor in the last block follows. `isStale`: the answer is not wanted any more. */
  async grow(isStale: () => boolean): Promise<void> {
    const cache = this.#cache;
    const { total } = cache;
    const follows = this.#cursor.block >= total - 1 && this.#cursor.block > 0;
    const offset = Math.floor(total / BLOCK_CHUNK) * BLOCK_CHUNK;
    const answer = await this.#options.client.echoBlocks(offset, BLOCK_CHUNK);
    if (!answer.ok || cache !== this.#cache || isStale()) return;
    this.#put(answer.value);
    if (follows && cache.total > total) this.moveToBlock(cache.total - 1);
    else this.#options.changed();
  }

  #moved(): undefined {
    this.#settle();
    this.#options.changed();
    return undefined;
  }

  /** Brings the cursor onto the screen, and the blocks around it here. */
  #settle(): void {
    const last = Math.max(0, this.#cache.total - 1);
    this.#cursor = this.#clamped(this.#cursor, last);
    this.#top = this.#clamped(this.#top, last);
    const { above } = this;
    if (above < 0) this.#top = this.#cursor;
    if (above >= this.#height) this.#top = stepLines(this.#cursor, 1 - this.#height, this.#heights);
    const missing = this.#missing();
    if (missing !== undefined) void this.#fetch(missing);
  }

  #clamped({ block, line }: LinePlace, last: number): LinePlace {
    if (block > last) return { block: last, line: 0 };
    return { block, line: Math.min(line, this.#heights.height(block) - 1) };
  }

  /** The first chunk that the screen, or a screen around it, needs and that is not here. */
  #missing(): number | undefined {
    // A block has three lines at least.
    const around = Math.ceil(this.#height / 3) + 1;
    for (const block of [this.#top.block, this.#top.block + around, this.#cursor.block, this.#top.block - around]) {
      const missing = this.#cache.missing(block);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  async #fetch(offset: number): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const cache = this.#cache;
    const answer = await this.#options.client.echoBlocks(offset, BLOCK_CHUNK);
    this.#isFetching = false;
    if (cache !== this.#cache || !answer.ok || answer.value.blocks.length === 0) return;
    this.#put(answer.value);
    this.#moved();
  }

  #put(answer: EchoBlocks): void {
    this.#cache.put(answer, this.#options.isKept() ? this.#cache.total : undefined);
    // The first of them could not say the time since the one before.
    this.#lines.delete(answer.offset);
    this.#lines.delete(answer.offset + answer.blocks.length);
  }
}
