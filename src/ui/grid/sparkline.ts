// SPDX-License-Identifier: Apache-2.0
// A row's numbers over time in one line: a bar for each stretch, to an eighth of a cell. Heights are shares of the row's own
// maximum, so that small rows have a shape too; colours are shares of the largest number among the rows on the screen.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import { heatStep } from './heat.js';

export interface Sparkline {
  /** The earliest first; null where it is unknown. */
  readonly values: readonly (number | null)[];
  /** Largest number among the rows on the screen. */
  readonly most: number;
  /** Instead of the heat colours, for rows that have a style of their own. */
  readonly style?: Style | undefined;
}

/** Cells of the column. */
export const TREND_WIDTH = 10;

/** The newest value at the right edge of the canvas, whose width is that of the column. */
export function paintSparkline(canvas: Canvas, y: number, { values, most, style }: Sparkline): void {
  const { theme, width } = canvas;
  const shown = values.slice(-width);
  const own = shown.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
  for (const [i, value] of shown.entries()) {
    if (value === null || value <= 0) continue;
    const level = theme.glyphs.levels[levelOf(value / own, theme.glyphs.levels.length)] ?? '';
    const heat = theme.heat[heatStep(most > 0 ? value / most : 0)] ?? theme.text;
    canvas.text(width - shown.length + i, y, level, style ?? heat);
  }
}

/** The first level is for nothing: what is there at all is seen. */
function levelOf(share: number, levels: number): number {
  return Math.max(1, Math.min(levels - 1, Math.ceil(share * (levels - 1))));
}
