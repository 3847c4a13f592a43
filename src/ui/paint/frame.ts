// SPDX-License-Identifier: Apache-2.0
// One frame while it is being painted: its cells, where the text cursor goes, and which areas answer to the mouse.
// Painters register the areas as they paint them, so a click always meets what is really there.

import type { CellMeter } from '../cell-width.js';
import type { MousePress } from '../screen.js';
import type { Theme } from '../theme/theme.js';
import type { CellBuffer } from './cell-buffer.js';
import type { Cursor } from './frame-writer.js';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the press was, inside the area. */
export interface AreaPress {
  readonly press: MousePress;
  readonly x: number;
  readonly y: number;
  readonly double: boolean;
}

export interface HotArea extends Area {
  /** Once pressed it also gets the moves outside of it, until the button is released. */
  readonly holds: boolean;
  on(press: AreaPress): void;
}

export class Frame {
  cursor: Cursor | undefined;
  readonly hot: HotArea[] = [];

  constructor(
    readonly buffer: CellBuffer,
    readonly theme: Theme,
    readonly meter: CellMeter,
  ) {}
}

/** The area that was painted last at the place of a press. */
export function areaAt(areas: readonly HotArea[], press: MousePress): HotArea | undefined {
  return areas.findLast((area) => {
    const x = press.x - area.x;
    const y = press.y - area.y;
    return x >= 0 && y >= 0 && x < area.width && y < area.height;
  });
}

/** Gives a press to an area; its place may be outside. */
export function pressArea(area: HotArea, press: MousePress, double: boolean): void {
  area.on({ press, x: press.x - area.x, y: press.y - area.y, double });
}

/** Gives a press to the area that was painted last at its place. */
export function dispatchPress(areas: readonly HotArea[], press: MousePress, double: boolean): void {
  const area = areaAt(areas, press);
  if (area !== undefined) pressArea(area, press, double);
}
