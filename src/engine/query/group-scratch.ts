// SPDX-License-Identifier: Apache-2.0

import { CHUNK_ROWS } from '../store/event-store.js';

/** Arrays by row or by local number of one chunk, used by one query after the other. */
export class GroupScratch {
  readonly groups = new Int32Array(CHUNK_ROWS);
  readonly events = new Uint32Array(CHUNK_ROWS);
  readonly first = new Uint32Array(CHUNK_ROWS);
  readonly last = new Uint32Array(CHUNK_ROWS);
  readonly candidates = new Int32Array(CHUNK_ROWS);
  readonly targets = new Int32Array(CHUNK_ROWS);
  readonly values = new Float64Array(CHUNK_ROWS);
  readonly byResult = new Float64Array(CHUNK_ROWS);
  readonly byKind = new Uint8Array(CHUNK_ROWS);
  readonly byFd = new Uint8Array(CHUNK_ROWS);
}
