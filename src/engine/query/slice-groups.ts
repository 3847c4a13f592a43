// SPDX-License-Identifier: Apache-2.0
// CPU time of whole chunks by group, where key and filter are about threads: by the slices of its threads (slice-cells.ts)
// instead of its switches, an eighth of all rows.

import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { type Grouping, NO_CODE } from './grouping.js';
import type { KeyCoder } from './key-coder.js';
import type { QueryCache } from './query-cache.js';
import type { RowTest } from './row-predicate.js';
import { liesWithin, type SliceCells } from './slice-cells.js';
import { Says, type SnapshotTest, testsByCell } from './snapshot-predicate.js';

/** `tests`: those about threads. Undefined where rows have to be looked at. */
export function sliceGroups(
  capture: Capture,
  key: KeyCoder,
  tests: readonly RowTest[],
  cache: QueryCache,
): SliceGroups | undefined {
  // Slices are of threads: what others answer is not asked.
  const grouping = key.bySnapshot(true, true);
  if (grouping?.column !== 'version' || !grouping.isByCell) return undefined;
  const ofCells = testsByCell(tests);
  return ofCells === undefined ? undefined : new SliceGroups(capture, grouping, ofCells, cache);
}

export class SliceGroups {
  readonly #capture: Capture;
  readonly #grouping: Grouping;
  readonly #tests: readonly SnapshotTest[];
  readonly #cache: QueryCache;

  constructor(capture: Capture, grouping: Grouping, tests: readonly SnapshotTest[], cache: QueryCache) {
    this.#capture = capture;
    this.#grouping = grouping;
    this.#tests = tests;
    this.#cache = cache;
  }

  /** Of a chunk whose slices all lie within a stretch of time; undefined where its rows have to be looked at. */
  of(chunk: Chunk, stretch: { readonly from: number; readonly to: number }): SliceCells | undefined {
    if (chunk.open !== undefined) return undefined;
    const packed = chunk.packed();
    if (this.#tests.some((test) => test.mayAsk(packed))) return undefined;
    const cells = this.#cache.cells.slicesOf(this.#capture, packed);
    return cells !== undefined && liesWithin(cells, packed, stretch) ? cells : undefined;
  }

  /** The group of each of the cells, NO_CODE where it is left out; valid until the next query. */
  groups({ version }: SliceCells, packed: PackedChunk): Int32Array {
    const { groups: byVersion, targets } = this.#cache.scratch;
    this.#grouping.localCodes(packed, byVersion);
    for (let k = 0; k < version.length; k++) targets[k] = byVersion[version[k] as number] as number;
    for (const test of this.#tests) leaveOut(test.localSays(packed), version, targets);
    return targets;
  }
}

function leaveOut(says: Uint8Array, version: Uint16Array, groups: Int32Array): void {
  for (let k = 0; k < version.length; k++) if (says[version[k] as number] !== Says.PASS) groups[k] = NO_CODE;
}
