// SPDX-License-Identifier: Apache-2.0
// Decides when a frame is painted: once for all that happened in one turn of the event loop, and a little later while rows
// are under way that would complete the picture.

/** ms that painting waits for such rows; beyond that a gap is better than nothing: a key is seen to work within 16. */
const WAIT_FOR_ROWS = 8;
const LOOK_AGAIN = 2;

export class Repainter {
  readonly #paint: () => void;
  readonly #isWaiting: () => boolean;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitUntil = 0;
  #stopped = false;

  constructor(paint: () => void, isWaiting: () => boolean) {
    this.#paint = paint;
    this.#isWaiting = isWaiting;
  }

  request(): void {
    if (this.#stopped || this.#immediate !== undefined || this.#timer !== undefined) return;
    this.#immediate = setImmediate(() => this.#soon());
  }

  stop(): void {
    this.#stopped = true;
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
  }

  #soon(): void {
    this.#immediate = undefined;
    this.#timer = undefined;
    const now = performance.now();
    if (this.#isWaiting()) {
      if (this.#waitUntil === 0) this.#waitUntil = now + WAIT_FOR_ROWS;
      if (now < this.#waitUntil) {
        this.#timer = setTimeout(() => this.#soon(), LOOK_AGAIN);
        return;
      }
    } else this.#waitUntil = 0;
    this.#paint();
  }
}
