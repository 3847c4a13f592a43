// SPDX-License-Identifier: Apache-2.0
// The cells of packed chunks, made when somebody asks first. A chunk that is packed does not change any more.

import type { Capture } from '../ingest/capture.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { CellBuilder, type ChunkCells } from './chunk-cells.js';
import { type SliceCells, sliceCells } from './slice-cells.js';

export class CellCache {
  readonly #cells = new WeakMap<PackedChunk, ChunkCells | 'none'>();
  readonly #slices = new WeakMap<PackedChunk, SliceCells>();
  #builder: CellBuilder | undefined;

  /** Undefined where a chunk is better read by rows. */
  of({ state }: Capture, packed: PackedChunk): ChunkCells | undefined {
    const known = this.#cells.get(packed);
    if (known !== undefined) return known === 'none' ? undefined : known;
    this.#builder ??= new CellBuilder();
    const { versions } = state.snapshots;
    const cells = this.#builder.build(packed, { versions, fdTypes: state.fdDictionary.types });
    this.#cells.set(packed, cells ?? 'none');
    return cells;
  }

  slicesOf({ state, kinds }: Capture, packed: PackedChunk): SliceCells {
    const known = this.#slices.get(packed);
    if (known !== undefined) return known;
    const cells = sliceCells(packed, kinds, state.snapshots.versions.info);
    this.#slices.set(packed, cells);
    return cells;
  }
}
