// SPDX-License-Identifier: Apache-2.0
// A gauge: the cells of a column of the view, over what the window holds. Rows with the same labels are one series.

import type { View, ViewColumn } from '../../views/view.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { columnDisplay, hasTotal } from '../query/cell.js';
import { QueryCache } from '../query/query-cache.js';
import type { TableData } from '../query/table-data.js';
import { runTableQuery } from '../query/table-query.js';
import { planView, type ViewPlan } from '../query/view-plan.js';
import { OTHER } from './event-metric.js';
import type { MetricFamily, MetricSeries } from './metric-family.js';
import type { MetricPlan } from './metric-plan.js';
import { labelText } from './tuple-coder.js';

export class TableMetric {
  readonly #capture: Capture;
  readonly #metric: MetricPlan;
  readonly #plan: ViewPlan;
  readonly #cache = new QueryCache();

  constructor(capture: Capture, metric: MetricPlan) {
    this.#capture = capture;
    this.#metric = metric;
    this.#plan = withLabels(metric);
  }

  family(window: TimeWindow): MetricFamily {
    const { name, help, filter, labels, top, other } = this.#metric;
    const data = runTableQuery(this.#capture, { plan: this.#plan, filter, window }, this.#cache);
    const ranked = [...this.#sums(data)].sort(([, a], [, b]) => b - a);
    const series: MetricSeries[] = ranked.slice(0, top).map(([key, value]) => {
      const values = key.split('\0');
      return { labels: labels.map((label, k) => [label.name, values[k] ?? '']), value: this.#scaled(value) };
    });
    const rest = ranked.slice(top);
    if (other && rest.length > 0) {
      const value = rest.map(([, one]) => one).reduce((a, b) => this.#join(a, b));
      series.push({ labels: labels.map((label) => [label.name, OTHER]), value: this.#scaled(value) });
    }
    return { name, type: 'gauge', help, series };
  }

  /** Numbers by the texts of the labels. */
  #sums(data: TableData): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    const numbers = data.cells[this.#metric.column ?? 0];
    const places = this.#metric.labels.map(({ use }) => this.#placeOf(use.text));
    for (let row = 0; row < data.rows; row++) {
      const value = Number(numbers?.[row]);
      if (Number.isNaN(value)) continue;
      const key = places.map((place, k) => this.#labelAt(data, { row, place, label: k })).join('\0');
      const known = sums.get(key);
      sums.set(key, known === undefined ? value : this.#join(known, value));
    }
    return sums;
  }

  #labelAt(data: TableData, { row, place, label }: { row: number; place: number; label: number }): string {
    const field = this.#metric.labels[label]?.use.field;
    if (field === undefined) return '';
    const value = place < 0 ? data.keys[row] : data.cells[place]?.[row];
    return labelText(field, value);
  }

  /** Column of a label; -1: the row's key. */
  #placeOf(text: string): number {
    if ((this.#plan.groupBy ?? this.#plan.key)?.text === text) return -1;
    return this.#plan.columns.findIndex((column) => column.use.text === text && !column.isNumeric);
  }

  /** Adds up what can be; of all else the largest counts. */
  #join(a: number, b: number): number {
    const column = this.#plan.columns[this.#metric.column ?? 0];
    return column !== undefined && hasTotal(column, columnDisplay(column)) ? a + b : Math.max(a, b);
  }

  #scaled(value: number): number {
    return value * this.#metric.scale;
  }
}

/** The view with a column for each label that it does not show itself. */
function withLabels({ plan, labels }: MetricPlan): ViewPlan {
  const key = (plan.groupBy ?? plan.key)?.text;
  const shown = plan.columns.filter(({ isNumeric }) => !isNumeric).map(({ use }) => use.text);
  const missing = labels.filter(({ use }) => use.text !== key && !shown.includes(use.text));
  if (missing.length === 0) return plan;
  const added: ViewColumn[] = missing.map(({ name, use }) => ({ name, field: use.text, description: '' }));
  const columns = [...plan.columns.map(({ column }) => column), ...added];
  const planned = planView({ ...plan.view, columns } as View, false);
  if (!planned.ok) throw new Error(planned.error);
  return planned.value;
}
