// SPDX-License-Identifier: Apache-2.0
// A quantity over time as columns of block characters, one cell wide, as many lines high as there is room: the tiles of
// the overview, the sums under a spectrogram. What is more than nothing is never drawn as nothing; what is not known is
// left out and marked.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';

export type ChartValue = number | null;

/** Parts of a whole column; -1 where the value is not known. */
export function columnHeights(values: readonly ChartValue[], maximum: number, parts: number): number[] {
  return values.map((value) => {
    if (value === null || Number.isNaN(value)) return -1;
    if (value <= 0 || !(maximum > 0)) return 0;
    return Math.max(1, Math.min(parts, Math.round((value / maximum) * parts)));
  });
}

/** As many values as cells: the largest of those that share a cell, so that no peak is lost; repeated where there are fewer. */
export function fitted(values: readonly ChartValue[], cells: number): ChartValue[] {
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * values.length) / cells);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * values.length) / cells));
    let most: ChartValue = null;
    for (const value of values.slice(from, to)) if (value !== null && (most === null || value > most)) most = value;
    return most;
  });
}

/** Largest of the known values; 0 where there is none. */
export function largest(values: readonly ChartValue[]): number {
  return values.reduce<number>((most, value) => (value !== null && value > most ? value : most), 0);
}

/** Index of the largest value; -1 where none is known. */
export function peakOf(values: readonly ChartValue[]): number {
  let at = -1;
  for (const [i, value] of values.entries()) {
    if (value !== null && (at < 0 || value > (values[at] ?? Number.NEGATIVE_INFINITY))) at = i;
  }
  return at;
}

/** Paints one value a cell over the whole canvas, the lowest line at the bottom. */
export function paintColumns(
  canvas: Canvas,
  values: readonly ChartValue[],
  style: Style,
  maximum = largest(values),
): void {
  const { theme, width, height } = canvas;
  const { levels } = theme.glyphs;
  const steps = levels.length - 1;
  const heights = columnHeights(values, maximum, height * steps);
  for (let x = 0; x < Math.min(width, heights.length); x++) {
    const parts = heights[x] ?? 0;
    if (parts < 0) canvas.text(x, height - 1, theme.glyphs.unknown, theme.faint);
    for (let line = 0; line * steps < parts; line++) {
      const level = Math.min(steps, parts - line * steps);
      canvas.text(x, height - 1 - line, levels[level] ?? '', style);
    }
  }
}
