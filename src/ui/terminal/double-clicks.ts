// SPDX-License-Identifier: Apache-2.0
// Which presses are the second of a double click; terminals report single ones only.

import type { MousePress } from '../screen.js';

/** ms between the two, as on most desktops. */
const INTERVAL = 400;

export class DoubleClicks {
  #last: { readonly time: number; readonly x: number; readonly y: number } | undefined;

  /** `time` in ms. A third click starts again. */
  isDouble(press: MousePress, time = performance.now()): boolean {
    if (press.action !== 'down' || press.button !== 'left') return false;
    const last = this.#last;
    const isSamePlace = last !== undefined && Math.abs(last.x - press.x) <= 1 && last.y === press.y;
    const isDouble = isSamePlace && time - last.time < INTERVAL;
    this.#last = isDouble ? undefined : { time, x: press.x, y: press.y };
    return isDouble;
  }
}
