// SPDX-License-Identifier: Apache-2.0
// Rows as an Arrow record batch. A text column is a dictionary and an index per row, which is what the store holds of it
// anyway: texts are written once per batch. The only file that knows Arrow; loaded when something is written as Parquet.

import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampNanosecond,
  tableToIPC,
  Utf8,
} from 'apache-arrow';
import type { CellValue } from '../protocol/protocol.js';
import type { ColumnValues } from './event-reader.js';
import type { ExportColumn, ExportType } from './export-columns.js';

export type NamedColumn = Pick<ExportColumn, 'name' | 'type'>;

/** Rows of what was read last. */
export interface PickedRows {
  readonly values: readonly ColumnValues[];
  /** Indices of rows into `values`. */
  readonly picks: Int32Array;
  readonly n: number;
}

const TYPES: Readonly<Record<ExportType, (column: number) => DataType>> = {
  text: (column) => new Dictionary(new Utf8(), new Int32(), column),
  int: () => new Int64(),
  float: () => new Float64(),
  boolean: () => new Bool(),
  time: () => new TimestampNanosecond('UTC'),
};
const HALF = 2 ** 32;

export class ArrowBatches {
  readonly #columns: readonly NamedColumn[];
  readonly #schema: Schema;
  /** By column: code → what it is in the batch, + 1. */
  readonly #places: Int32Array[];

  /** Columns are named as fields are, with `_` for what SQL would want in quotes. */
  constructor(columns: readonly NamedColumn[]) {
    this.#columns = columns;
    this.#schema = new Schema(columns.map(({ name, type }, c) => new Field(columnName(name), TYPES[type](c), true)));
    this.#places = columns.map(() => new Int32Array(1024));
  }

