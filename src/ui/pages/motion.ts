// SPDX-License-Identifier: Apache-2.0
// What the keys for moving mean in a list that is longer than the screen.

import type { Command } from '../keys/binding.js';

export type Motion =
  /** The cursor moves by so many lines; `turns`: the screen with it. */
  { readonly lines: number; readonly turns: boolean } | 'first' | 'last';

/** @param height lines on the screen; undefined where a command does not move */
export function motionOf(command: Command, height: number): Motion | undefined {
  const page = Math.max(1, height - 1);
  switch (command) {
    case 'up':
      return { lines: -1, turns: false };
    case 'down':
      return { lines: 1, turns: false };
    case 'page-up':
      return { lines: -page, turns: true };
    case 'page-down':
      return { lines: page, turns: true };
    case 'half-up':
      return { lines: -(height >> 1), turns: true };
    case 'half-down':
      return { lines: height >> 1, turns: true };
    case 'home':
      return 'first';
    case 'end':
      return 'last';
    default:
      return undefined;
  }
}
