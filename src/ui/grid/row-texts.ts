// SPDX-License-Identifier: Apache-2.0
// The texts of rows, formatted once per snapshot row and remembered as long as the row lives, and the widths that the
// columns need for them. Widths only grow while a table is open: a live table must not jump to and fro.

import type { ColumnInfo, SnapshotRow } from '../../engine/protocol/protocol.js';
import type { CellMeter } from '../cell-width.js';
import { type FormatContext, formatCell } from '../format.js';
import { type SafeText, safeText } from '../safe-text.js';

export interface CellText {
  readonly text: SafeText;
  /** Cells that it takes. */
  readonly width: number;
}

/** Code units of a cell that are shown; a command line may have 100,000. */
const LONGEST = 4096;

export class RowTexts {
  readonly #meter: CellMeter;
  readonly #asciiOnly: boolean;
  #texts = new WeakMap<SnapshotRow, readonly CellText[]>();
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
    this.#measured = new WeakSet();
  }

  /** Safe texts of a row's cells, and their widths. */
  of(row: SnapshotRow, columns: readonly ColumnInfo[]): readonly CellText[] {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const texts = columns.map((column, i) => {
      const text = formatCell(row.cells[i] ?? null, column.display, this.#context);
      // Programs that set their title fill the rest of their arguments with blanks.
      const safe = safeText(text.slice(0, LONGEST).trimEnd(), this.#asciiOnly);
      return { text: safe, width: this.#meter.width(safe) };
    });
    this.#texts.set(row, texts);
    return texts;
  }

  /** Cells of the widest text that each column has shown, `rows` included. */
  widths(rows: readonly SnapshotRow[], columns: readonly ColumnInfo[]): readonly number[] {
    if (this.#measured.has(rows)) return this.#widths;
    this.#measured.add(rows);
    for (const row of rows) {
      for (const [i, cell] of this.of(row, columns).entries()) {
        if (cell.width > (this.#widths[i] ?? 0)) this.#widths[i] = cell.width;
      }
    }
    return this.#widths;
  }
}
