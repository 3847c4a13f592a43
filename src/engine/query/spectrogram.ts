// SPDX-License-Identifier: Apache-2.0
// Latencies of the calls that pass a filter, by time and by size on a logarithmic axis.

import type { CompiledFilter } from '../filter/compile.js';
import { SPECTROGRAM_MAX, SPECTROGRAM_MIN, type Spectrogram, type TimeWindow } from '../pipeline/protocol.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { rowFilter } from './row-filter.js';
import { fixedWindow, heldWindow, windowRows } from './window.js';

export interface SpectrogramQuery {
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  readonly timeCells: number;
  readonly latencyCells: number;
}

const LOG_MIN = Math.log10(SPECTROGRAM_MIN);
const LOG_SPAN = Math.log10(SPECTROGRAM_MAX) - LOG_MIN;

/** Index of the cell that a latency of `ns` falls into. */
export function latencyCell(ns: number, cells: number): number {
  if (!(ns > SPECTROGRAM_MIN)) return 0;
  return Math.min(cells - 1, Math.floor(((Math.log10(ns) - LOG_MIN) / LOG_SPAN) * cells));
}

/** ns at the lower edge of a cell; the upper edge of the last one is SPECTROGRAM_MAX. */
export function latencyOfCell(cell: number, cells: number): number {
  return 10 ** (LOG_MIN + (cell / cells) * LOG_SPAN);
}

export function spectrogram(capture: Capture, query: SpectrogramQuery): Spectrogram {
  const { timeCells, latencyCells } = query;
  const window = heldWindow(capture, fixedWindow(capture, query.window));
  const counts = new Uint32Array(timeCells * latencyCells);
  const filter = query.filter === undefined ? undefined : rowFilter(capture, query.filter.plan);
  const rows = new Int32Array(CHUNK_ROWS);
  const scale = timeCells / Math.max(1, window.to - window.from);
  const traits = capture.kinds.traits;
  let total = 0;
  for (const chunk of capture.store.chunks) {
    const n = windowRows(chunk, window, rows);
    let calls = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const t = traits[chunk.kind[i] as number] as number;
      if ((t & Trait.EXIT) !== 0 && (t & Trait.SYSCALL) !== 0 && (chunk.latency[i] as number) >= 0) rows[calls++] = i;
    }
    if (filter !== undefined) calls = filter.keep(chunk, rows, calls);
    for (let k = 0; k < calls; k++) {
      const i = rows[k] as number;
      const t = Math.min(timeCells - 1, Math.floor(((chunk.time[i] as number) - window.from) * scale));
      const cell = t * latencyCells + latencyCell(chunk.latency[i] as number, latencyCells);
      counts[cell] = (counts[cell] as number) + 1;
    }
    total += calls;
  }
  return { window, timeCells, latencyCells, counts, total, recorded: capture.latencyRecorded };
}
