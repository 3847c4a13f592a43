// SPDX-License-Identifier: Apache-2.0
// A view over a stream that is read once and dropped: the text output's way (cli/print-view.ts). What a view looks back at
// stays for a while, everything else leaves once it has been added up.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS } from '../store/event-store.js';
import { kinship } from './process-tree.js';
import { StreamList } from './stream-list.js';
import type { StreamNeeds } from './stream-needs.js';
import { StreamTable } from './stream-table.js';
import { Table, type TableSource, tableSource } from './table.js';
import type { ViewPlan } from './view-plan.js';
import { EVERYTHING } from './window.js';

/** Bytes of events and columns that stay for events that look back at their enter event. */
export const KEPT_BYTES = 96 << 20;
/** Dictionary entries that events which have left may leave, beside as many as are in use. */
export const SPARE_ENTRIES = 65536;
/** Half a chunk, so that what one more read brings fits into the rest of it. */
const PACE = { rows: CHUNK_ROWS / 2, entries: SPARE_ENTRIES };

export interface StreamQuery {
  readonly plan: ViewPlan;
  readonly filter: CompiledFilter | undefined;
  /** Not one that follows the end. */
  readonly window: TimeWindow;
  readonly needs: StreamNeeds;
  /** Rows that are added up at a time, and dictionary entries that may be left of them. */
  readonly pace?: { readonly rows: number; readonly entries: number };
}

export class StreamView {
  readonly #capture: Capture;
  readonly #past: StreamNeeds['past'];
  readonly #pace: typeof PACE;
  readonly #plan: ViewPlan;
  readonly #taker: { take(): void; finish(): TableSource };

  /** The start of the capture must be known. */
  constructor(capture: Capture, { plan, filter, window, needs, pace = PACE }: StreamQuery) {
    capture.store.keepsSpan = true;
    this.#capture = capture;
    this.#past = needs.past;
    this.#pace = pace;
    this.#plan = plan;
    this.#taker =
      plan.key === undefined
        ? new StreamList(capture, plan, filter, window)
        : new TableTaker(capture, new StreamTable(capture, plan, filter, window));
  }

  /** To be called after every read. */
  advance(): void {
    const { store } = this.#capture;
    if (store.rows - store.evicted < this.#pace.rows) return;
    this.#taker.take();
    if (this.#past === 'none') this.#capture.drain(this.#pace.entries);
    else this.#capture.trim(KEPT_BYTES);
  }

  /** The view in its own order; nothing may be read after it. */
  finish(): Table {
    this.#taker.take();
    const { sortColumn, sortDescending } = this.#plan;
    return new Table(this.#taker.finish(), { column: sortColumn, descending: sortDescending }, '');
  }
}

class TableTaker {
  readonly #capture: Capture;
  readonly #table: StreamTable;

  constructor(capture: Capture, table: StreamTable) {
    this.#capture = capture;
    this.#table = table;
  }

  take(): void {
    this.#table.take();
  }

  finish(): TableSource {
    return tableSource(this.#table.finish(), kinship(this.#capture, EVERYTHING));
  }
}
