// SPDX-License-Identifier: Apache-2.0
// The picture of a spectrogram: axes, cells, selection, sums, legend. Time runs down (latency across) or across (latency
// upwards, slow at the top). Colour and glyph both show the count.

import type { Spectrogram } from '../../engine/protocol/protocol.js';
import { paintColumns } from '../charts/column-chart.js';
import { densityStep, densityThresholds } from '../charts/density.js';
import { latencyTicks } from '../charts/latency-ticks.js';
import { type FormatContext, formatCount, formatDuration } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import { over } from '../paint/style.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import { percentiles } from './percentiles.js';
import { type Cell, isInside, type Rectangle } from './rectangle.js';

export interface SpectrogramLook {
  readonly spectrogram: Spectrogram;
  /** Time runs across instead of down. */
  readonly isAcross: boolean;
  readonly cursor: Cell;
  /** Undefined: only the cursor. */
  readonly selection: Rectangle | undefined;
  readonly format: FormatContext;
}

/** Where the cells are on the canvas. */
export interface Plot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Lines under the plot for sums. */
  readonly sums: number;
}

/** Between latency labels: `100ms` and two blanks. */
const LATENCY_ROOM = 7;
/** Cells left of the plot: a clock with its fraction, or a latency. */
const CLOCK_WIDTH = 14;
const LATENCY_WIDTH = 7;

export function plotArea(width: number, height: number, isAcross: boolean): Plot {
  const x = isAcross ? LATENCY_WIDTH : width >= 60 ? CLOCK_WIDTH : 9;
  const legend = height >= 8 ? 1 : 0;
  const sums = height >= 30 ? 3 : height >= 14 ? 2 : 0;
  return { x, y: 1, width: Math.max(1, width - x - 1), height: Math.max(1, height - 1 - sums - legend), sums };
}

/** The cell of the data at a place of the plot. */
export function cellAt(x: number, y: number, axes: Pick<Spectrogram, 'latencyCells'>, isAcross: boolean): Cell {
  return isAcross ? { t: x, l: axes.latencyCells - 1 - y } : { t: y, l: x };
}

export function paintSpectrogram(canvas: Canvas, plot: Plot, look: SpectrogramLook): void {
  const { spectrogram } = look;
  const maximum = spectrogram.counts.reduce((most, count) => Math.max(most, count), 0);
  paintAxes(canvas, plot, look);
  paintCells(canvas.part(plot.x, plot.y, plot.width, plot.height), look, maximum);
  if (plot.sums > 0) paintSums(canvas, plot, look);
  if (plot.y + plot.height + plot.sums < canvas.height) paintLegend(canvas, look, maximum);
}

function paintAxes(canvas: Canvas, plot: Plot, look: SpectrogramLook): void {
  if (look.isAcross) {
    paintLatencyLabels(canvas, plot, look);
    paintClockLine(canvas, plot, look);
    return;
  }
  paintLatencyLine(canvas, plot, look);
  paintClockLabels(canvas, plot, look);
}

/** Time down: latencies along the top. */
function paintLatencyLine(canvas: Canvas, plot: Plot, { spectrogram }: SpectrogramLook): void {
  const { theme } = canvas;
  const ticks = latencyTicks(spectrogram.latencyCells, LATENCY_ROOM);
  for (const { cell, label } of ticks) {
    const isLast = cell === spectrogram.latencyCells - 1;
    const x = plot.x + cell;
    canvas.text(isLast ? x - label.length + 1 : x, 0, label, theme.muted);
    if (!isLast && cell > 0) canvas.fill(x, plot.y, 1, plot.height, theme.border, theme.glyphs.guide);
  }
}

/** Time down: the clock at the left of every few lines. */
function paintClockLabels(canvas: Canvas, plot: Plot, { spectrogram, format }: SpectrogramLook): void {
  const { theme } = canvas;
  const every = plot.height < 10 ? 3 : 4;
  const step = stepOf(spectrogram);
  const digits = clockDigits(step * every);
  for (let t = 0; t < Math.min(spectrogram.timeCells, plot.height); t += every) {
    // Where the clock's digits have no room, the time since the first line says more.
    const isShort = t > 0 && digits > Math.max(0, plot.x - 10);
    const label = isShort
      ? `+${formatDuration(t * step)}`
      : clockLabel(spectrogram.window.from + t * step, Math.max(0, Math.min(digits, plot.x - 10)), format);
    canvas.text(0, plot.y + t, label, theme.muted, { max: plot.x - 1, align: 'right', ellipsis: false });
  }
}

/** Time across: latencies at the left, slow ones at the top. */
function paintLatencyLabels(canvas: Canvas, plot: Plot, { spectrogram }: SpectrogramLook): void {
  const { theme } = canvas;
  for (const { cell, label } of latencyTicks(spectrogram.latencyCells, 2)) {
    const y = plot.y + spectrogram.latencyCells - 1 - cell;
    canvas.text(0, y, label, theme.muted, { max: plot.x - 1, align: 'right' });
  }
}

