// SPDX-License-Identifier: Apache-2.0
// The second line: what the store holds, as one height per stretch of time, the window in brackets, the marks, and the
// clock times of the window's ends. The oldest time that is held comes first where there is room. The mouse draws a
// window into it, or moves the window with a click.

import type { Timeline, TimelineMeasure, TimeWindow } from '../../engine/protocol/protocol.js';
import { type FormatContext, formatDuration } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import { type Span, spanOf } from '../time/time-choice.js';
import type { Brush, Stroke } from './brush.js';

export interface TimelineState {
  readonly timeline: Timeline | undefined;
  readonly measure: TimelineMeasure;
  readonly window: TimeWindow;
  readonly format: FormatContext;
  readonly marks: readonly { readonly letter: string; readonly time: number }[];
  readonly brush: Brush;
  /** The mouse has drawn a stretch of time. */
  select(from: number, to: number): void;
  /** The mouse has chosen a moment. */
  centre(time: number): void;
}

/** Cells for the heights on a line of this width; times and measure are around them. */
export function timelineCells(width: number): number {
  return Math.max(10, width - labelWidth(width)) - 2 - oldestWidth(width);
}

function labelWidth(width: number): number {
  if (width >= 140) return 46;
  return width >= 80 ? 32 : width >= 60 ? 22 : 14;
}

/** Room for the clock of the oldest time. */
function oldestWidth(width: number): number {
  return width >= 110 ? 10 : 0;
}

export function paintTimeline(canvas: Canvas, state: TimelineState): void {
  const { theme, width } = canvas;
  const { timeline } = state;
  const cells = timelineCells(width);
  const start = 1 + oldestWidth(width);
  const strip = canvas.part(start - 1, 0, cells + 2, 1);
  if (timeline === undefined) {
    strip.text(1, 0, theme.glyphs.levels[1]?.repeat(Math.max(0, cells)) ?? '', theme.faint);
    return;
  }
  const { span } = timeline;
  paintHeights(strip, state, timeline, cells);
  paintAlerts(strip, timeline, cells);
  paintMarks(strip, state, span, cells);
  paintStroke(strip, state.brush.stroke);
  canvas.part(start, 0, cells, 1).onDrag((press) => draw(press, state, span, cells));
  if (start > 1)
    canvas.text(0, 0, clockLabel(span.from, 0, state.format), theme.muted, { max: start - 2, align: 'right' });
  const place = start + cells + 2;
  const room = width - place - 1;
  canvas.text(place, 0, label(state, span, room, theme.glyphs.dash), theme.muted, { max: room, align: 'right' });
}

function paintHeights(strip: Canvas, state: TimelineState, timeline: Timeline, cells: number): void {
  const { theme } = strip;
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
    if (level > 0) strip.text(x + 1, 0, levels[level] ?? '', style);
  }
  if (isWhole(timeline.span, state.window)) return;
  strip.text(from, 0, '[', theme.accent);
  strip.text(to + 1, 0, ']', theme.accent);
}

/** The window holds everything: brackets would say nothing. */
function isWhole(span: Span, window: TimeWindow): boolean {
  const { from, to } = spanOf(window, span);
  return from <= span.from && to >= span.to;
}

function height(share: number): number {
  return Math.min(2, Math.floor(share * 3));
}

/** A sign where rules have found something. */
function paintAlerts(strip: Canvas, { alerts }: Timeline, cells: number): void {
  if (alerts === undefined) return;
  for (const [i, count] of alerts.entries()) {
    if (count > 0) strip.text(Math.floor((i * cells) / alerts.length) + 1, 0, '!', strip.theme.bad);
  }
}

function paintMarks(strip: Canvas, { marks }: TimelineState, span: Span, cells: number): void {
  const length = span.to - span.from;
  for (const { letter, time } of marks) {
    if (!(length > 0) || time < span.from || time > span.to) continue;
    const x = Math.min(cells - 1, Math.floor(((time - span.from) / length) * cells));
    strip.text(x + 1, 0, letter, strip.theme.match);
  }
}

function paintStroke(strip: Canvas, stroke: Stroke | undefined): void {
  if (stroke === undefined) return;
  const { theme } = strip;
  const { bg, attrs } = theme.cursorRow;
  const from = Math.min(stroke.from, stroke.to);
  const length = Math.abs(stroke.to - stroke.from) + 1;
  strip.restyle(from + 1, 0, length, theme.depth === 'mono' ? { attrs } : { bg });
}

function draw({ press, x }: AreaPress, state: TimelineState, span: Span, cells: number): void {
  const cell = Math.max(0, Math.min(x, cells - 1));
  if (press.action === 'down') state.brush.down(cell);
  else if (press.action === 'move') state.brush.move(cell);
  else if (press.action === 'up') {
    state.brush.move(cell);
    const stroke = state.brush.up();
    if (stroke === undefined) return;
    const timeOf = (edge: number): number => span.from + ((span.to - span.from) * edge) / cells;
    if (stroke.from === stroke.to) state.centre(timeOf(stroke.from + 0.5));
    else state.select(timeOf(Math.min(stroke.from, stroke.to)), timeOf(Math.max(stroke.from, stroke.to) + 1));
  }
}

/** First and end cell of the window. */
function windowCells(span: Span, window: TimeWindow, cells: number): readonly [number, number] {
  const length = span.to - span.from;
  if (!(length > 0)) return [0, cells];
  const { from, to } = spanOf(window, span);
  const first = Math.floor(((from - span.from) / length) * cells);
  const end = Math.ceil(((to - span.from) / length) * cells);
  return [Math.max(0, Math.min(first, cells - 1)), Math.max(1, Math.min(end, cells))];
}

/** The window's clock times and its length, as much of it as fits. */
function label({ window, format, measure }: TimelineState, span: Span, room: number, dash: string): string {
  // The heights are asked for less often than the rows: these may know of a later time.
  const { from, to } = spanOf(
    window,
    Number.isFinite(window.to) ? { ...span, to: Math.max(span.to, window.to) } : span,
  );
  if (!Number.isFinite(from) || !Number.isFinite(to)) return '';
  const length = formatDuration(Math.max(0, to - from));
  const what = measure === 'events' ? '' : `${measure} `;
  const times = (digits: number): string =>
    `${clockLabel(from, digits, format)} ${dash} ${clockLabel(to, digits, format)}`;
  const wanted = Math.min(6, clockDigits((to - from) / 10));
  const texts = [
    `${what}${times(wanted)}  ${length}`,
    `${what}${times(wanted)}`,
    `${times(wanted)}`,
    `${what}${times(0)}  ${length}`,
    `${what}${times(0)}`,
    `${what}${length}`,
  ];
  return texts.find((text) => text.length <= room) ?? length;
}
