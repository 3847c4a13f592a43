// SPDX-License-Identifier: Apache-2.0
// Time windows over chunks. Rows are in file order, not in time order (CPUs are merged with inversions of milliseconds),
// so a chunk that the window cuts is compared row by row.

import type { TimeWindow } from '../pipeline/protocol.js';
import type { Capture } from '../store/capture.js';
import { type Chunk, RowFlag } from '../store/event-store.js';

export const EVERYTHING: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Indices of the chunk's rows inside the window into rows; returns how many. Rows kept for the state alone are left out. */
export function windowRows(chunk: Chunk, window: TimeWindow, rows: Int32Array): number {
  if (chunk.maxTime < window.from || chunk.minTime > window.to) return 0;
  const { time, flags, count } = chunk;
  let n = 0;
  if (chunk.minTime >= window.from && chunk.maxTime <= window.to) {
    for (let i = 0; i < count; i++) if (((flags[i] as number) & RowFlag.STATE_ONLY) === 0) rows[n++] = i;
    return n;
  }
  for (let i = 0; i < count; i++) {
    const t = time[i] as number;
    if (t >= window.from && t <= window.to && ((flags[i] as number) & RowFlag.STATE_ONLY) === 0) rows[n++] = i;
  }
  return n;
}

/** A window that follows the end, as fixed times. */
export function fixedWindow(capture: Capture, window: TimeWindow): TimeWindow {
  if (window.last === undefined) return window;
  const end = Math.min(window.to, capture.store.span().to);
  return { from: Math.max(window.from, end - window.last), to: window.to };
}

/** The window as far as the store holds it. */
export function heldWindow(capture: Capture, window: TimeWindow): TimeWindow {
  const span = capture.store.span();
  return { from: Math.max(window.from, span.from), to: Math.min(window.to, span.to) };
}

/** Seconds that rates are divided by; 0 where there is no span of time. */
export function windowSeconds(capture: Capture, window: TimeWindow): number {
  const held = heldWindow(capture, window);
  return Number.isFinite(held.from) && held.to > held.from ? (held.to - held.from) / 1e9 : 0;
}
