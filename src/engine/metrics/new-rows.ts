// SPDX-License-Identifier: Apache-2.0
// The rows of a metric that have come since the last call, each once: events as they come, requests when their answer has.

import { EXCHANGE_BASE } from '../event/exchange.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { requiredTests } from '../query/mandatory-columns.js';
import { rowChunks } from '../query/row-chunks.js';
import { rowFilter } from '../query/row-filter.js';
import { partsOf } from '../query/row-predicate.js';
import { RowScan } from '../query/row-scan.js';
import { RowView } from '../query/row-view.js';
import type { ViewPlan } from '../query/view-plan.js';
import { CHUNK_ROWS, type Chunk, RowFlag } from '../store/event-store.js';
import type { MetricPlan } from './metric-plan.js';

/** ns after which a request is counted although no answer has come. */
const PATIENCE = 30e9;

export class NewRows {
  readonly rows = new Int32Array(CHUNK_ROWS);
  readonly #capture: Capture;
  readonly #plan: ViewPlan;
  readonly #window: TimeWindow;
  readonly #scan: RowScan;
  readonly #view: RowView;
  /** All rows below have been taken. */
  #next: number;
  /** Rows beyond that have been taken too. */
  #taken = new Set<number>();

  constructor(capture: Capture, { plan, filter }: Pick<MetricPlan, 'plan' | 'filter'>, window: TimeWindow) {
    this.#capture = capture;
    this.#plan = plan;
    this.#window = window;
    this.#view = new RowView(capture);
    this.#next = plan.view.ofRequests === true ? EXCHANGE_BASE : 0;
    this.#scan = new RowScan([
      ...(filter === undefined ? [] : partsOf(rowFilter(capture, filter.plan))),
      ...requiredTests(capture, plan),
    ]);
  }

  /** Calls `visit` for each chunk with new rows, which are in `rows`. `isEnd`: nothing more will come. */
  take(visit: (chunk: Chunk, n: number) => void, isEnd: boolean): void {
    const isOfRequests = this.#plan.view.ofRequests === true;
    if (!isOfRequests && this.#next === this.#capture.store.rows) return;
    this.#scan.sync();
    let low = -1;
    let end = this.#next;
    for (const chunk of rowChunks(this.#capture, this.#plan.view)) {
      end = chunk.base + chunk.count;
      if (end <= this.#next) continue;
      const first = isOfRequests ? this.#firstPending(chunk, isEnd) : -1;
      if (low < 0 && first >= 0) low = first;
      const n = this.#scan.rows(chunk, this.rows, this.#window, Math.max(0, this.#next - chunk.base));
      const left = isOfRequests ? this.#answered(chunk, n, isEnd) : n;
      if (left > 0) visit(chunk, left);
    }
    this.#next = Math.max(this.#next, low < 0 ? end : low);
    for (const row of this.#taken) if (row < this.#next) this.#taken.delete(row);
  }

  /** The first request of a chunk that waits for its answer; -1 where none does. */
  #firstPending(chunk: Chunk, isEnd: boolean): number {
    for (let i = Math.max(0, this.#next - chunk.base); i < chunk.count; i++) {
      if (!this.#isReady(chunk, i, isEnd)) return chunk.base + i;
    }
    return -1;
  }

  /** Leaves those of rows[0, n) that have been answered and were not taken yet. */
  #answered(chunk: Chunk, n: number, isEnd: boolean): number {
    const { rows } = this;
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const row = chunk.base + i;
      if (this.#taken.has(row) || !this.#isReady(chunk, i, isEnd)) continue;
      this.#taken.add(row);
      rows[kept++] = i;
    }
    return kept;
  }

  #isReady(chunk: Chunk, i: number, isEnd: boolean): boolean {
    if (isEnd || (chunk.flagsAt(i) & RowFlag.STATE_ONLY) !== 0) return true;
    const exchange = this.#view.moveTo(chunk, i).exchange();
    if (exchange === undefined || exchange.ok !== undefined || exchange.isOneWay) return true;
    return this.#capture.store.span().to - chunk.timeAt(i) > PATIENCE;
  }
}
