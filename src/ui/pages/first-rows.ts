// SPDX-License-Identifier: Apache-2.0
// Keys that are pressed before a table has its first rows are about these rows: they wait for them, as long as the source
// may still have some, and not for ever: a pipe may be silent.

import type { Command } from '../keys/binding.js';

/** ms that an empty table of a source that is still being read is waited for. */
const PATIENCE = 1000;

/** Commands that are about no row. */
const NEED_NO_ROW: ReadonlySet<Command> = new Set([
  'views',
  'filter',
  'legend',
  'overview',
  'dig-all',
  'echo-all',
  'save-capture',
  'back',
  'close',
]);

export class FirstRows {
  readonly #arrived: Promise<void>;
  #resolve: () => void = () => undefined;
  #isHere = false;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#arrived = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** What a command waits for; undefined where it need not. */
  before(command: Command): Promise<void> | undefined {
    return this.#isHere || NEED_NO_ROW.has(command) ? undefined : this.#arrived;
  }

  /** A table has come, with so many rows; `isLoading`: it may get more. */
  sees(rows: number, isLoading: boolean): void {
    if (rows > 0 || !isLoading) this.#end();
    else this.#timer ??= setTimeout(() => this.#end(), PATIENCE).unref();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#isHere = true;
    this.#resolve();
  }
}
