// SPDX-License-Identifier: Apache-2.0
// Values of exported fields, a chunk's rows at a time. Where the source of a field allows (key-coder.ts), a row has a code
// and each value is made once; numbers of the store are read as numbers; all else is asked of each event.

import type { FieldValue } from '../event/value.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { CellValue } from '../protocol/protocol.js';
import { toCell } from '../query/cell.js';
import { KeyCoder } from '../query/key-coder.js';
import { fill, numberSource } from '../query/number-source.js';
import { QueryCache } from '../query/query-cache.js';
import { RowView } from '../query/row-view.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import type { ExportColumn } from './export-columns.js';

/** Distinct values of a column that are remembered; more are begun again. */
const MOST_VALUES = 1 << 16;

/** One column of the rows that were read last. */
export type ColumnValues =
  /** Code by row, -1 for none; `cells` by code, which only grow while `era` is the same. */
  | { readonly kind: 'coded'; readonly codes: Int32Array; readonly cells: readonly CellValue[]; readonly era: number }
  /** NaN for none. */
  | { readonly kind: 'numbers'; readonly numbers: Float64Array }
  /** ns since `base`. */
  | { readonly kind: 'times'; readonly numbers: Float64Array; readonly base: bigint }
  | { readonly kind: 'cells'; readonly cells: readonly CellValue[] };

interface Reader {
  sync(): void;
  read(chunk: Chunk, rows: Int32Array, n: number): ColumnValues;
}

export class EventReader {
  readonly columns: readonly ExportColumn[];
  readonly #readers: readonly Reader[];

  constructor(capture: Capture, columns: readonly ExportColumn[]) {
    this.columns = columns;
    const cache = new QueryCache();
    this.#readers = columns.map((column) => readerOf(capture, column, cache));
  }

  /** To be called before rows are read that have come since. */
  sync(): void {
    for (const reader of this.#readers) reader.sync();
  }

  /** Values of rows[0, n), by column. They are overwritten by the next call. */
  read(chunk: Chunk, rows: Int32Array, n: number): readonly ColumnValues[] {
    return this.#readers.map((reader) => reader.read(chunk, rows, n));
  }
}

function readerOf(capture: Capture, column: ExportColumn, cache: QueryCache): Reader {
  if (column.type === 'time') return new TimeReader(capture);
  switch (column.use.field.source.kind) {
    case 'event':
      return new CellReader(capture, column);
    case 'column':
      return column.use.field.name === 'evt.cpu'
        ? new CodedReader(capture, column)
        : new NumberReader(capture, column, cache);
    case 'metric':
      return new NumberReader(capture, column, cache);
    default:
      return new CodedReader(capture, column);
  }
}

class TimeReader implements Reader {
  readonly #capture: Capture;
  readonly #numbers = new Float64Array(CHUNK_ROWS);

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  sync(): void {}

  read({ time }: Chunk, rows: Int32Array, n: number): ColumnValues {
    for (let k = 0; k < n; k++) this.#numbers[k] = time[rows[k] as number] as number;
    return { kind: 'times', numbers: this.#numbers, base: this.#capture.state.baseTime };
  }
}

class NumberReader implements Reader {
  readonly #capture: Capture;
  readonly #column: ExportColumn;
  readonly #cache: QueryCache;
  readonly #numbers = new Float64Array(CHUNK_ROWS);

  constructor(capture: Capture, column: ExportColumn, cache: QueryCache) {
    this.#capture = capture;
    this.#column = column;
    this.#cache = cache;
  }

  sync(): void {}

  read(chunk: Chunk, rows: Int32Array, n: number): ColumnValues {
    fill(numberSource(this.#capture, this.#column.use, this.#cache), chunk, rows, n, this.#numbers);
    return { kind: 'numbers', numbers: this.#numbers };
  }
}

class CellReader implements Reader {
  readonly #column: ExportColumn;
  readonly #view: RowView;

  constructor(capture: Capture, column: ExportColumn) {
    this.#column = column;
    this.#view = new RowView(capture);
  }

  sync(): void {}

  read(chunk: Chunk, rows: Int32Array, n: number): ColumnValues {
    const cells: CellValue[] = [];
    for (let k = 0; k < n; k++)
      cells.push(cellOf(this.#column, readField(this.#column.use, this.#view.moveTo(chunk, rows[k] as number))));
    return { kind: 'cells', cells };
  }
}

class CodedReader implements Reader {
  readonly #capture: Capture;
  readonly #column: ExportColumn;
  readonly #codes = new Int32Array(CHUNK_ROWS);
  #coder: KeyCoder;
  #cells: CellValue[] = [];
  #era = 0;

  constructor(capture: Capture, column: ExportColumn) {
    this.#capture = capture;
    this.#column = column;
    this.#coder = new KeyCoder(capture, column.use, undefined);
  }

  sync(): void {
    if (this.#coder.values.length <= MOST_VALUES) {
      this.#coder.sync();
      return;
    }
    this.#coder = new KeyCoder(this.#capture, this.#column.use, undefined);
    this.#cells = [];
    this.#era++;
  }

  read(chunk: Chunk, rows: Int32Array, n: number): ColumnValues {
    this.#coder.fill(chunk, rows, n, this.#codes);
    const { values } = this.#coder;
    for (let code = this.#cells.length; code < values.length; code++)
      this.#cells.push(cellOf(this.#column, values[code]));
    return { kind: 'coded', codes: this.#codes, cells: this.#cells, era: this.#era };
  }
}

/** A value of the column's type; null where there is none. */
function cellOf({ use, type }: ExportColumn, value: FieldValue): CellValue {
  const cell = toCell(use.field, value);
  if (cell === null || type !== 'text') return cell;
  return typeof cell === 'string' ? cell : String(cell);
}
