// SPDX-License-Identifier: Apache-2.0
// Steps that the engine has not answered yet; session.ts begins them. While one is under way keys wait for it, in the order
// in which they were pressed; after a moment the screen says so, and Esc gives it up.

import type { Page } from './page.js';
import type { KeyPress } from './terminal/key-name.js';

/** ms that a step may take before the screen says that it is under way. */
const SLOW = 120;
/** Keys kept while a step is computed. */
const QUEUE = 32;

export interface StepsOwner {
  repaint(): void;
  /** The reason why a step could not be taken. */
  refused(refusal: string): void;
  /** No step is under way any more. */
  ended(): void;
  /** A key that has waited. */
  press(key: KeyPress): void;
}

export class Steps {
  readonly #owner: StepsOwner;
  readonly #keys: KeyPress[] = [];
  #count = 0;
  #page: Page | undefined;
  #round = 0;
  #isSlow = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(owner: StepsOwner) {
    this.#owner = owner;
  }

  get areUnderWay(): boolean {
    return this.#count > 0;
  }

  /** They take so long that somebody may wonder. */
  get areSlow(): boolean {
    return this.#isSlow;
  }

  /** What lay on top when the first of them began. */
  get page(): Page | undefined {
    return this.#page;
  }

  /** Counts the times that steps were given up. */
  get round(): number {
    return this.#round;
  }

  get hasKeys(): boolean {
    return this.#keys.length > 0;
  }

  /** Until the steps under way are done. */
  keep(key: KeyPress): void {
    if (this.#keys.length < QUEUE) this.#keys.push(key);
  }

  /** `step`: resolves to why it could not be taken. `page`: what lies on top. */
  begin(step: Promise<string | undefined>, page: Page | undefined): void {
    const round = this.#round;
    if (this.#count === 0) this.#page = page;
    this.#count++;
    this.#timer ??= setTimeout(() => {
      this.#isSlow = true;
      this.#owner.repaint();
    }, SLOW).unref();
    void step.then((refusal) => {
      // Given up meanwhile.
      if (round !== this.#round) return;
      this.#count--;
      if (this.#count === 0) this.#end();
      if (refusal !== undefined) this.#owner.refused(refusal);
      this.#owner.repaint();
      this.#pressKept();
    });
  }

  #pressKept(): void {
    while (this.#count === 0) {
      const key = this.#keys.shift();
      if (key === undefined) return;
      this.#owner.press(key);
    }
  }

  /** Forgets the steps under way and the keys after them. */
  giveUp(): void {
    this.#keys.length = 0;
    this.#round++;
    this.#count = 0;
    this.#end();
  }

  #end(): void {
    this.stop();
    this.#isSlow = false;
    this.#owner.ended();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
