// SPDX-License-Identifier: Apache-2.0
// Where the cursor of a short list is, and which of its lines are on the screen: what lists to choose from have in common.

import type { Command } from '../keys/binding.js';

export class ListCursor {
  readonly #length: () => number;
  #at = 0;
  #top = 0;
  #height = 1;

  /** `length`: of the list as it is now. */
  constructor(length: () => number, at = 0) {
    this.#length = length;
    this.#at = at;
  }

  /** Index of the entry under the cursor; 0 in an empty list. */
  get at(): number {
    return this.#at;
  }

  /** Index of the first entry on the screen. */
  get top(): number {
    return this.#top;
  }

  /** The screen has room for so many entries. */
  fit(height: number): void {
    this.#height = Math.max(1, height);
    this.#settle();
  }

  moveTo(index: number): void {
    this.#at = index;
    this.#settle();
  }

  moveBy(steps: number): void {
    this.moveTo(this.#at + steps);
  }

  /** Index of the entry in a line of the screen; undefined where there is none. */
  entryAt(line: number): number | undefined {
    const index = this.#top + line;
    return line >= 0 && index < this.#length() ? index : undefined;
  }

  /** Moves as the command says; false where it says something else. */
  run(command: Command): boolean {
    const steps = this.#stepsOf(command);
    if (steps === undefined) return false;
    this.moveBy(steps);
    return true;
  }

  #stepsOf(command: Command): number | undefined {
    switch (command) {
      case 'up':
        return -1;
      case 'down':
        return 1;
      case 'page-up':
        return -this.#height;
      case 'page-down':
        return this.#height;
      case 'home':
        return -this.#length();
      case 'end':
        return this.#length();
      default:
        return undefined;
    }
  }

  #settle(): void {
    const length = this.#length();
    this.#at = Math.max(0, Math.min(this.#at, length - 1));
    if (this.#at < this.#top) this.#top = this.#at;
    if (this.#at >= this.#top + this.#height) this.#top = this.#at - this.#height + 1;
    this.#top = Math.max(0, Math.min(this.#top, length - this.#height));
  }
}
