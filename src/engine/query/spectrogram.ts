// SPDX-License-Identifier: Apache-2.0
// Latencies of the calls that pass a filter, by time and by size on a logarithmic axis.

import type { CompiledFilter } from '../filter/compile.js';
import type { Spectrogram, TimeWindow } from '../pipeline/protocol.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { latencyCell, timeCell } from './latency-axis.js';
import { rowFilter } from './row-filter.js';
import { fixedWindow, heldWindow, windowRows } from './window.js';

export interface SpectrogramQuery {
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  readonly timeCells: number;
  readonly latencyCells: number;
}

export function spectrogram(capture: Capture, query: SpectrogramQuery): Spectrogram {
  const { timeCells, latencyCells } = query;
  const window = heldWindow(capture, fixedWindow(capture, query.window));
  const counts = new Uint32Array(timeCells * latencyCells);
  const filter = query.filter === undefined ? undefined : rowFilter(capture, query.filter.plan);
  const rows = new Int32Array(CHUNK_ROWS);
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
      const t = timeCell(chunk.time[i] as number, window, timeCells);
      const cell = t * latencyCells + latencyCell(chunk.latency[i] as number, latencyCells);
      counts[cell] = (counts[cell] as number) + 1;
    }
    total += calls;
  }
  return { window, timeCells, latencyCells, counts, total, recorded: capture.latencyRecorded };
}
