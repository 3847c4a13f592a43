// SPDX-License-Identifier: Apache-2.0
// Reads a source into a capture. The only reader: the engine's thread, -p, --raw, --json and -w all go through it.

import { type ByteSource, breakReason } from '../scap/byte-source.js';
import type { Capture } from './capture.js';

/**
 * Yields the number of events after each chunk (about a MiB), and once more after the end, whatever ended it: the source,
 * damage, or a source that broke off, which the capture then reports as its defect. Reads on when the consumer asks for
 * more; a consumer that leaves the loop closes the source, and the capture stays without an end.
 * `held`: bytes of memory beyond which the oldest events leave.
 */
export async function* captureProgress(
  source: ByteSource,
  capture: Capture,
  held = Number.POSITIVE_INFINITY,
): AsyncGenerator<number, void> {
  try {
    for await (const chunk of source.chunks()) {
      capture.feed(chunk);
      if (Number.isFinite(held)) capture.trim(held);
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
