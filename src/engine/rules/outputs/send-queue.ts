// SPDX-License-Identifier: Apache-2.0
// Alerts that wait for a receiver: one after the other, again and again with growing pauses while it does not take them.
// The queue is bounded: beyond it the oldest are lost, and counted.

import type { Alert } from '../alert.js';
import type { AlertOutput } from './output.js';

/** Resolves when the alert has been taken; rejects with GiveUp where it never will be. */
export type Deliver = (alert: Alert) => Promise<void>;

/** The receiver has refused this alert: sending it again is of no use. */
export class GiveUp extends Error {}

const CAPACITY = 1000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 30_000;
/** ms that close() waits. */
const PATIENCE = 5000;

export class SendQueue implements AlertOutput {
  readonly name: string;
  readonly #deliver: Deliver;
  readonly #capacity: number;
  readonly #waiting: Alert[] = [];
  #lost = 0;
  #problem = '';
  #sending: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(name: string, deliver: Deliver, capacity = CAPACITY) {
    this.name = name;
    this.#deliver = deliver;
    this.#capacity = capacity;
  }

  send(alert: Alert): void {
    this.#waiting.push(alert);
    if (this.#waiting.length > this.#capacity) {
      this.#waiting.shift();
      this.#lost++;
    }
    this.#sending ??= this.#run();
  }

  async close(): Promise<string | undefined> {
    const timer = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref());
    await Promise.race([this.#sending ?? Promise.resolve(), timer]);
    const lost = this.#lost + this.#waiting.length;
    this.#waiting.length = 0;
    this.#wake?.();
    return lost === 0 ? undefined : `${lost} alerts did not reach ${this.name}: ${this.#problem}`;
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE;
    while (this.#waiting.length > 0) {
      const [alert] = this.#waiting;
      if (alert === undefined || (await this.#taken(alert))) {
        // While it was on its way it may have been pushed out of the queue.
        if (this.#waiting[0] === alert) this.#waiting.shift();
        pause = FIRST_PAUSE;
        continue;
      }
      await this.#sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    this.#sending = undefined;
  }

  /** Whether the alert need not be sent again. */
  async #taken(alert: Alert): Promise<boolean> {
    try {
      await this.#deliver(alert);
      return true;
    } catch (error) {
      this.#problem = (error as Error).message;
      if (!(error instanceof GiveUp)) return false;
      this.#lost++;
      return true;
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
