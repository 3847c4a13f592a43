// SPDX-License-Identifier: Apache-2.0
// Buckets of a histogram of latencies: three for each decade of the latency axis, so that they are unions of cells of the
// spectrogram. A bucket of Prometheus includes its upper bound, a cell begins with its lower one.

import { SPECTROGRAM_MAX, SPECTROGRAM_MIN } from '../protocol/protocol.js';
import { firstLatency } from '../query/latency-axis.js';

const PER_DECADE = 3;
const CELLS = Math.round(Math.log10(SPECTROGRAM_MAX / SPECTROGRAM_MIN)) * PER_DECADE;

/** The largest ns of each bucket but the last. */
export const LATENCY_BOUNDS: readonly number[] = Array.from(
  { length: CELLS },
  (_, cell) => firstLatency(cell + 1, CELLS) - 1,
);

/** Number of the bucket of a latency in ns. */
export function bucketOf(ns: number): number {
  let low = 0;
  let high = LATENCY_BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ns <= (LATENCY_BOUNDS[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
