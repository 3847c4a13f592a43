// SPDX-License-Identifier: Apache-2.0
// Presses of the mouse, to the areas of the frame on the screen. An area that holds keeps the mouse until the button is let
// go, wherever that is.

import { areaAt, type HotArea, pressArea } from './paint/frame.js';
import type { MousePress } from './screen.js';
import { DoubleClicks } from './terminal/double-clicks.js';

export class PressedAreas {
  readonly #clicks = new DoubleClicks();
  #areas: readonly HotArea[] = [];
  /** Where the button went down, until it is released. */
  #held: HotArea | undefined;

  /** Those of the frame that is shown. */
  show(areas: readonly HotArea[]): void {
    this.#areas = areas;
  }

  /** `isDeaf`: the press counts for double clicks alone. */
  press(press: MousePress, isDeaf: boolean): void {
    const double = this.#clicks.isDouble(press);
    if (isDeaf) return;
    const area = this.#held ?? areaAt(this.#areas, press);
    if (press.action === 'down') this.#held = area?.holds === true ? area : undefined;
    if (press.action === 'up') this.#held = undefined;
    if (area !== undefined) pressArea(area, press, double);
  }
}
