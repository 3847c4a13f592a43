// SPDX-License-Identifier: Apache-2.0
// Time windows over chunks. Rows are in file order, not in time order (CPUs are merged with inversions of milliseconds),
// so a chunk that the window cuts is compared row by row.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk, RowFlag } from '../store/event-store.js';

export const EVERYTHING: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** 0, 1, 2 …: all rows of a chunk. */
const ALL_ROWS = Int32Array.from({ length: CHUNK_ROWS }, (_, i) => i);

/** Which rows of a chunk a query starts from. */
export interface RowRange {
  readonly window: TimeWindow;
  /** Index of the first row that is asked for; 0 where absent. */
  readonly from?: number;
}

/** Whether a chunk may have rows in the window: rows without a time are in no window but the one that is open to both sides. */
export function overlaps({ minTime, maxTime }: Chunk, window: TimeWindow): boolean {
  return maxTime >= window.from && minTime <= window.to;
}

/** Whether all rows of a chunk are in the window. */
export function isInside({ minTime, maxTime }: Chunk, window: TimeWindow): boolean {
  return minTime >= window.from && maxTime <= window.to;
}

/** Indices of those rows into rows, in order; returns how many. Rows kept for the state alone are left out. */
export function windowRows(chunk: Chunk, rows: Int32Array, { window, from = 0 }: RowRange): number {
  const { minTime, maxTime, stateOnly, count } = chunk;
  if (maxTime < window.from || minTime > window.to || from >= count) return 0;
  const isWhole = isInside(chunk, window);
  if (isWhole && stateOnly === 0) {
    rows.set(ALL_ROWS.subarray(from, count));
    return count - from;
  }
  return isWhole ? shownRows(chunk, rows, from) : rowsInside(chunk, rows, from, window);
}

function shownRows({ flags, count }: Chunk, rows: Int32Array, from: number): number {
  let n = 0;
  for (let i = from; i < count; i++) if (((flags[i] as number) & RowFlag.STATE_ONLY) === 0) rows[n++] = i;
  return n;
}

function rowsInside({ time, flags, count }: Chunk, rows: Int32Array, from: number, window: TimeWindow): number {
  let n = 0;
  for (let i = from; i < count; i++) {
    const t = time[i] as number;
    if (t >= window.from && t <= window.to && ((flags[i] as number) & RowFlag.STATE_ONLY) === 0) rows[n++] = i;
  }
  return n;
}

/** A window that follows the end, as fixed times. */
export function fixedWindow(capture: Capture, window: TimeWindow): TimeWindow {
  if (window.last === undefined) return window;
  const end = Math.min(window.to, capture.store.span().to);
  if (!Number.isFinite(end)) return { from: window.from, to: window.to };
  return { from: Math.max(window.from, end - window.last), to: end };
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
