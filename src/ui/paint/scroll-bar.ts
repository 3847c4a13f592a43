// SPDX-License-Identifier: Apache-2.0
// The scroll bar at the right edge of a list, where the list is longer than the canvas is high.

import type { Canvas } from './canvas.js';

/** @param top first line shown, of `total` */
export function paintScrollBar(canvas: Canvas, top: number, total: number): void {
  const { theme, height } = canvas;
  if (total <= height || height < 2) return;
  const x = canvas.width - 1;
  const [from, length] = thumb(top, height, total);
  canvas.fill(x, 0, 1, height, theme.faint, theme.glyphs.track);
  canvas.fill(x, from, 1, length, theme.accent, theme.glyphs.thumb);
}

/** First cell and length of the thumb in a bar of `height` cells over `total` lines. */
function thumb(top: number, height: number, total: number): readonly [from: number, length: number] {
  const length = Math.max(1, Math.min(height, Math.round((height * height) / total)));
  const range = total - height;
  const from = range <= 0 ? 0 : Math.round(((height - length) * Math.min(top, range)) / range);
  return [from, length];
}
