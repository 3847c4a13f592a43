// SPDX-License-Identifier: Apache-2.0
// One tile of the overview: title and value in the frame, the quantity over time inside, the largest value below, and the
// selected stretch of time.

import type { OverviewTile } from '../../engine/protocol/protocol.js';
import { fitted, largest, paintColumns } from '../charts/column-chart.js';
import { formatCell } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';

/** First and last cell of a tile's chart. */
export interface CellRange {
  readonly from: number;
  readonly to: number;
}

export interface TileLook {
  readonly isSelected: boolean;
  /** Cells of the tile's own data. */
  readonly range: CellRange | undefined;
}

/** Cells of the chart inside of a tile of this width. */
export function chartWidth(width: number): number {
  return Math.max(1, width - 4);
}

export function paintTile(canvas: Canvas, tile: OverviewTile, look: TileLook): void {
  const { theme, width, height } = canvas;
  const inside = canvas.box('', look.isSelected ? theme.accent : theme.border, theme.title);
  const value = tileValue(tile, tile.value);
  const room = width - value.length - 7;
  const title = look.isSelected ? `${theme.glyphs.selected}${tile.title}` : ` ${tile.title}`;
  canvas.text(1, 0, `${title} `, look.isSelected ? theme.title : theme.heading, { max: Math.max(4, room) });
  canvas.text(Math.max(5, width - value.length - 4), 0, ` ${value} `, tile.value === null ? theme.faint : theme.title);
  if (tile.cells.every((cell) => cell === null)) {
    const text = 'not recorded';
    inside.text(
      Math.max(0, Math.floor((inside.width - text.length) / 2)),
      Math.floor(inside.height / 2),
      text,
      theme.faint,
    );
    return;
  }
  const chart = inside.part(1, 0, inside.width - 2, inside.height);
  const cells = fitted(tile.cells, chart.width);
  paintColumns(chart, cells, tileStyle(theme, tile.id), tile.scale ?? largest(tile.cells));
  const whole = tile.scale === undefined ? '' : ` of ${tileValue(tile, tile.scale)}`;
  const most = ` max ${tileValue(tile, largest(tile.cells))}${whole} `;
  canvas.text(Math.max(1, width - most.length - 2), height - 1, most, theme.muted, { max: width - 3 });
  if (look.range !== undefined) paintRange(canvas, chart, { range: look.range, cells: tile.cells.length });
}

/** A background where there are colours, and a bar in the frame below in any case. */
function paintRange(
  canvas: Canvas,
  chart: Canvas,
  { range, cells }: { readonly range: CellRange; readonly cells: number },
): void {
  const { theme } = canvas;
  const from = Math.floor((range.from * chart.width) / cells);
  const to = Math.max(from + 1, Math.floor(((range.to + 1) * chart.width) / cells));
  const { bg, attrs } = theme.cursorRow;
  // Full blocks hide what is behind them: they change their own colour.
  const change = theme.depth === 'mono' ? { attrs } : { bg, fg: theme.title.fg };
  for (let y = 0; y < chart.height; y++) chart.restyle(from, y, to - from, change);
  canvas.fill(2 + from, canvas.height - 1, to - from, 1, theme.accent, theme.glyphs.done);
}

/** A value in the tile's unit: 12.3%, 1.43M/s, 38; `<NA>` where it is not known. */
export function tileValue({ unit }: Pick<OverviewTile, 'unit'>, value: number | null): string {
  const context = { baseTime: undefined };
  if (value === null) return formatCell(null, 'float', context);
  switch (unit) {
    case 'bytes/s':
      return `${formatCell(value, 'rate-bytes', context)}/s`;
    case 'count/s':
      return `${formatCell(value, 'rate-count', context)}/s`;
    case 'percent':
      return `${formatCell(value, 'percent', context)}%`;
    case 'bytes':
      return formatCell(value, 'bytes', context);
    case 'count':
      return formatCell(Math.round(value), 'count', context);
  }
}

function tileStyle(theme: Theme, id: string): Style {
  const { categories } = theme;
  switch (id) {
    case 'cpu':
    case 'processes':
      return categories.process;
    case 'memory':
      return categories.memory;
    case 'file':
      return categories.file;
    case 'net':
    case 'connections':
      return categories.net;
    case 'errors':
      return theme.bad;
    case 'slow':
      return theme.notice;
    default:
      return categories.ipc;
  }
}