/** Time across: clocks along the top. */
function paintClockLine(canvas: Canvas, plot: Plot, { spectrogram, format }: SpectrogramLook): void {
  const { theme } = canvas;
  const step = stepOf(spectrogram);
  const every = 20;
  const digits = Math.min(9, clockDigits(step * every));
  for (let t = 0; t + 8 < spectrogram.timeCells; t += every) {
    const label = clockLabel(spectrogram.window.from + t * step, digits, format);
    canvas.text(plot.x + t, 0, label, theme.muted, { max: every - 1, ellipsis: false });
    if (t > 0) canvas.fill(plot.x + t, plot.y, 1, plot.height, theme.border, theme.glyphs.guide);
  }
}

function stepOf({ window, timeCells }: Spectrogram): number {
  return (window.to - window.from) / Math.max(1, timeCells);
}

function paintCells(canvas: Canvas, look: SpectrogramLook, maximum: number): void {
  const { theme } = canvas;
  const { spectrogram, isAcross, selection, cursor } = look;
  const { density } = theme.glyphs;
  const wide = isAcross ? spectrogram.timeCells : spectrogram.latencyCells;
  const high = isAcross ? spectrogram.latencyCells : spectrogram.timeCells;
  for (let y = 0; y < Math.min(canvas.height, high); y++) {
    for (let x = 0; x < Math.min(canvas.width, wide); x++) {
      const cell = cellAt(x, y, spectrogram, isAcross);
      const count = spectrogram.counts[cell.t * spectrogram.latencyCells + cell.l] ?? 0;
      const step = densityStep(count, maximum, density.length);
      if (step > 0) canvas.text(x, y, density[step - 1] ?? '', theme.density[step - 1] ?? theme.text);
      const isCursor = cell.t === cursor.t && cell.l === cursor.l;
      if (isCursor && step === 0) canvas.text(x, y, '+', theme.cursorCell);
      if (isCursor) canvas.restyle(x, y, 1, theme.cursorCell);
      else if (selection !== undefined && isInside(selection, cell)) {
        const { bg, attrs } = theme.cursorRow;
        canvas.restyle(x, y, 1, theme.depth === 'mono' ? { attrs } : { bg });
      }
    }
  }
}

/** All times together: how the latencies are spread; across: how many calls there were at each time. */
function paintSums(canvas: Canvas, plot: Plot, { spectrogram, isAcross }: SpectrogramLook): void {
  const { theme } = canvas;
  const { counts, timeCells, latencyCells } = spectrogram;
  const sums = new Array<number>(isAcross ? timeCells : latencyCells).fill(0);
  for (let t = 0; t < timeCells; t++) {
    for (let l = 0; l < latencyCells; l++) {
      const at = isAcross ? t : l;
      sums[at] = (sums[at] ?? 0) + (counts[t * latencyCells + l] ?? 0);
    }
  }
  const y = plot.y + plot.height;
  canvas.text(0, y + plot.sums - 1, 'all', theme.muted, { max: plot.x - 1, align: 'right' });
  paintColumns(canvas.part(plot.x, y, plot.width, plot.sums), sums, theme.wave[1] ?? theme.accent);
}

function paintLegend(canvas: Canvas, look: SpectrogramLook, maximum: number): void {
  const { theme } = canvas;
  const y = canvas.height - 1;
  const { density } = theme.glyphs;
  let x = 1 + canvas.text(1, y, 'calls in a cell ', theme.muted);
  const thresholds = densityThresholds(maximum, density.length);
  for (const [i, threshold] of thresholds.entries()) {
    if (threshold === undefined) continue;
    const style = theme.density[i] ?? theme.text;
    x += canvas.text(x + 1, y, `${density[i] ?? ''}${density[i] ?? ''} `, over(theme.text, style));
    const isLast = thresholds.slice(i + 1).every((other) => other === undefined);
    const most = isLast && threshold < maximum ? `${theme.glyphs.dash}${formatCount(maximum)}` : '';
    x += canvas.text(x + 1, y, `${formatCount(threshold)}${most}  `, theme.text);
  }
  paintPercentiles(canvas.part(x + 1, y, canvas.width - x - 2, 1), look);
}

/** How slow the calls of the selection, else all of them, were; left out where there is no room. */
function paintPercentiles(canvas: Canvas, { spectrogram, selection }: SpectrogramLook): void {
  const { timeCells, latencyCells } = spectrogram;
  const all = { from: { t: 0, l: 0 }, to: { t: timeCells - 1, l: latencyCells - 1 } };
  const texts = percentiles(spectrogram, selection ?? all).map(
    ({ percent, edge, isOpen }) => `p${percent} ${isOpen ? '>' : '<'} ${formatDuration(edge)}`,
  );
  const text = texts.join('  ');
  if (canvas.textWidth(text) <= canvas.width) canvas.text(0, 0, text, canvas.theme.text, { align: 'right' });
}
