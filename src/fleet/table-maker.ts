// SPDX-License-Identifier: Apache-2.0
// Tables of one host for all who ask: the same question again goes on from where its last table ended, and has that table
// where nothing has come since.

import type { Capture } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { QueryCache } from '../engine/query/query-cache.js';
import { compileViewFilter } from '../engine/query/view-filter.js';
import { planView, type ViewPlan } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import { OpenTable } from '../engine/session/open-table.js';
import type { FleetWindow, TableQuestion } from './messages.js';
import { encode } from './wire.js';

/** Tables that are kept; those beyond are made again. */
const MOST_OPEN = 8;

export interface MadeTable {
  readonly open: OpenTable;
  readonly plan: ViewPlan;
  /** Rows of the store that the table is of. */
  rows: number;
}

export class TableMaker {
  readonly #capture: Capture;
  readonly #cache = new QueryCache();
  readonly #made = new Map<string, MadeTable>();

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** The table of a question over what is there now; the error is a sentence. */
  make(question: TableQuestion): Result<MadeTable, string> {
    const name = encode(question);
    const known = this.#made.get(name);
    this.#made.delete(name);
    const made = known === undefined ? this.#makeNew(question) : ok(this.#upToDate(known));
    if (made.ok) this.#made.set(name, made.value);
    this.#dropOldest();
    return made;
  }

  #dropOldest(): void {
    const [oldest] = this.#made;
    if (oldest === undefined || this.#made.size <= MOST_OPEN) return;
    oldest[1].open.close();
    this.#made.delete(oldest[0]);
  }

  #upToDate(made: MadeTable): MadeTable {
    const { rows } = this.#capture.store;
    if (made.rows !== rows || made.open.scanned < 1) made.open.refresh();
    made.rows = rows;
    return made;
  }

  #makeNew(question: TableQuestion): Result<MadeTable, string> {
    const plan = planView(question.view, question.containers);
    if (!plan.ok) return plan;
    const filter = compileViewFilter(question.view.filter, question.filter);
    if (!filter.ok) return failure(filter.error.message);
    const { sort, text, budget } = question;
    const window = hostWindow(this.#capture, question.window);
    const open = new OpenTable(this.#capture, plan.value, filter.value, {
      ...{ window, sort, text, budget },
      cache: this.#cache,
    });
    return ok({ open, plan: plan.value, rows: this.#capture.store.rows });
  }
}

/** A window of the fleet as ns since this host's first event. */
export function hostWindow({ state }: Capture, { from, to, last }: FleetWindow): TimeWindow {
  const since = (time: bigint): number => Number(time - state.baseTime);
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : since(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : since(to),
    ...(last === undefined ? {} : { last }),
  };
}
