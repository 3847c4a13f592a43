// SPDX-License-Identifier: Apache-2.0
// The lines of Dig without their picture: which are here, where the cursor is, which are on the screen. Lines come from the
// engine as they are looked at.

import type { EngineClient } from '../../engine/protocol/engine-calls.js';
import type { EventLine, EventLines } from '../../engine/protocol/protocol.js';
import type { Command } from '../keys/binding.js';
import { CHUNK, LineCache } from './line-cache.js';
import { motionOf } from './motion.js';

export interface EventListOptions {
  readonly client: Pick<EngineClient, 'eventLines'>;
  /** True: a list that grows stays what it is. */
  isKept(): boolean;
  /** The screen is to be painted again. */
  changed(): void;
}

export class EventList {
  readonly #options: EventListOptions;
  #cache = new LineCache();
  #cursor = 0;
  #top = 0;
  #height = 1;
  #isFetching = false;
  /** First line of a chunk that was requested without a result. */
  #failed: number | undefined;

  constructor(options: EventListOptions) {
    this.#options = options;
  }

  get total(): number {
    return this.#cache.total;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Index of the first line on the screen. */
  get top(): number {
    return this.#top;
  }

  /** The line under the cursor, where it is here. */
  get current(): EventLine | undefined {
    return this.#cache.get(this.#cursor);
  }

  /** Lines of the screen are still under way. */
  get isWaiting(): boolean {
    return this.#isFetching && this.#cache.missing(this.#top, this.#height) !== undefined;
  }

  at(index: number): EventLine | undefined {
    return this.#cache.get(index);
  }

  /** Lines on the screen that are here. */
  shown(): EventLine[] {
    const lines: EventLine[] = [];
    for (let i = this.#top; i < this.#top + this.#height; i++) {
      const line = this.#cache.get(i);
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }

  /** Another list, from its first lines; the cursor stays at its index. */
  restart(answer: EventLines): void {
    this.#cache = new LineCache();
    this.#cache.put(answer);
    this.#failed = undefined;
  }

  /** The screen has room for so many lines. */
  fit(height: number): void {
    this.#height = Math.max(1, height);
    this.#settle();
  }

  /** @param above lines between the top of the screen and the cursor; as they are by default */
  moveTo(index: number, above?: number): undefined {
    if (above !== undefined) this.#top = index - above;
    this.#cursor = Math.max(0, Math.min(index, this.#cache.total - 1));
    this.#settle();
    this.#options.changed();
    return undefined;
  }

  /** Moves the screen; the cursor stays on it. */
  scroll(lines: number): void {
    this.#top = Math.max(0, Math.min(this.#top + lines, this.#cache.total - this.#height));
    this.moveTo(Math.max(this.#top, Math.min(this.#cursor, this.#top + this.#height - 1)));
  }

  /** Moves as the command says; false where it says something else. */
  run(command: Command): boolean {
    const motion = motionOf(command, this.#height);
    if (motion === undefined) return false;
    if (motion === 'first') this.moveTo(0);
    else if (motion === 'last') this.moveTo(this.#cache.total - 1);
    else {
      if (motion.turns) this.#top += motion.lines;
      this.moveTo(this.#cursor + motion.lines);
    }
    return true;
  }

  /** Asks for what came at the end; a cursor on the last line follows. `isStale`: the answer is not wanted any more. */
  async grow(isStale: () => boolean): Promise<void> {
    const cache = this.#cache;
    const { total } = cache;
    const follows = this.#cursor >= total - 1;
    this.#failed = undefined;
    const answer = await this.#options.client.eventLines(Math.floor(total / CHUNK) * CHUNK, CHUNK);
    if (!answer.ok || cache !== this.#cache || isStale()) return;
    cache.put(answer.value);
    if (follows && this.#cursor > 0) this.moveTo(cache.total - 1);
    else this.#options.changed();
  }

  /** Brings the cursor onto the screen, and the lines around it here. */
  #settle(): void {
    const highest = Math.max(0, this.#cache.total - this.#height);
    this.#top = Math.max(0, Math.min(this.#top, highest));
    if (this.#cursor < this.#top) this.#top = this.#cursor;
    if (this.#cursor >= this.#top + this.#height) this.#top = this.#cursor - this.#height + 1;
    const seen = this.#cache.missing(this.#top, this.#height);
    const margin = Math.max(0, this.#top - this.#height);
    const missing = seen ?? this.#cache.missing(margin, 3 * this.#height);
    if (missing !== undefined && missing !== this.#failed) void this.#fetch(missing);
  }

  async #fetch(offset: number): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const cache = this.#cache;
    const answer = await this.#options.client.eventLines(offset, CHUNK);
    this.#isFetching = false;
    if (cache !== this.#cache) return;
    // One request without a result is enough until something changes.
    this.#failed = answer.ok && answer.value.lines.length > 0 ? undefined : offset;
    if (answer.ok) cache.put(answer.value, this.#options.isKept() ? cache.total : undefined);
    this.#settle();
    this.#options.changed();
  }
}
