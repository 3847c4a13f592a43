// SPDX-License-Identifier: Apache-2.0
// The second line: what the store holds, as one height per stretch of time, the window in brackets, and its clock times.

import type { Timeline, TimelineMeasure, TimeWindow } from '../../engine/pipeline/protocol.js';
import { type FormatContext, formatClock, formatDuration } from '../format.js';
import type { Canvas } from '../paint/canvas.js';

export interface TimelineState {
  readonly timeline: Timeline | undefined;
  readonly measure: TimelineMeasure;
  readonly window: TimeWindow;
  readonly format: FormatContext;
}

/** Cells for the heights on a line of this width; times and measure stand behind them. */
export function timelineCells(width: number): number {
  return Math.max(10, width - labelWidth(width)) - 2;
}

function labelWidth(width: number): number {
  return width >= 80 ? 32 : width >= 60 ? 22 : 14;
}

export function paintTimeline(canvas: Canvas, state: TimelineState): void {
  const { theme, width } = canvas;
  const { timeline } = state;
  const cells = timelineCells(width);
  if (timeline === undefined) {
    canvas.text(1, 0, theme.glyphs.levels[1]?.repeat(Math.max(0, cells)) ?? '', theme.faint);
    return;
  }
  const highest = timeline.cells.reduce((most, count) => Math.max(most, count), 0);
  const { levels } = theme.glyphs;
  const [from, to] = windowCells(timeline.span, state.window, cells);
  for (let x = 0; x < cells; x++) {
    const count = timeline.cells[Math.floor((x * timeline.cells.length) / cells)] ?? 0;
    const share = highest <= 0 ? 0 : count / highest;
    // Something is never drawn as nothing.
    const level = count <= 0 ? 0 : Math.max(1, Math.round(share * (levels.length - 1)));
    const inside = x >= from && x < to;
    const style = !inside
      ? theme.faint
      : state.measure === 'errors'
        ? theme.bad
        : (theme.wave[height(share)] ?? theme.accent);
    if (level > 0) canvas.text(x + 1, 0, levels[level] ?? '', style);
  }
  if (from > 0) canvas.text(from, 0, '[', theme.accent);
  if (to < cells) canvas.text(to + 1, 0, ']', theme.accent);
  canvas.text(cells + 3, 0, label(timeline, state, width, theme.glyphs.dash), theme.muted, {
    max: width - cells - 4,
    align: 'right',
  });
}

function height(share: number): number {
  return Math.min(2, Math.floor(share * 3));
}

/** First and end cell of the window. */
function windowCells(span: TimeWindow, window: TimeWindow, cells: number): readonly [number, number] {
  const length = span.to - span.from;
  if (!(length > 0)) return [0, cells];
  const from = Math.floor(((window.from - span.from) / length) * cells);
  const to = Number.isFinite(window.to) ? Math.ceil(((window.to - span.from) / length) * cells) : cells;
  return [Math.max(0, Math.min(from, cells - 1)), Math.max(1, Math.min(to, cells))];
}

function label(timeline: Timeline, { format, measure }: TimelineState, width: number, dash: string): string {
  const { from, to } = timeline.span;
  const length = formatDuration(Math.max(0, to - from));
  const what = measure === 'events' ? '' : `${measure} `;
  if (width < 60 || format.baseTime === undefined || !Number.isFinite(to)) return `${what}${length}`;
  const clock = (time: number): string => formatClock((format.baseTime ?? 0n) + BigInt(Math.round(time)), 0);
  const times = `${clock(from)} ${dash} ${clock(to)}`;
  return width < 80 ? `${what}${times}` : `${what}${times} ${length}`;
}
