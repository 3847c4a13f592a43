// SPDX-License-Identifier: Apache-2.0

import type { View } from '../../views/view.js';
import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';

/** What the rows of a view are made of: events, or requests. */
export function rowChunks(capture: Capture, view: View): readonly Chunk[] {
  return view.ofRequests === true ? capture.requests.chunks() : capture.store.chunks;
}
