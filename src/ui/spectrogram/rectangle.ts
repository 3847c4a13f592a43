// SPDX-License-Identifier: Apache-2.0
// A rectangle of cells of a spectrogram, and the calls in it as a filter and a window: exactly those that were counted.

import type { Spectrogram } from '../../engine/protocol/protocol.js';
import { firstLatency, firstTime } from '../../engine/query/latency-axis.js';
import type { Span } from '../time/time-choice.js';

/** A cell: index on the time axis and on the latency axis. */
export interface Cell {
  readonly t: number;
  readonly l: number;
}

/** First and last cells, both inside. */
export interface Rectangle {
  readonly from: Cell;
  readonly to: Cell;
}

/** The parts of a spectrogram that say what its cells mean. */
export type Axes = Pick<Spectrogram, 'window' | 'timeCells' | 'latencyCells'>;

/** The rectangle between two corners. */
export function rectangle(a: Cell, b: Cell): Rectangle {
  return {
    from: { t: Math.min(a.t, b.t), l: Math.min(a.l, b.l) },
    to: { t: Math.max(a.t, b.t), l: Math.max(a.l, b.l) },
  };
}

export function isInside({ from, to }: Rectangle, { t, l }: Cell): boolean {
  return t >= from.t && t <= to.t && l >= from.l && l <= to.l;
}

/** Filter of the rectangle's latencies. Enter events have latency 0 and are not calls: only exits are let through. */
export function latencyTerms({ from, to }: Rectangle, { latencyCells }: Axes): readonly string[] {
  const terms = ['evt.dir=<', `evt.latency>=${firstLatency(from.l, latencyCells)}`];
  // The last cell also holds what is slower than the axis.
  if (to.l < latencyCells - 1) terms.push(`evt.latency<${firstLatency(to.l + 1, latencyCells)}`);
  return terms;
}

/** The rectangle's time. Windows hold both of their ends, cells only the first: one ns less. */
export function timeSpan({ from, to }: Rectangle, { window, timeCells }: Axes): Span {
  const start = firstTime(from.t, window, timeCells);
  if (to.t >= timeCells - 1) return { from: start, to: window.to };
  return { from: start, to: Math.max(start, firstTime(to.t + 1, window, timeCells) - 1) };
}

/** ns at both edges of the rectangle's latencies. */
export function latencySpan({ from, to }: Rectangle, { latencyCells }: Axes): Span {
  return { from: firstLatency(from.l, latencyCells), to: firstLatency(to.l + 1, latencyCells) };
}

/** Calls counted in the rectangle. */
export function callsIn({ from, to }: Rectangle, { counts, latencyCells }: Spectrogram): number {
  let calls = 0;
  for (let t = from.t; t <= to.t; t++) {
    for (let l = from.l; l <= to.l; l++) calls += counts[t * latencyCells + l] ?? 0;
  }
  return calls;
}

/** The cell at the same place of other axes. */
export function rescaled({ t, l }: Cell, from: Axes, to: Axes): Cell {
  const map = (cell: number, before: number, after: number): number =>
    Math.max(0, Math.min(after - 1, Math.floor(((cell + 0.5) / Math.max(1, before)) * after)));
  return { t: map(t, from.timeCells, to.timeCells), l: map(l, from.latencyCells, to.latencyCells) };
}
