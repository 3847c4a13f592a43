// SPDX-License-Identifier: Apache-2.0
// Carries event blocks from the shim to the files: one non-blocking drain per tick, then the write of what it gave, on
// another thread. While a write is slow nothing is drained; the shim's queue takes the events up, and what that cannot
// hold the shim counts. Blocks of our own (containers) go in between two drains.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../result.js';
import { type BlockOutput, OutputFailure } from '../../scap/block-output.js';
import type { CaptureFiles } from '../../scap/capture-files.js';
import { spanOfBlocks } from '../../scap/event-blocks.js';

/** The part of the shim that the pump needs. */
export interface EventTap {
  /** Whole blocks that came in, without waiting; valid until the next call. */
  drain(): Result<Uint8Array, { readonly message: string }>;
}

export interface PumpOptions {
  readonly tap: EventTap;
  readonly files: CaptureFiles;
  /** Where the same blocks go besides: to who watches while it is recorded. */
  readonly watcher?: BlockOutput | undefined;
  /** Events after which the capture is over. */
  readonly count: number;
  /** Events must be counted even without a limit: the files rotate by their number. */
  readonly counts: boolean;
  /** The most that one drain gives; after half of it the next follows at once. */
  readonly drainBytes: number;
}

/** ms between two looks at an idle shim: 50 wake-ups a second, unnoticeable in a display that is repainted each second. */
const TICK = 20;
/** ms between two flushes of a compressed file. */
const FLUSH = 1000;

export class CapturePump {
  readonly #options: PumpOptions;
  #injected: Uint8Array[] = [];
  #left: number;
  #bytes = 0;
  /** Undefined: nobody watches, or whoever did has gone. */
  #watcher: BlockOutput | undefined;
  readonly #hasWatcher: boolean;
  #isStuck = false;
  #leave: () => void = () => undefined;
  readonly #parting: Promise<void>;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#left = options.count;
    this.#watcher = options.watcher;
    this.#hasWatcher = options.watcher !== undefined;
    this.#parting = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  /** Bytes of event blocks so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get isWatched(): boolean {
    return this.#watcher !== undefined;
  }

  /** A write to who watched has not returned. */
  get isWatcherStuck(): boolean {
    return this.#isStuck;
  }

  /** Who watches does not read: the file gets the rest alone. */
  leaveWatcher(): void {
    this.#isStuck = this.#watcher !== undefined;
    this.#watcher = undefined;
    this.#leave();
  }

  /** Puts a block of ours into the stream, before what is drained next. */
  inject(block: Uint8Array): void {
    this.#injected.push(block);
  }

  /** Runs until the signal fires, -n is reached, or who watches goes away. Rejects with OutputFailure. */
  async run(signal: AbortSignal): Promise<void> {
    const { files, drainBytes } = this.#options;
    let flushed = performance.now();
    while (!signal.aborted && this.#left > 0 && this.#hasWatcher === (this.#watcher !== undefined)) {
      const drained = await this.#step();
      await files.rotateIfDue();
      if (performance.now() - flushed >= FLUSH) {
        await files.flush();
        flushed = performance.now();
      }
      if (drained < drainBytes / 2) await sleep(TICK, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What the shim still has, after it was stopped. Everything is in the files then. */
  async finish(): Promise<void> {
    while (this.#left > 0 && (await this.#step()) > 0);
    await this.#options.files.flush();
  }

  /** One drain and its write. Resolves to its bytes. */
  async #step(): Promise<number> {
    const { tap } = this.#options;
    for (const block of this.#injected.splice(0)) await this.#put(block, 0);
    const drained = tap.drain();
    // The shim refuses a drain only when it is used wrongly: a bug of ours.
    if (!drained.ok) throw new Error(drained.error.message);
    if (drained.value.length > 0) await this.#write(drained.value);
    return drained.value.length;
  }

  async #write(blocks: Uint8Array): Promise<void> {
    const { files, counts } = this.#options;
    if (!counts && this.#left === Number.POSITIVE_INFINITY) {
      this.#bytes += blocks.length;
      return this.#put(blocks, 1);
    }
    for (let at = 0; at < blocks.length && this.#left > 0; ) {
      const rest = blocks.subarray(at);
      const span = spanOfBlocks(rest, rest.length, Math.min(this.#left, files.room));
      this.#left -= span.events;
      this.#bytes += span.bytes;
      at += span.bytes;
      await this.#put(rest.subarray(0, span.bytes), span.events);
      if (files.room <= 0 && this.#left > 0) await files.rotateIfDue();
    }
  }

  /** To the file and to who watches, at once: both have it when this resolves. */
  async #put(blocks: Uint8Array, events: number): Promise<void> {
    await Promise.all([this.#options.files.write(blocks, events), this.#show(blocks)]);
  }

  async #show(blocks: Uint8Array): Promise<void> {
    try {
      await Promise.race([this.#watcher?.write(blocks), this.#parting]);
    } catch (error) {
      if (!(error instanceof OutputFailure && error.isReaderGone)) throw error;
      this.#watcher = undefined;
    }
  }
}
