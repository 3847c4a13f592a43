// SPDX-License-Identifier: Apache-2.0
// The events that pass a filter, as row numbers: list views, Dig, printing. Four bytes an event; what a row shows is read
// when somebody looks at it.

import type { View } from '../../views/view.js';
import { EXCHANGE_BASE } from '../event/exchange.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { requiredTests } from './mandatory-columns.js';
import { rowChunks } from './row-chunks.js';
import { rowFilter, shownTest } from './row-filter.js';
import type { RowTest } from './row-predicate.js';
import { RowScan } from './row-scan.js';
import type { ViewPlan } from './view-plan.js';

export interface ListOptions {
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  /** Also events that are not shown by default: bookkeeping of the capture tool. */
  readonly internal: boolean;
  /** The view whose rows these are; without one they are events. */
  readonly view?: View;
  /** Further conditions. */
  readonly tests?: readonly RowTest[];
}

/** Row numbers in file order, growing as the capture does. */
export class EventList {
  readonly #capture: Capture;
  readonly #window: TimeWindow;
  readonly #scan: RowScan;
  #rows: Uint32Array = new Uint32Array(1024);
  #count = 0;
  readonly #view: View | undefined;
  /** What row numbers are kept without. */
  readonly #offset: number;
  /** The next row to look at. */
  #next = 0;

  constructor(capture: Capture, options: ListOptions) {
    this.#capture = capture;
    this.#window = options.window;
    this.#view = options.view;
    this.#offset = options.view?.ofRequests === true ? EXCHANGE_BASE : 0;
    this.#scan = new RowScan([
      ...(options.internal ? [] : [shownTest(capture)]),
      ...(options.filter === undefined ? [] : [rowFilter(capture, options.filter.plan)]),
      ...(options.tests ?? []),
    ]);
    this.update();
  }

  get length(): number {
    return this.#count;
  }

  /** Row number of the n-th event; -1 where there is none. */
  row(n: number): number {
    return n >= 0 && n < this.#count ? this.#offset + (this.#rows[n] as number) : -1;
  }

  /** Index of the first event at or after a row. */
  indexOfRow(row: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#offset + (this.#rows[middle] as number) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Looks at what has been appended since. */
  update(): void {
    const { store } = this.#capture;
    if (this.#next >= store.rows) return;
    // Requests that were waiting may have been answered: all are looked at again.
    if (this.#offset > 0) this.#count = 0;
    const next = this.#offset > 0 ? 0 : this.#next;
    this.#scan.sync();
    const rows = new Int32Array(CHUNK_ROWS);
    for (const chunk of this.#view === undefined ? store.chunks : rowChunks(this.#capture, this.#view)) {
      if (chunk.base + chunk.count <= next) continue;
      const from = Math.max(0, next - chunk.base);
      this.#append(chunk.base - this.#offset, rows, this.#scan.rows(chunk, rows, this.#window, from));
    }
    this.#next = store.rows;
  }

  #append(base: number, rows: Int32Array, n: number): void {
    if (this.#count + n > this.#rows.length) {
      const bigger = new Uint32Array(Math.max(this.#rows.length * 2, this.#count + n));
      bigger.set(this.#rows.subarray(0, this.#count));
      this.#rows = bigger;
    }
    for (let k = 0; k < n; k++) this.#rows[this.#count++] = base + (rows[k] as number);
  }
}

/** The events of a list view. */
export function runListQuery(
  capture: Capture,
  plan: ViewPlan,
  filter: CompiledFilter | undefined,
  window: TimeWindow,
): EventList {
  const { view } = plan;
  return new EventList(capture, { filter, window, view, internal: true, tests: requiredTests(capture, plan) });
}
