// SPDX-License-Identifier: Apache-2.0
// One column of a table over time: the view computed for short stretches of the window, one after the other. Stretches
// begin at multiples of their length, so that those that are over stay as they are while the window moves: a refresh
// looks at what has come since, not at the whole window.

import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { TableTrend } from '../protocol/row-details.js';
import { isOfState } from './idle-threads.js';
import type { QueryCache } from './query-cache.js';
import { keyText } from './table.js';
import type { TableData } from './table-data.js';
import { type TableQuery, TableRun } from './table-query.js';
import { trendColumn, trendPlan } from './trend-column.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';
import { fixedWindow, heldWindow } from './window.js';

/** ns. Events of several CPUs come out of order by milliseconds; what is older than this does not change any more. */
const SETTLED = 1e9;
/** Lengths of stretches are powers of 2 to the power of 1/4: of a window that grows they change seldom. */
const STEPS_PER_OCTAVE = 4;
/** A last stretch that has only begun says nothing of a rate. */
const LEAST_SHARE = 0.25;

type Values = ReadonlyMap<string, number>;

interface Stretch {
  readonly values: Values;
  /** Rows of the store when it was looked at; infinite where it is over and does not change any more. */
  readonly rows: number;
}

export interface TrendRequest {
  readonly window: TimeWindow;
  /** Column that the table is sorted by. */
  readonly sort: number;
  /** Rows that are asked for. */
  readonly keys: readonly string[];
  /** Stretches at most. */
  readonly points: number;
  /** When it stops (performance.now()); the next request goes on from there. */
  readonly deadline: number;
}

export class Trend {
  readonly #capture: Capture;
  readonly #query: Pick<TableQuery, 'plan' | 'filter'>;
  readonly #cache: QueryCache;
  readonly #stretches = new Map<number, Stretch>();
  #column: number | undefined;
  #step = 0;
  #baseTime = 0n;
  /** The stretch that the last request did not get to the end of. */
  #begun: { readonly at: number; readonly run: TableRun } | undefined;

  constructor(capture: Capture, query: Pick<TableQuery, 'plan' | 'filter'>, cache: QueryCache) {
    this.#capture = capture;
    this.#query = query;
    this.#cache = cache;
  }

  /** Undefined where the table has no column of events that can be followed. */
  read(request: TrendRequest): TableTrend | undefined {
    const { plan } = this.#query;
    const column = trendColumn(plan, request.sort);
    const window = heldWindow(this.#capture, fixedWindow(this.#capture, request.window));
    const measured = column === undefined ? undefined : plan.columns[column];
    if (column === undefined || measured === undefined || isOfState(plan.view) || !(window.to > window.from)) return;
    const started = performance.now();
    this.#begin(column, stepOf(window, request.points));
    const numbers = this.#numbers(window);
    this.#lookAt(numbers, measured, request.deadline);
    const values = numbers.map((at) => this.#stretches.get(at)?.values);
    return {
      column,
      step: this.#step,
      rows: request.keys.map((key) => rowValues(values, key, isLevel(measured))),
      complete: values.every((known) => known !== undefined),
      queryTime: performance.now() - started,
    };
  }

  /** Its arrays are not used any more. */
  close(): void {
    this.#begun?.run.release();
    this.#begun = undefined;
  }

  #begin(column: number, step: number): void {
    const { baseTime } = this.#capture.state;
    if (this.#column === column && this.#step === step && this.#baseTime === baseTime) return;
    this.close();
    this.#stretches.clear();
    this.#column = column;
    this.#step = step;
    this.#baseTime = baseTime;
  }

  /** Numbers of the stretches, the earliest first; those outside of the window are forgotten. */
  #numbers({ from, to }: TimeWindow): number[] {
    const first = Math.floor(from / this.#step);
    const last = Math.floor((to - LEAST_SHARE * this.#step) / this.#step);
    for (const at of this.#stretches.keys()) if (at < first || at > last) this.#stretches.delete(at);
    return Array.from({ length: Math.max(1, last - first + 1) }, (_, i) => first + i);
  }

  /** The newest first; what is not known at all before what may have changed. */
  #lookAt(numbers: readonly number[], measured: ColumnPlan, deadline: number): void {
    const plan = trendPlan(this.#query.plan, measured);
    const newest = [...numbers].reverse();
    const unknown = newest.filter((at) => !this.#stretches.has(at));
    const changed = newest.filter(
      (at) => (this.#stretches.get(at)?.rows ?? Number.POSITIVE_INFINITY) < this.#capture.store.rows,
    );
    for (const at of [...unknown, ...changed]) {
      if (performance.now() >= deadline) return;
      this.#look(at, plan, deadline);
    }
  }

  #look(at: number, plan: ViewPlan, deadline: number): void {
    const from = at * this.#step;
    // Both ends of a window belong to it.
    const window = { from, to: from + this.#step - 1 };
    const begun = this.#begun?.at === at ? this.#begun.run : undefined;
    if (begun === undefined) this.close();
    const run = begun ?? new TableRun(this.#capture, { plan, filter: this.#query.filter, window }, this.#cache);
    const values = valuesOf(run.data(deadline));
    if (run.share < 1) {
      this.#begun = { at, run };
      return;
    }
    run.release();
    this.#begun = undefined;
    const { store } = this.#capture;
    const isOver = store.span().to > window.to + SETTLED;
    this.#stretches.set(at, { values, rows: isOver ? Number.POSITIVE_INFINITY : store.rows });
  }
}

function stepOf({ from, to }: TimeWindow, points: number): number {
  const exponent = Math.ceil(Math.log2((to - from) / points) * STEPS_PER_OCTAVE);
  return Math.max(1, Math.round(2 ** (exponent / STEPS_PER_OCTAVE)));
}

function valuesOf({ keys, cells }: TableData): Values {
  const numbers = cells[0] ?? [];
  const values = new Map<string, number>();
  for (const [row, key] of keys.entries()) {
    const value = Number(numbers[row]);
    if (!Number.isNaN(value)) values.set(keyText(key), value);
  }
  return values;
}

/** Levels hold until another is seen; of sums and rates, no event is 0. */
function isLevel({ aggregate }: ColumnPlan): boolean {
  return aggregate !== 'SUM' && aggregate !== 'TIME_AVG';
}

function rowValues(stretches: readonly (Values | undefined)[], key: string, level: boolean): (number | null)[] {
  let last: number | null = null;
  return stretches.map((values) => {
    const value = values?.get(key);
    if (value !== undefined) last = value;
    if (values === undefined) return null;
    return value ?? (level ? last : 0);
  });
}
