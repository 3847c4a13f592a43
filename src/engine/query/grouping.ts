// SPDX-License-Identifier: Apache-2.0
// Groups by snapshot: what key-coder.ts makes and snapshot-groups.ts counts by. Codes are asked for by the distinct
// snapshots of a chunk, which are few.

import type { LocalColumn, PackedChunk } from '../store/packed-chunk.js';

/** Code of snapshots and rows that are left out. */
export const NO_CODE = -1;

export interface Grouping {
  /** The column of a packed chunk that names the snapshot. */
  readonly column: Extract<LocalColumn, 'kind' | 'version' | 'fd' | 'status'>;
  /** Rows of the same thread, kind and type of fd have the same code (chunk-cells.ts). */
  readonly isByCell: boolean;
  /** Rows without the snapshot (number 0) have to be asked one by one. */
  readonly asksOtherwise: boolean;
  /** Codes of the chunk's distinct snapshots into `out`, by local number; returns how many there are. */
  localCodes(packed: PackedChunk, out: Int32Array): number;
}
