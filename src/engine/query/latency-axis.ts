// SPDX-License-Identifier: Apache-2.0
// The two axes of a spectrogram: which cell a latency or a time falls into, and with which whole ns a cell begins. The
// engine counts with these, the interface makes filters of them: a rectangle on the screen means exactly the calls that
// were counted in it.

import { SPECTROGRAM_MAX, SPECTROGRAM_MIN, type TimeWindow } from '../protocol/protocol.js';

const LOG_MIN = Math.log10(SPECTROGRAM_MIN);
const LOG_SPAN = Math.log10(SPECTROGRAM_MAX) - LOG_MIN;

/** Index of the cell that a latency of `ns` falls into; faster and slower ones belong to the first and the last. */
export function latencyCell(ns: number, cells: number): number {
  if (!(ns > SPECTROGRAM_MIN)) return 0;
  return Math.min(cells - 1, Math.floor(((Math.log10(ns) - LOG_MIN) / LOG_SPAN) * cells));
}

/** ns at the lower edge of a cell; the upper edge of the last one is SPECTROGRAM_MAX. */
export function latencyOfCell(cell: number, cells: number): number {
  return 10 ** (LOG_MIN + (cell / cells) * LOG_SPAN);
}

/** The smallest whole ns that falls into a cell or one after it; 0 for the first cell, SPECTROGRAM_MAX after the last. */
export function firstLatency(cell: number, cells: number): number {
  if (cell <= 0) return 0;
  if (cell >= cells) return SPECTROGRAM_MAX;
  // Rounding may have put the edge on either side.
  let ns = Math.max(1, Math.floor(latencyOfCell(cell, cells)) - 2);
  while (latencyCell(ns, cells) < cell) ns++;
  return ns;
}

/** Cells per ns of a window. */
function timeScale(window: TimeWindow, cells: number): number {
  return cells / Math.max(1, window.to - window.from);
}

/** Index of the cell that a time inside of the window falls into. */
export function timeCell(time: number, window: TimeWindow, cells: number): number {
  return Math.min(cells - 1, Math.floor((time - window.from) * timeScale(window, cells)));
}

/** The first whole ns that falls into a cell or one after it; the window's ends at its ends. */
export function firstTime(cell: number, window: TimeWindow, cells: number): number {
  if (cell <= 0) return window.from;
  if (cell >= cells) return window.to;
  let time = Math.max(window.from, Math.floor(window.from + cell / timeScale(window, cells)) - 2);
  while (timeCell(time, window, cells) < cell && time < window.to) time++;
  return time;
}
