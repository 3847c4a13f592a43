// SPDX-License-Identifier: Apache-2.0
// Rows that have left a living table stay for two more refreshes, marked as ended, where they were: who looks at a process
// sees that it ends, and what took its place does not slip under the cursor. Rows that were marked as ended already, as
// processes are while the window still holds some of their work, leave at once. Only where the whole table is loaded: of
// a part nobody knows whether a row has left the table or only the part.

import type { SnapshotRow, TableSnapshot, Viewport } from '../../engine/protocol/protocol.js';
import { type GridState, viewportOf } from '../grid/grid-state.js';

/** Refreshes. */
const STAY = 2;
/** Rows of tables that are loaded whole. */
const WHOLE = 500;

interface Ghost {
  readonly row: SnapshotRow;
  /** Where it stood. */
  readonly index: number;
  /** Refreshes since it left. */
  readonly age: number;
}

export class VanishingRows {
  #ghosts: readonly Ghost[] = [];
  #shown: readonly SnapshotRow[] = [];

  /** Another table: nothing of it has been seen. */
  reset(): void {
    this.#ghosts = [];
    this.#shown = [];
  }

  /** The snapshot with the rows that have just left. `isRefresh`: time has gone on since the last one. */
  added(snapshot: TableSnapshot, isRefresh: boolean): TableSnapshot {
    const isWhole = snapshot.offset === 0 && snapshot.rows.length === snapshot.total;
    if (!isWhole || snapshot.total > WHOLE || snapshot.rows.some((row) => row.depth > 0)) {
      this.reset();
      return snapshot;
    }
    const here = new Set(snapshot.rows.map((row) => row.key));
    const step = isRefresh ? 1 : 0;
    this.#ghosts = this.#shown.flatMap((row, index): Ghost[] => {
      if (here.has(row.key)) return [];
      const known = this.#ghosts.find((ghost) => ghost.row.key === row.key);
      if (known === undefined && !row.alive) return [];
      const age = (known?.age ?? 0) + step;
      return age > STAY ? [] : [{ row: known?.row ?? { ...row, alive: false }, index, age }];
    });
    const rows = [...snapshot.rows];
    for (const ghost of this.#ghosts) rows.splice(Math.min(ghost.index, rows.length), 0, ghost.row);
    this.#shown = rows;
    if (this.#ghosts.length === 0) return snapshot;
    return { ...snapshot, rows, total: rows.length };
  }

  /** Index in the engine's table of what the screen shows at `index`; for a row that has left, of the next one. */
  toEngine(index: number): number {
    if (this.#ghosts.length === 0) return index;
    return index - this.#shown.slice(0, Math.max(0, index)).filter((row) => this.#isGhost(row)).length;
  }

  /** Where the screen shows the engine's row `index`. */
  toScreen(index: number): number {
    if (this.#ghosts.length === 0 || index < 0) return index;
    let left = index;
    const at = this.#shown.findIndex((row) => !this.#isGhost(row) && left-- === 0);
    return at < 0 ? index : at;
  }

  #isGhost(row: SnapshotRow): boolean {
    return this.#ghosts.some((ghost) => ghost.row === row);
  }
}

/** Small living tables are asked for whole, so that rows that leave them can be seen to. */
export function wantedViewport(grid: GridState, isLive: boolean): Viewport {
  const viewport = viewportOf(grid);
  if (!isLive || grid.total > WHOLE) return viewport;
  return { ...viewport, top: 0, height: Math.max(WHOLE, viewport.height) };
}
