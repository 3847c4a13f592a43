// SPDX-License-Identifier: Apache-2.0
// The texts of rows, formatted once per snapshot row and remembered as long as the row lives, and the widths that the
// columns need for them. Widths only grow while a table is open: a live table must not jump to and fro.

import type { ColumnInfo, SnapshotRow } from '../../engine/pipeline/protocol.js';
import type { CellMeter } from '../cell-width.js';
import { type FormatContext, formatCell } from '../format.js';
import { type SafeText, safeText } from '../safe-text.js';

/** Code units of a cell that are shown; a command line may have 100,000. */
const LONGEST = 4096;

export class RowTexts {
  readonly #meter: CellMeter;
  readonly #asciiOnly: boolean;
  #texts = new WeakMap<SnapshotRow, readonly SafeText[]>();
  #measured = new WeakSet<readonly SnapshotRow[]>();
  #widths: number[] = [];
  #context: FormatContext = { baseTime: undefined };

  constructor(meter: CellMeter, asciiOnly: boolean) {
    this.#meter = meter;
    this.#asciiOnly = asciiOnly;
  }

  /** Another table: its columns start from their own widths. */
  reset(): void {
    this.#widths = [];
    this.#measured = new WeakSet();
  }

  setContext(context: FormatContext): void {
    if (context.baseTime === this.#context.baseTime) return;
    this.#context = context;
    this.#texts = new WeakMap();
  }

  /** Safe texts of a row's cells. */
  of(row: SnapshotRow, columns: readonly ColumnInfo[]): readonly SafeText[] {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const texts = columns.map((column, i) => {
      const text = formatCell(row.cells[i] ?? null, column.display, this.#context);
      return safeText(text.slice(0, LONGEST), this.#asciiOnly);
    });
    this.#texts.set(row, texts);
    return texts;
  }

  /** Cells of the widest text that each column has shown, `rows` included. */
  widths(rows: readonly SnapshotRow[], columns: readonly ColumnInfo[]): readonly number[] {
    if (this.#measured.has(rows)) return this.#widths;
    this.#measured.add(rows);
    for (const row of rows) {
      for (const [i, text] of this.of(row, columns).entries()) {
        // Cells are never fewer than code units / 2, so most texts need no measuring.
        if (text.length * 2 <= (this.#widths[i] ?? 0)) continue;
        this.#widths[i] = Math.max(this.#widths[i] ?? 0, this.#meter.width(text));
      }
    }
    return this.#widths;
  }
}
