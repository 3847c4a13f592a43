// SPDX-License-Identifier: Apache-2.0
// Percentiles of the latencies in a spectrogram, as exact as its cells: the edge that so many of the calls were below.

import type { Spectrogram } from '../../engine/protocol/protocol.js';
import { latencySpan, type Rectangle } from './rectangle.js';

export interface Percentile {
  readonly percent: number;
  /** ns; of calls slower than the axis, where the axis ends. */
  readonly edge: number;
  /** The edge is one that the call is above of: there is no cell after it. */
  readonly isOpen: boolean;
}

const PERCENTS: readonly number[] = [50, 95, 99];

/** Of the calls in `area`; none where there are no calls. */
export function percentiles(spectrogram: Spectrogram, { from, to }: Rectangle): Percentile[] {
  const { counts, latencyCells } = spectrogram;
  const sums = Array.from({ length: to.l - from.l + 1 }, (_, i) => {
    let sum = 0;
    for (let t = from.t; t <= to.t; t++) sum += counts[t * latencyCells + from.l + i] ?? 0;
    return sum;
  });
  const total = sums.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  return PERCENTS.map((percent) => {
    let left = Math.ceil((percent / 100) * total);
    const place = sums.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    const l = from.l + place;
    const span = latencySpan({ from: { t: 0, l }, to: { t: 0, l } }, spectrogram);
    const isOpen = l === latencyCells - 1;
    return { percent, edge: isOpen ? span.from : span.to, isOpen };
  });
}
