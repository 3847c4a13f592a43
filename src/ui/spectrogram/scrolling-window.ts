// SPDX-License-Identifier: Apache-2.0
// The window of a picture that scrolls with a live source: its cells begin at multiples of their length, so a cell that
// is full stays as it is while it moves on, and the last one is complete.

import type { Span } from '../time/time-choice.js';

export interface ScrollingWindow {
  readonly window: Span;
  readonly cells: number;
}

/** The last `length` ns of what is held in at most `cells` cells; fewer as long as less is held. */
export function scrollingWindow(length: number, held: Span, cells: number): ScrollingWindow {
  const step = Math.max(1, Math.round(length / Math.max(1, cells)));
  const first = Math.ceil(held.from / step);
  const end = Math.max(first + 1, Math.floor(held.to / step));
  const start = Math.max(first, end - cells);
  return { window: { from: start * step, to: end * step }, cells: end - start };
}
