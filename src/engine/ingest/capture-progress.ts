// SPDX-License-Identifier: Apache-2.0
// Reads a source into a capture. The only reader: the engine's thread, -p, --raw, --json and -w all go through it.

import { type ByteSource, breakReason } from '../scap/byte-source.js';
import { ListRoom } from '../state/list-room.js';
import type { Capture } from './capture.js';
import { catchUp } from './catch-up.js';

/** Bytes that lists may take beyond the budget for events: most captures have a small one, and all of their lists. */
const SPARE = 96 << 20;

export interface MemoryBudget {
  readonly bytes: number;
  /** For what was there before the first event; `bytes` where absent. */
  readonly lists?: number;
  /** What the oldest events do when it is reached. */
  readonly beyond: 'leave' | 'spill';
  /** Events of this machine, as they happen: what is too old when it comes is skipped (catch-up.ts). */
  readonly live?: boolean;
}

/**
 * Yields the number of events after each chunk (about a MiB), and once more after the end, whatever ended it: the source,
 * damage, or a source that broke off, which the capture then reports as its defect. Reads on when the consumer asks for
 * more; a consumer that leaves the loop closes the source, and the capture stays without an end.
 * `budget`: bytes of memory beyond which the oldest events leave, or go to a temporary file.
 */
export async function* captureProgress(
  source: ByteSource,
  capture: Capture,
  budget: MemoryBudget = { bytes: Number.POSITIVE_INFINITY, beyond: 'leave' },
): AsyncGenerator<number, void> {
  capture.state.room = new ListRoom((budget.lists ?? budget.bytes) + SPARE);
  try {
    for await (const chunk of source.chunks()) {
      capture.feed(chunk);
      if (budget.live === true) catchUp(capture, Date.now());
      if (Number.isFinite(budget.bytes)) {
        if (budget.beyond === 'leave') capture.trim(budget.bytes);
        else capture.spill(budget.bytes);
      }
      yield capture.store.rows;
      if (capture.stopped) break;
    }
    capture.end();
  } catch (error) {
    capture.end(breakReason(error));
  } finally {
    await source.close();
  }
  yield capture.store.rows;
}
