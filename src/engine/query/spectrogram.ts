// SPDX-License-Identifier: Apache-2.0
// Latencies of the calls that pass a filter, by time and by size on a logarithmic axis.

import { Trait } from '../event/event-kinds.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { Spectrogram, TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { KindTest } from './kind-predicate.js';
import { latencyCell, timeCell } from './latency-axis.js';
import { rowFilter } from './row-filter.js';
import { RowScan } from './row-scan.js';
import { fixedWindow, heldWindow } from './window.js';

const CALL_EXIT = Trait.EXIT | Trait.SYSCALL;

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
  const scan = new RowScan([
    callsTest(capture),
    ...(query.filter === undefined ? [] : [rowFilter(capture, query.filter.plan)]),
  ]);
  const rows = new Int32Array(CHUNK_ROWS);
  let total = 0;
  for (const chunk of capture.store.chunks) {
    const n = scan.rows(chunk, rows, window);
    if (n === 0) continue;
    const { time, latency } = chunk;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const ns = latency[i] as number;
      if (!(ns >= 0)) continue;
      const cell = timeCell(time[i] as number, window, timeCells) * latencyCells + latencyCell(ns, latencyCells);
      counts[cell] = (counts[cell] as number) + 1;
      total++;
    }
  }
  return { window, timeCells, latencyCells, counts, total, recorded: capture.latencyRecorded };
}

/** Calls that have returned: what has a latency. */
function callsTest(capture: Capture): KindTest {
  return new KindTest(capture, (kind) => ((capture.kinds.traits[kind] as number) & CALL_EXIT) === CALL_EXIT);
}
