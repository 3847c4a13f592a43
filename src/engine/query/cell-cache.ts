// SPDX-License-Identifier: Apache-2.0
// The cells of packed chunks in memory, made while the capture is read, or when somebody asks first. A chunk that is
// packed does not change any more.

import type { Capture } from '../ingest/capture.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { CellBuilder, type ChunkCells } from './chunk-cells.js';
import { type SliceCells, sliceCells } from './slice-cells.js';

export class CellCache {
  readonly #cells = new WeakMap<PackedChunk, ChunkCells | 'none'>();
  readonly #slices = new WeakMap<PackedChunk, SliceCells>();
  #builder: CellBuilder | undefined;
  /** Rows of chunks that prepare() has been through. */
  #prepared = 0;

  /** Undefined where a chunk is better read by rows, or is on disk: what spills does so because memory is full. */
  of({ state }: Capture, packed: PackedChunk): ChunkCells | undefined {
    const known = this.#cells.get(packed);
    if (known !== undefined || packed.body === undefined) return known === 'none' ? undefined : known;
    this.#builder ??= new CellBuilder();
    const { versions } = state.snapshots;
    const cells = this.#builder.build(packed, { versions, fdTypes: state.fdDictionary.types });
    this.#cells.set(packed, cells ?? 'none');
    return cells;
  }

  /** Makes those of chunks that have been packed since, until `deadline` (performance.now()): while a capture is read. */
  prepare(capture: Capture, deadline: number): void {
    if (capture.store.diskBytes > 0) return;
    for (const chunk of capture.store.chunks) {
      if (chunk.base < this.#prepared) continue;
      if (chunk.open !== undefined || performance.now() >= deadline) return;
      const packed = chunk.packed();
      this.of(capture, packed);
      this.slicesOf(capture, packed);
      this.#prepared = chunk.base + chunk.count;
    }
  }

  /** Undefined where a chunk is on disk. */
  slicesOf({ state, kinds }: Capture, packed: PackedChunk): SliceCells | undefined {
    const known = this.#slices.get(packed);
    if (known !== undefined || packed.body === undefined) return known;
    const cells = sliceCells(packed, kinds, state.snapshots.versions.info);
    this.#slices.set(packed, cells);
    return cells;
  }
}
