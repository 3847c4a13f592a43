// SPDX-License-Identifier: Apache-2.0
// Keys that are pressed before a table has its first rows are about these rows: they wait for them, as long as the source
// may still have some, and not for ever: a pipe may be silent.

import type { Command } from '../keys/binding.js';

/** ms that a key waits for rows of a source that is still being read. */
const PATIENCE = 2000;

/** Commands that are about no row. */
const NEED_NO_ROW: ReadonlySet<Command> = new Set([
  'views',
  'filter',
  'legend',
  'overview',
  'map',
  'dig-all',
  'echo-all',
  'save-capture',
  'back',
  'close',
]);

export class FirstRows {
  readonly #arrived: Promise<void>;
  #resolve: () => void = () => undefined;
  #areHere = false;

  constructor() {
    this.#arrived = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** They have come, or there are none. */
  get areHere(): boolean {
    return this.#areHere;
  }

  /** What a command waits for; undefined where it need not. */
  before(command: Command): Promise<void> | undefined {
    if (this.#areHere || NEED_NO_ROW.has(command)) return undefined;
    const tired = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref());
    return Promise.race([this.#arrived, tired]);
  }

  /** A table has come, with so many rows; `isLoading`: it may get more. */
  sees(rows: number, isLoading: boolean): void {
    if (rows === 0 && isLoading) return;
    this.#areHere = true;
    this.#resolve();
  }
}
