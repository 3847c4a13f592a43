// SPDX-License-Identifier: Apache-2.0
// What takes exported events: a sink of JSON objects, or Parquet files.

import type { EventBatch } from '../engine/export/event-export.js';
import type { ExportColumn } from '../engine/export/export-columns.js';
import { JsonRows } from '../engine/export/json-rows.js';
import type { ParquetExport } from '../engine/export/parquet-export.js';
import type { RecordSink } from '../engine/export/record-sink.js';
import type { Capture } from '../engine/ingest/capture.js';
import { failure, ok, type Result } from '../engine/result.js';
import { packageVersion } from '../program-files.js';
import { openSink, reported, type Target } from './export-target.js';
import type { Options } from './options.js';

/** Rows after which a receiver is asked whether it keeps up. */
const PIECE = 512;

export interface EventTaker {
  /** Returns whether more is wanted; rejects where nothing can be written. */
  take(batch: EventBatch): Promise<boolean>;
  /** Lines about what went; the error says what did not. */
  close(): Promise<Result<readonly string[], string>>;
}

export interface TakerOptions {
  readonly options: Options;
  readonly columns: readonly ExportColumn[];
  readonly capture: Capture;
}

/** The error is a sentence about the target. */
export async function openTaker(target: Target, given: TakerOptions): Promise<Result<EventTaker, string>> {
  if (target.kind === 'parquet') {
    const library = await loadParquet();
    return library.ok ? ok(new ParquetTaker(library.value, target.value, given)) : library;
  }
  const sink = await openSink(
    { kind: target.kind, value: target.value },
    { options: given.options, host: hostOf(given.capture) },
  );
  return sink.ok ? ok(new RecordTaker(sink.value, given.columns)) : sink;
}

type ParquetLibrary = typeof import('../engine/export/parquet-export.js');

/** Its packages are optional: they weigh more than all of the rest. */
export async function loadParquet(): Promise<Result<ParquetLibrary, string>> {
  try {
    return ok(await import('../engine/export/parquet-export.js'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return failure('--parquet needs two packages that are not installed: npm install apache-arrow parquet-wasm');
  }
}

/** The machine that the events are of; empty where nobody says. */
export function hostOf({ state }: Capture): string {
  return state.machine?.hostname ?? '';
}

/** Events as JSON objects for a sink. */
class RecordTaker implements EventTaker {
  readonly #sink: RecordSink;
  readonly #json: JsonRows;

  constructor(sink: RecordSink, columns: readonly ExportColumn[]) {
    this.#sink = sink;
    this.#json = new JsonRows(columns);
  }

  async take({ n, values, times, base }: EventBatch): Promise<boolean> {
    for (let k = 0; k < n; k++) {
      const time = times[k] as number;
      this.#sink.put({ json: this.#json.text(values, k), time: Number.isNaN(time) ? undefined : base + BigInt(time) });
      if (k % PIECE === PIECE - 1 && !(await this.#sink.ready())) return false;
    }
    return this.#sink.ready();
  }

  async close(): Promise<Result<readonly string[], string>> {
    return reported(this.#sink, 'events', await this.#sink.close());
  }
}

class ParquetTaker implements EventTaker {
  readonly #library: ParquetLibrary;
  readonly #folder: string;
  readonly #given: TakerOptions;
  #files: ParquetExport | undefined;

  constructor(library: ParquetLibrary, folder: string, given: TakerOptions) {
    this.#library = library;
    this.#folder = folder;
    this.#given = given;
  }

  async take(batch: EventBatch): Promise<boolean> {
    this.#files ??= this.#begin();
    await this.#files.take(batch);
    return true;
  }

  async close(): Promise<Result<readonly string[], string>> {
    const { rows, files, bytes } = (await this.#files?.close()) ?? { rows: 0, files: 0, bytes: 0 };
    return ok([`${rows} events to ${this.#folder}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB`]);
  }

  /** The name of the machine is known when its events come. */
  #begin(): ParquetExport {
    const { options, columns, capture } = this.#given;
    const hostname = hostOf(capture);
    return new this.#library.ParquetExport({
      folder: this.#folder,
      columns,
      host: hostname === '' ? 'unknown' : hostname,
      metadata: new Map([
        ['sysdrill.version', packageVersion()],
        ['sysdrill.source', options.read.length === 0 ? 'live' : options.read.join(', ')],
        ['sysdrill.filter', options.words.join(' ')],
        ['sysdrill.fields', columns.map(({ name }) => name).join(' ')],
      ]),
    });
  }
}
