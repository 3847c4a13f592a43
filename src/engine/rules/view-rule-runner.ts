// SPDX-License-Identifier: Apache-2.0
// Rules on views over a capture that grows: each rule's windows follow each other from the first event on, and a window
// is looked at when the stream has passed its end.

import type { Capture } from '../ingest/capture.js';
import { kinship } from '../query/process-tree.js';
import { type TableSource, tableSource } from '../query/table.js';
import { runTableQuery } from '../query/table-query.js';
import { withDistinct } from './distinct-values.js';
import type { ViewRule } from './view-rule.js';

/** ns since the capture's first event. */
export interface RuleWindow {
  readonly from: number;
  readonly to: number;
  /** Its first events had left memory. */
  readonly isCut: boolean;
}

/** Row `row` of the rule's view passes in this window; false: no more are wanted. */
export type OnRow = (rule: ViewRule, rows: TableSource, row: number, window: RuleWindow) => boolean;

const NS_PER_MS = 1e6;
/** CPUs are merged with inversions of milliseconds: a second later nothing of a window comes any more. */
const INVERSION = 1e9;

export class ViewRuleRunner {
  /** ms spent, and rows that passed, by rule. */
  readonly time: Float64Array;
  readonly matches: Float64Array;
  readonly #capture: Capture;
  readonly #rules: readonly ViewRule[];
  /** Where each rule's next window begins. */
  readonly #from: Float64Array;

  /** `from`: where the first windows begin. */
  constructor(capture: Capture, rules: readonly ViewRule[], from = 0) {
    this.#capture = capture;
    this.#rules = rules;
    this.#from = new Float64Array(rules.length).fill(from);
    this.time = new Float64Array(rules.length);
    this.matches = new Float64Array(rules.length);
  }

  /** Looks at the windows that are over, and with `isEnd` at the last ones; false where onRow wants no more. */
  step(onRow: OnRow, isEnd = false): boolean {
    const { to: now } = this.#capture.store.span();
    for (const [k, rule] of this.#rules.entries()) {
      const length = rule.item.window * NS_PER_MS;
      while ((this.#from[k] as number) + length + (isEnd ? 0 : INVERSION) <= now) {
        if (!this.#look(k, rule, onRow)) return false;
        this.#from[k] = this.#nextFrom(this.#from[k] as number, length, now);
      }
      if (isEnd && (this.#from[k] as number) <= now && !this.#look(k, rule, onRow)) return false;
    }
    return true;
  }

  /** Windows in which nothing was recorded are passed over. */
  #nextFrom(from: number, length: number, now: number): number {
    const next = from + length;
    const first = this.#capture.store.chunks.find(({ maxTime }) => maxTime >= next)?.minTime ?? now;
    return first <= next ? next : from + Math.floor((first - from) / length) * length;
  }

  #look(k: number, rule: ViewRule, onRow: OnRow): boolean {
    const started = performance.now();
    const goesOn = this.#lookAt(k, rule, onRow);
    this.time[k] = (this.time[k] as number) + performance.now() - started;
    return goesOn;
  }

  #lookAt(k: number, rule: ViewRule, onRow: OnRow): boolean {
    const { store } = this.#capture;
    const from = this.#from[k] as number;
    const window = { from, to: from + rule.item.window * NS_PER_MS - 1 };
    const data = runTableQuery(this.#capture, { plan: rule.plan, filter: rule.filter, window });
    const table = tableSource(data, kinship(this.#capture, window));
    const source = withDistinct(this.#capture, rule, table, window);
    const place = { ...window, isCut: store.evicted > 0 && store.span().from > from };
    for (let row = 0; row < source.length; row++) {
      if (!rule.tests.every((test) => test.passes(source.cell(row, test.column)))) continue;
      this.matches[k] = (this.matches[k] as number) + 1;
      if (!onRow(rule, source, row, place)) return false;
    }
    return true;
  }
}
