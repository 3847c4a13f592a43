// SPDX-License-Identifier: Apache-2.0
// The rows that the user has selected in a table, by key, with the row as it was seen last: they may scroll out of sight, and
// out of what is loaded. Actions, copying and filters take them instead of the row under the cursor.

import type { SnapshotRow } from '../../engine/protocol/protocol.js';

export class MarkedRows {
  readonly #rows = new Map<string, SnapshotRow>();

  get size(): number {
    return this.#rows.size;
  }

  /** In the order of selecting. */
  get rows(): readonly SnapshotRow[] {
    return [...this.#rows.values()];
  }

  get keys(): ReadonlySet<string> {
    return new Set(this.#rows.keys());
  }

  toggle(row: SnapshotRow): void {
    if (!this.#rows.delete(row.key)) this.#rows.set(row.key, row);
  }

  add(rows: readonly SnapshotRow[]): void {
    for (const row of rows) this.#rows.set(row.key, row);
  }

  clear(): void {
    this.#rows.clear();
  }

  /** Newer cells of selected rows. */
  refresh(rows: readonly SnapshotRow[]): void {
    if (this.#rows.size === 0) return;
    for (const row of rows) if (this.#rows.has(row.key)) this.#rows.set(row.key, row);
  }
}
