// SPDX-License-Identifier: Apache-2.0
// How many tiles are side by side, and how large they are: as close to the shape of a chart as the screen allows. Where
// not all of them fit, whole lines of tiles scroll.

export interface TileGrid {
  readonly columns: number;
  /** Lines of tiles, shown or not. */
  readonly lines: number;
  /** Lines that fit. */
  readonly shown: number;
  readonly width: number;
  readonly height: number;
}

/** A frame with one line of chart in it, and a title that can be read. */
const LOWEST = 3;
const NARROWEST = 20;
/** Cells are twice as high as wide: a tile of 5 × 1 cells looks like one of 5 : 2. */
const PLEASANT = 5;

export function tileGrid(width: number, height: number, count: number): TileGrid {
  let best: TileGrid | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  const most = Math.max(1, Math.min(count, Math.floor(width / NARROWEST)));
  for (let columns = 1; columns <= most; columns++) {
    const lines = Math.ceil(count / columns);
    const room = Math.floor(height / lines);
    const tall = Math.max(LOWEST, room);
    const shown = Math.max(1, Math.min(lines, Math.floor(height / tall)));
    const wide = Math.floor(width / columns);
    const hidden = lines - shown;
    const score = Math.abs(Math.log(wide / tall / PLEASANT)) + (columns * lines - count) / count + hidden * 2;
    if (score >= bestScore) continue;
    bestScore = score;
    best = { columns, lines, shown, width: wide, height: tall };
  }
  return best ?? { columns: 1, lines: count, shown: 1, width, height };
}

/** Where a tile's corner is, and its size, when the first line shown is `top`; undefined where it is not shown. */
export function tilePlace(
  grid: TileGrid,
  index: number,
  top: number,
  size: { readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined {
  const column = index % grid.columns;
  const line = Math.floor(index / grid.columns) - top;
  if (line < 0 || line >= grid.shown) return undefined;
  // What division leaves over goes to the last ones.
  const spareLines = size.height - grid.shown * grid.height;
  const extra = Math.max(0, line - (grid.shown - spareLines));
  const x = column * grid.width;
  const y = line * grid.height + extra;
  const width = column === grid.columns - 1 ? size.width - x : grid.width;
  const height = grid.height + (line >= grid.shown - spareLines ? 1 : 0);
  return { x, y, width, height };
}
