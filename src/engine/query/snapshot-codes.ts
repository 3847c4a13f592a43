// SPDX-License-Identifier: Apache-2.0
// Groups by snapshot number: what key-coder.ts makes, snapshot-test.ts narrows and snapshot-groups.ts counts by.

/** Code of snapshots and rows that are left out. */
export const NO_CODE = -1;

export interface SnapshotCodes {
  /** The column of a chunk that names the snapshot. */
  readonly column: 'kind' | 'version' | 'fd' | 'cpu';
  /** Group by snapshot number; NO_CODE for snapshots that belong to none. */
  readonly codes: Int32Array;
}
