// SPDX-License-Identifier: Apache-2.0
// Events as Parquet files below a folder: host=NAME/date=YYYY-MM-DD/hour=HH/, which DuckDB, ClickHouse and Spark read as
// columns. Rows are in the order of the capture, which is nearly that of time; a file has at most a million.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellValue } from '../protocol/protocol.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { ArrowBatches } from './arrow-batch.js';
import type { EventBatch } from './event-export.js';
import type { ExportColumn, ExportType } from './export-columns.js';
import { ParquetFile } from './parquet-file.js';

const FILE_ROWS = 1 << 20;
const HOUR = 3600e9;
const HOUR_BIG = 3_600_000_000_000n;
/** Hours that are open at the same time: CPUs are merged with inversions of milliseconds. */
const MOST_OPEN = 2;

export interface ParquetReport {
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
}

export interface ParquetOptions {
  readonly folder: string;
  readonly columns: readonly ExportColumn[];
  /** Name of the machine. */
  readonly host: string;
  /** About the capture, for readers of the files. */
  readonly metadata: ReadonlyMap<string, string>;
}

export class ParquetExport {
  readonly #options: ParquetOptions;
  readonly #batches: ArrowBatches;
  /** Files by hour since 1970; the one that was written last comes last. */
  readonly #open = new Map<number, ParquetFile>();
  readonly #picks = new Int32Array(CHUNK_ROWS);
  /** Distinguishes the files of this run from existing ones. */
  readonly #run = `${Date.now().toString(36)}-${process.pid}`;
  #report: ParquetReport = { rows: 0, files: 0, bytes: 0 };

  constructor(options: ParquetOptions) {
    this.#options = options;
    this.#batches = new ArrowBatches(options.columns);
  }

  /** Rejects where a file cannot be written. */
  async take({ n, values, times, base }: EventBatch): Promise<void> {
    let from = 0;
    while (from < n) {
      const hour = hourOf(times[from] as number, base);
      let end = from + 1;
      while (end < n && hourOf(times[end] as number, base) === hour) end++;
      for (let k = from; k < end; k++) this.#picks[k - from] = k;
      await this.#write(hour, this.#batches.bytes({ values, picks: this.#picks, n: end - from }), end - from);
      from = end;
    }
  }

  async close(): Promise<ParquetReport> {
    for (const hour of [...this.#open.keys()]) await this.#close(hour);
    return this.#report;
  }

  async #write(hour: number, bytes: Uint8Array, rows: number): Promise<void> {
    const file = this.#open.get(hour) ?? (await this.#begin(hour));
    this.#open.delete(hour);
    this.#open.set(hour, file);
    await file.add(bytes, rows);
    if (file.rows >= FILE_ROWS) await this.#close(hour);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) await this.#close(oldest);
  }

  async #begin(hour: number): Promise<ParquetFile> {
    const { folder, host, metadata } = this.#options;
    const [date = '', time = ''] = new Date(hour * 3_600_000).toISOString().split('T');
    const place = join(folder, `host=${encodeURIComponent(host)}`, `date=${date}`, `hour=${time.slice(0, 2)}`);
    await mkdir(place, { recursive: true, mode: 0o700 });
    const number = String(this.#report.files + this.#open.size).padStart(5, '0');
    return ParquetFile.create(join(place, `events-${this.#run}-${number}.parquet`), metadata);
  }

  async #close(hour: number): Promise<void> {
    const file = this.#open.get(hour);
    if (file === undefined) return;
    this.#open.delete(hour);
    const { rows, files, bytes } = this.#report;
    this.#report = { rows: rows + file.rows, files: files + 1, bytes: bytes + (await file.close()) };
  }
}

/** Hours since 1970; an event without a time belongs to that of the first. */
function hourOf(relative: number, base: bigint): number {
  const rest = Number(base % HOUR_BIG) + (Number.isNaN(relative) ? 0 : relative);
  return Number(base / HOUR_BIG) + Math.floor(rest / HOUR);
}

/** What is asked of a table of a view. */
export interface ViewTable {
  readonly length: number;
  columns(): readonly { readonly name: string; readonly field: string }[];
  row(place: number): { readonly key: string; readonly cells: readonly CellValue[] };
}

/** The rows of a view as one file, view=ID/…, with a column `key`. Rejects where it cannot be written. */
export async function writeTable(folder: string, id: string, table: ViewTable): Promise<ParquetReport> {
  const place = join(folder, `view=${id}`);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const rows = Array.from({ length: table.length }, (_, k) => table.row(k));
  const cells = [rows.map(({ key }) => key), ...table.columns().map((_, c) => rows.map((row) => row.cells[c] ?? null))];
  const names = uniqueNames(['key', ...table.columns().map(({ name }) => name)]);
  const columns = names.map((name, c) => ({ name, type: c === 0 ? ('text' as const) : typeOfCells(cells[c] ?? []) }));
  const path = join(place, `rows-${Date.now().toString(36)}-${process.pid}.parquet`);
  const file = await ParquetFile.create(path, new Map([['sysdrill.view', id]]));
  const values = cells.map((one) => ({ kind: 'cells' as const, cells: one }));
  const picks = Int32Array.from(rows, (_, k) => k);
  await file.add(new ArrowBatches(columns).bytes({ values, picks, n: rows.length }), rows.length);
  return { rows: rows.length, files: 1, bytes: await file.close() };
}

function uniqueNames(names: readonly string[]): readonly string[] {
  return names.map((name, k) => (names.indexOf(name) === k ? name : `${name}_${k}`));
}

/** What all values of a column are. */
function typeOfCells(cells: readonly CellValue[]): ExportType {
  const known = cells.filter((cell) => cell !== null);
  if (known.length > 0 && known.every((cell) => typeof cell === 'boolean')) return 'boolean';
  if (!known.every((cell) => typeof cell === 'number' || typeof cell === 'bigint')) return 'text';
  return known.every((cell) => typeof cell === 'bigint' || Number.isSafeInteger(cell)) ? 'int' : 'float';
}