  /** As a stream of Arrow IPC. */
  bytes(rows: PickedRows): Uint8Array {
    const children = this.#columns.map(({ type }, c) => this.#data(type, c, rows));
    const struct = makeData({ type: new Struct(this.#schema.fields), length: rows.n, nullCount: 0, children });
    return tableToIPC(new Table([new RecordBatch(this.#schema, struct)]), 'stream');
  }

  #data(type: ExportType, c: number, rows: PickedRows): Data {
    const values = rows.values[c] as ColumnValues;
    switch (type) {
      case 'text':
        return this.#dictionary(c, values, rows);
      case 'float':
        return floats(values, rows);
      case 'boolean':
        return booleans(values, rows);
      case 'int':
        return makeInt64(new Int64(), integers(values, rows), rows.n);
      case 'time':
        return makeInt64(new TimestampNanosecond('UTC'), integers(values, rows), rows.n);
    }
  }

  #dictionary(c: number, values: ColumnValues, { picks, n }: PickedRows): Data {
    const texts: string[] = [];
    const indices = new Int32Array(n);
    const valid = new Validity(n);
    const place = values.kind === 'coded' ? this.#placer(c, values, texts) : byText(values, texts);
    for (let k = 0; k < n; k++) {
      const at = place(picks[k] as number);
      if (at < 0) valid.clear(k);
      else indices[k] = at;
    }
    const type = this.#schema.fields[c]?.type as Dictionary<Utf8, Int32>;
    const dictionary = makeVector(utf8(texts));
    return makeData({ type, length: n, nullCount: valid.nulls, nullBitmap: valid.bits, data: indices, dictionary });
  }

  /** Place in the dictionary of the text of a row; -1 for none. */
  #placer(
    c: number,
    { codes, cells }: Extract<ColumnValues, { kind: 'coded' }>,
    texts: string[],
  ): (i: number) => number {
    const known = this.#places[c] as Int32Array;
    const places = known.length >= cells.length ? known.fill(0) : new Int32Array(2 * cells.length);
    this.#places[c] = places;
    return (i) => {
      const code = codes[i] as number;
      if (code < 0) return -1;
      if (places[code] === 0) places[code] = texts.push(String(cells[code]));
      return (places[code] as number) - 1;
    };
  }
}

export function columnName(field: string): string {
  return field.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
}

function byText(values: ColumnValues, texts: string[]): (i: number) => number {
  const places = new Map<string, number>();
  return (i) => {
    const cell = cellAt(values, i);
    if (cell === null) return -1;
    const text = String(cell);
    let place = places.get(text);
    if (place === undefined) {
      place = texts.push(text) - 1;
      places.set(text, place);
    }
    return place;
  };
}

/** The value of a row; null for numbers that do not exist. */
function cellAt(values: ColumnValues, i: number): CellValue {
  switch (values.kind) {
    case 'coded': {
      const code = values.codes[i] as number;
      return code < 0 ? null : (values.cells[code] ?? null);
    }
    case 'cells':
      return values.cells[i] ?? null;
    default: {
      const number = values.numbers[i] as number;
      return Number.isNaN(number) ? null : number;
    }
  }
}

/** Which rows have a value, as Arrow's bits. */
class Validity {
  readonly bits: Uint8Array;
  nulls = 0;

  constructor(n: number) {
    this.bits = new Uint8Array((n + 7) >> 3).fill(0xff);
  }

  clear(k: number): void {
    this.bits[k >> 3] = (this.bits[k >> 3] as number) & ~(1 << (k & 7));
    this.nulls++;
  }
}

interface Integers {
  readonly data: BigInt64Array;
  readonly valid: Validity;
}

/** 64-bit numbers by halves: a BigInt for each would cost more than all else. */
function integers(values: ColumnValues, { picks, n }: PickedRows): Integers {
  const data = new BigInt64Array(n);
  const halves = new Int32Array(data.buffer);
  const valid = new Validity(n);
  const base = values.kind === 'times' ? values.base : 0n;
  const [low, high] = [Number(BigInt.asUintN(32, base)), Number(base >> 32n)];
  for (let k = 0; k < n; k++) {
    const cell = cellAt(values, picks[k] as number);
    if (typeof cell === 'bigint') data[k] = cell;
    else if (cell === null || cell === '') valid.clear(k);
    else {
      const sum = low + Math.trunc(Number(cell));
      const carry = Math.floor(sum / HALF);
      halves[2 * k] = sum - carry * HALF;
      halves[2 * k + 1] = high + carry;
    }
  }
  return { data, valid };
}

function makeInt64(type: Int64 | TimestampNanosecond, { data, valid }: Integers, length: number): Data {
  const parts = { length, nullCount: valid.nulls, nullBitmap: valid.bits, data };
  return type instanceof Int64 ? makeData({ type, ...parts }) : makeData({ type, ...parts });
}

function floats(values: ColumnValues, { picks, n }: PickedRows): Data {
  const data = new Float64Array(n);
  const valid = new Validity(n);
  for (let k = 0; k < n; k++) {
    const cell = cellAt(values, picks[k] as number);
    if (cell === null) valid.clear(k);
    else data[k] = Number(cell);
  }
  return makeData({ type: new Float64(), length: n, nullCount: valid.nulls, nullBitmap: valid.bits, data });
}

function booleans(values: ColumnValues, { picks, n }: PickedRows): Data {
  const data = new Uint8Array((n + 7) >> 3);
  const valid = new Validity(n);
  for (let k = 0; k < n; k++) {
    const cell = cellAt(values, picks[k] as number);
    if (cell === null) valid.clear(k);
    else if (cell === true || cell === 1) data[k >> 3] = (data[k >> 3] as number) | (1 << (k & 7));
  }
  return makeData({ type: new Bool(), length: n, nullCount: valid.nulls, nullBitmap: valid.bits, data });
}

function utf8(texts: readonly string[]): Data<Utf8> {
  const bytes = texts.map((text) => Buffer.from(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (const [k, one] of bytes.entries()) valueOffsets[k + 1] = (valueOffsets[k] as number) + one.length;
  return makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data: Buffer.concat(bytes) });
}
