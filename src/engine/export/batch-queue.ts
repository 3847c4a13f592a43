// SPDX-License-Identifier: Apache-2.0
// Records on their way to a server, in batches, one batch after the other. The queue is bounded: a writer waits while it is full.
// What is not taken is sent again with growing pauses, until the receiver has refused everything for too long.

import type { ExportRecord, RecordSink, SinkReport } from './record-sink.js';

/** The outcome of a batch. */
export interface Delivery {
  /** To be sent again. */
  readonly again: readonly ExportRecord[];
  /** Refused permanently. */
  readonly refused: number;
  /** Why, of either. */
  readonly problem?: string;
  /** ms that the receiver asks for. */
  readonly pause?: number;
}

export const DELIVERED: Delivery = { again: [], refused: 0 };

/** Rejects where nothing has been taken. */
export type Deliver = (records: readonly ExportRecord[]) => Promise<Delivery>;

export interface QueueLimits {
  /** Records and characters of a batch. */
  readonly records: number;
  readonly characters: number;
  /** Batches that wait. */
  readonly waiting: number;
  /** ms without any success after which it gives up. */
  readonly patience: number;
}

const LIMITS: QueueLimits = { records: 1000, characters: 2 << 20, waiting: 4, patience: 60_000 };
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

export class BatchQueue implements RecordSink {
  readonly name: string;
  readonly #deliver: Deliver;
  readonly #limits: QueueLimits;
  readonly #waiting: (readonly ExportRecord[])[] = [];
  #batch: ExportRecord[] = [];
  #characters = 0;
  #sent = 0;
  #lost = 0;
  #problem: string | undefined;
  #hasGivenUp = false;
  #running: Promise<void> | undefined;
  #moved: () => void = () => undefined;

  constructor(name: string, deliver: Deliver, limits: Partial<QueueLimits> = {}) {
    this.name = name;
    this.#deliver = deliver;
    this.#limits = { ...LIMITS, ...limits };
  }

  put(record: ExportRecord): void {
    this.#batch.push(record);
    this.#characters += record.json.length;
    const { records, characters } = this.#limits;
    if (this.#batch.length >= records || this.#characters >= characters) this.#send();
  }

  async ready(): Promise<boolean> {
    while (!this.#hasGivenUp && this.#waiting.length >= this.#limits.waiting) {
      await new Promise<void>((resolve) => {
        this.#moved = resolve;
      });
    }
    return !this.#hasGivenUp;
  }

  async close(): Promise<SinkReport> {
    this.#send();
    await this.#running;
    return { sent: this.#sent, lost: this.#lost, problem: this.#problem };
  }

  #send(): void {
    if (this.#batch.length > 0) this.#waiting.push(this.#batch);
    this.#batch = [];
    this.#characters = 0;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let batch = this.#waiting[0]; batch !== undefined; batch = this.#waiting[0]) {
      if (this.#hasGivenUp) this.#lost += batch.length;
      else await this.#deliverAll(batch);
      this.#waiting.shift();
      this.#moved();
    }
    this.#running = undefined;
  }

  async #deliverAll(batch: readonly ExportRecord[]): Promise<void> {
    let left = batch;
    let pause = FIRST_PAUSE;
    let since = performance.now();
    while (left.length > 0) {
      const { again, refused, problem, pause: asked } = await this.#try(left);
      const taken = left.length - again.length;
      this.#sent += taken - refused;
      this.#lost += refused;
      if (problem !== undefined) this.#problem = problem;
      left = again;
      if (left.length === 0) break;
      if (taken > 0) since = performance.now();
      if (performance.now() - since + pause > this.#limits.patience) return this.#giveUp(left.length);
      await sleep(asked ?? pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    // A batch that was taken in the end is not a problem.
    if (this.#lost === 0) this.#problem = undefined;
  }

  async #try(records: readonly ExportRecord[]): Promise<Delivery> {
    try {
      return await this.#deliver(records);
    } catch (error) {
      return { again: records, refused: 0, problem: (error as Error).message };
    }
  }

  #giveUp(lost: number): void {
    this.#lost += lost;
    this.#hasGivenUp = true;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
