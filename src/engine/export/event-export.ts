// SPDX-License-Identifier: Apache-2.0
// Events that pass a filter, on their way out of the store: each new row once, a chunk at a time. What takes them is asked
// to keep up after each.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { rowFilter, shownTest } from '../query/row-filter.js';
import { RowScan } from '../query/row-scan.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { type ColumnValues, EventReader } from './event-reader.js';
import type { ExportColumn } from './export-columns.js';

/** Rows with their values, which are overwritten by the next. */
export interface EventBatch {
  readonly n: number;
  /** By column. */
  readonly values: readonly ColumnValues[];
  /** ns since `base`, which is ns since 1970; NaN where an event has no time. */
  readonly times: Float64Array;
  readonly base: bigint;
}

/** Returns whether more is wanted. */
export type BatchTaker = (batch: EventBatch) => Promise<boolean>;

export interface EventExportOptions {
  readonly columns: readonly ExportColumn[];
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  /** Rows at most. */
  readonly count: number;
  /** Also the capture tool's own events. */
  readonly internal: boolean;
}

export class EventExport {
  readonly #capture: Capture;
  readonly #window: TimeWindow;
  readonly #scan: RowScan;
  readonly #reader: EventReader;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  readonly #times = new Float64Array(CHUNK_ROWS);
  #next = 0;
  #left: number;

  constructor(capture: Capture, { columns, filter, window, count, internal }: EventExportOptions) {
    this.#capture = capture;
    this.#window = window;
    this.#left = count;
    this.#reader = new EventReader(capture, columns);
    this.#scan = new RowScan([
      ...(internal ? [] : [shownTest(capture)]),
      ...(filter === undefined ? [] : [rowFilter(capture, filter.plan)]),
    ]);
  }

  /** Hands out what has come since the last call; false when nothing more is wanted. */
  async advance(take: BatchTaker): Promise<boolean> {
    const { store } = this.#capture;
    if (store.rows === this.#next) return this.#left > 0;
    this.#scan.sync();
    this.#reader.sync();
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      const found = this.#scan.rows(chunk, this.#rows, this.#window, Math.max(0, this.#next - chunk.base));
      const n = Math.min(found, this.#left);
      this.#left -= n;
      if (n > 0 && !(await take(this.#batch(chunk, n)))) return false;
      if (this.#left <= 0) return false;
    }
    this.#next = store.rows;
    return true;
  }

  #batch(chunk: Chunk, n: number): EventBatch {
    const { time } = chunk;
    for (let k = 0; k < n; k++) this.#times[k] = time[this.#rows[k] as number] as number;
    const values = this.#reader.read(chunk, this.#rows, n);
    return { n, values, times: this.#times, base: this.#capture.state.baseTime };
  }
}
