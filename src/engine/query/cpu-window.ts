// SPDX-License-Identifier: Apache-2.0
// Which stretch of time CPU covers for a window. CPU times are known at passes only (state/cpu-clock.ts), so both
// ends move back to the pass before them: a window of five seconds that follows the end covers five whole seconds,
// and everything that ran in them, ended threads included, has left its whole CPU time between its ends.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { CpuSource } from '../state/cpu-clock.js';
import { heldWindow } from './window.js';

/** CPU time after `from`, up to and including `to`. */
export interface CpuWindow {
  readonly source: CpuSource;
  readonly from: number;
  readonly to: number;
  /** 0 where nothing is known. */
  readonly seconds: number;
}

export function cpuWindow(capture: Capture, window: TimeWindow): CpuWindow {
  const { cpuClock, cpuSamplesFrom } = capture.state;
  const source = cpuClock.source(cpuSamplesFrom < Number.POSITIVE_INFINITY);
  const held = heldWindow(capture, window);
  const stretch = source === 'samples' ? ofSamples(capture, held) : held;
  const isKnown = source !== 'none' && stretch.to > stretch.from;
  return { source, ...stretch, seconds: isKnown ? (stretch.to - stretch.from) / 1e9 : 0 };
}

type Stretch = Pick<TimeWindow, 'from' | 'to'>;

/** Other tools sample each thread at times of its own. */
function ofSamples({ state, store }: Capture, held: Stretch): Stretch {
  const { passes } = state.cpuClock;
  if (state.cpuSamplesFrom === Number.POSITIVE_INFINITY) return held;
  // Nothing is known before the second pass.
  const [first = Number.NEGATIVE_INFINITY] = passes;
  if (passes.length < 2) return { from: first, to: first };
  return ofPasses(passes, held, store.evicted > 0 ? store.span().from : Number.NEGATIVE_INFINITY);
}

/**
 * Whole passes: at least one, which is the one that the window lies in, or the last there is. `gone`: what was before has
 * left the store.
 */
function ofPasses(passes: readonly number[], { from, to }: Stretch, gone: number): Stretch {
  const last = passes.length - 1;
  const before = Math.max(0, lastAtOrBefore(passes, from));
  const first = (passes[before] as number) < gone ? Math.min(before + 1, last) : before;
  const end = Math.max(first, lastAtOrBefore(passes, to));
  const next = end > first ? end : Math.min(first + 1, last);
  return { from: passes[end > first ? first : next - 1] as number, to: passes[next] as number };
}

/** Index of the last pass at or before a time; -1 none. */
function lastAtOrBefore(passes: readonly number[], time: number): number {
  let low = -1;
  let high = passes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((passes[middle] as number) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}
