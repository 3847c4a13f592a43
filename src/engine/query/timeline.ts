// SPDX-License-Identifier: Apache-2.0
// Events over time in a fixed number of cells, for the strip above the tables: how many, how many failed, or how long
// calls took on average.

import { Trait } from '../event/event-kinds.js';
import type { Capture } from '../ingest/capture.js';
import type { Timeline, TimelineMeasure } from '../protocol/protocol.js';
import { RowFlag } from '../store/event-store.js';

const EMPTY = new Float64Array(0);

/** Counts every event that the store holds into `cells` equal parts of its span. `latency`: mean ns of the calls that ended. */
export function timeline(capture: Capture, measure: TimelineMeasure, cells: number): Timeline {
  const span = capture.store.span();
  const sums = new Float64Array(cells);
  const counts = new Uint32Array(cells);
  const length = span.to - span.from;
  if (!(length > 0)) return { span, measure, cells: [...sums] };
  const scale = cells / length;
  const traits = capture.kinds.traits;
  for (const chunk of capture.store.chunks) {
    const { time, flags, kind, count } = chunk;
    const result = measure === 'errors' ? chunk.result : EMPTY;
    const latency = measure === 'latency' ? chunk.latency : EMPTY;
    for (let i = 0; i < count; i++) {
      if (((flags[i] as number) & RowFlag.STATE_ONLY) !== 0) continue;
      const cell = Math.min(cells - 1, ((time[i] as number) - span.from) * scale) | 0;
      if (measure === 'events') {
        sums[cell] = (sums[cell] as number) + 1;
        continue;
      }
      const t = traits[kind[i] as number] as number;
      if ((t & Trait.EXIT) === 0) continue;
      if (measure === 'errors') {
        if ((result[i] as number) < 0) sums[cell] = (sums[cell] as number) + 1;
        continue;
      }
      const ns = latency[i] as number;
      if (Number.isNaN(ns)) continue;
      sums[cell] = (sums[cell] as number) + ns;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  if (measure === 'latency') {
    for (let c = 0; c < cells; c++)
      if ((counts[c] as number) > 1) sums[c] = (sums[c] as number) / (counts[c] as number);
  }
  const alerts = alertCells(capture, span, cells);
  return { span, measure, cells: [...sums], ...(alerts === undefined ? {} : { alerts }) };
}

/** Alerts per cell; undefined where there are none. */
function alertCells({ state }: Capture, span: Timeline['span'], cells: number): readonly number[] | undefined {
  const { alerts } = state.alerts;
  if (alerts.length === 0) return undefined;
  const counts = new Array<number>(cells).fill(0);
  const scale = cells / (span.to - span.from);
  for (const { time } of alerts) {
    const cell = Math.max(0, Math.min(cells - 1, Math.floor((time - span.from) * scale)));
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
