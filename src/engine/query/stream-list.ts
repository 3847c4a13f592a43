// SPDX-License-Identifier: Apache-2.0
// The events of a list view out of a stream that is not kept: their cells are read while they pass. Memory grows with what
// the list shows.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { listCell } from './cell.js';
import { requiredTests } from './mandatory-columns.js';
import { type PassingValue, passingValue, valueNow } from './passing-value.js';
import { rowFilter } from './row-filter.js';
import { RowScan } from './row-scan.js';
import { RowView } from './row-view.js';
import type { TableSource } from './table.js';
import type { ViewPlan } from './view-plan.js';

export class StreamList {
  readonly #capture: Capture;
  readonly #plan: ViewPlan;
  readonly #window: TimeWindow;
  readonly #scan: RowScan;
  readonly #view: RowView;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  /** Event numbers, and the cells of each. */
  readonly #events: number[] = [];
  readonly #cells: PassingValue[][] = [];
  /** The next row to look at. */
  #next = 0;

  constructor(capture: Capture, plan: ViewPlan, filter: CompiledFilter | undefined, window: TimeWindow) {
    this.#capture = capture;
    this.#plan = plan;
    this.#window = window;
    this.#view = new RowView(capture);
    this.#scan = new RowScan([
      ...(filter === undefined ? [] : [rowFilter(capture, filter.plan)]),
      ...requiredTests(capture, plan),
    ]);
  }

  /** Adds the events that have come since the last call. */
  take(): void {
    const { store } = this.#capture;
    if (store.rows === this.#next) return;
    this.#scan.sync();
    for (const chunk of store.chunks) if (chunk.base + chunk.count > this.#next) this.#add(chunk);
    this.#next = store.rows;
  }

  finish(): TableSource {
    const events = this.#events;
    return {
      plan: this.#plan,
      length: events.length,
      matchedEvents: events.length,
      cell: (row, column) => {
        const planned = this.#plan.columns[column];
        return planned === undefined ? null : listCell(planned, valueNow(planned.use, this.#cells[row]?.[column]));
      },
      key: (row) => String(events[row]),
      keyValue: (row) => events[row] as number,
      firstEvent: (row) => events[row] as number,
      alive: () => true,
      parentKey: () => undefined,
    };
  }

  #add(chunk: Chunk): void {
    const n = this.#scan.rows(chunk, this.#rows, this.#window, Math.max(0, this.#next - chunk.base));
    for (let k = 0; k < n; k++) {
      const view = this.#view.moveTo(chunk, this.#rows[k] as number);
      this.#events.push(view.num);
      this.#cells.push(this.#plan.columns.map(({ use }) => passingValue(use, view)));
    }
  }
}
