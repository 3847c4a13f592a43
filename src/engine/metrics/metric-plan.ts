// SPDX-License-Identifier: Apache-2.0
// A metric with its view, fields and filter looked up.

import type { View, ViewMetric } from '../../views/view.js';
import { lookupField } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import type { CompiledFilter } from '../filter/compile.js';
import { formatFilterError } from '../filter/error-text.js';
import type { Unit } from '../protocol/unit.js';
import { compileViewFilter } from '../query/view-filter.js';
import { type ColumnPlan, planView, type ViewPlan } from '../query/view-plan.js';
import { failure, ok, type Result } from '../result.js';

const TOP = 50;

export interface Label {
  readonly name: string;
  readonly use: FieldUse;
}

export interface MetricPlan {
  readonly metric: ViewMetric;
  /** With the end that its type has. */
  readonly name: string;
  readonly help: string;
  readonly plan: ViewPlan;
  /** The view's, the metric's and the user's. */
  readonly filter: CompiledFilter | undefined;
  /** Whose numbers are added up or counted. */
  readonly value: FieldUse;
  /** The column of `plan`; undefined where the metric names a field. */
  readonly column: number | undefined;
  readonly labels: readonly Label[];
  readonly top: number;
  readonly other: boolean;
  /** What a number is multiplied by: ns become seconds, and percent become a ratio where the name says so. */
  readonly scale: number;
}

/** `words`: the user's filter. The error is a sentence that names view and metric. */
export function planMetric(view: View, metric: ViewMetric, words: string): Result<MetricPlan, string> {
  const wrong = (why: string) => failure(`view ${view.id}, metric ${metric.name}: ${why}`);
  const plan = planView(view, false);
  if (!plan.ok) return plan;
  const chosen = chosenValue(plan.value, metric);
  if (!chosen.ok) return wrong(chosen.error);
  const labels = labelsOf(plan.value, metric);
  if (!labels.ok) return wrong(labels.error);
  const problem = misfit(plan.value, metric, chosen.value);
  if (problem !== undefined) return wrong(problem);
  const filter = compileViewFilter(joined(view.filter, metric.filter), words);
  if (!filter.ok) return wrong(formatFilterError(filter.error));
  const { use, column, unit } = chosen.value;
  return ok({
    metric,
    name: fullName(metric),
    help: metric.help ?? helpOf(view, plan.value.columns[column ?? -1]),
    plan: plan.value,
    filter: filter.value,
    value: use,
    column,
    labels: labels.value,
    top: metric.top ?? TOP,
    other: metric.other ?? true,
    scale: scaleOf(unit, metric.name),
  });
}

interface ChosenValue {
  readonly use: FieldUse;
  readonly column: number | undefined;
  readonly unit: Unit;
}

function chosenValue(plan: ViewPlan, { field, column }: ViewMetric): Result<ChosenValue, string> {
  if (field !== undefined) {
    const use = lookupField(field);
    return use.ok ? ok({ use: use.value, column: undefined, unit: use.value.field.unit }) : use;
  }
  const at = column === undefined ? mainColumn(plan) : plan.columns.findIndex((one) => one.column.name === column);
  const chosen = plan.columns[at];
  if (chosen === undefined) return failure(column === undefined ? 'the view has no numbers' : `no column ${column}`);
  return ok({ use: chosen.use, column: at, unit: chosen.unit });
}

/** The column that the view is sorted by, else the first that holds numbers. */
function mainColumn({ columns, sortColumn }: ViewPlan): number {
  return columns[sortColumn]?.isNumeric === true ? sortColumn : columns.findIndex(({ isNumeric }) => isNumeric);
}

function labelsOf(plan: ViewPlan, { labels }: ViewMetric): Result<readonly Label[], string> {
  const key = plan.groupBy ?? plan.key;
  const asked = labels ?? (key === undefined ? [] : [key.text]);
  const pairs = Array.isArray(asked)
    ? asked.map((one: string) => [labelName(one), one] as const)
    : Object.entries(asked);
  const found: Label[] = [];
  for (const [name, text] of pairs) {
    const column = plan.columns.find((one) => one.column.name === text);
    const use = column === undefined ? lookupField(text) : ok(column.use);
    if (!use.ok) return failure(`label ${text}: ${use.error}`);
    if (found.some((label) => label.name === name)) return failure(`two labels are named ${name}`);
    found.push({ name, use: use.value });
  }
  return ok(found);
}

/** `proc.name` and `BYTES IN` as Prometheus has names. */
function labelName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Why the metric cannot be of its type. */
function misfit({ key, view }: ViewPlan, { type, filter, labels }: ViewMetric, value: ChosenValue): string | undefined {
  if (type === 'gauge') {
    if (value.column === undefined) return 'a gauge shows a column of the view, not a field';
    if (filter !== undefined) return 'a gauge has the filter of its view';
    return key === undefined ? 'a list has no gauges: its rows are events' : undefined;
  }
  if (view.ofOpenFds === true) return 'rows of open fds are not events: only gauges';
  if (view.ofThreads === true) return 'rows of threads are not events: only gauges';
  if (type === 'histogram' && value.unit !== 'ns') return 'a histogram is one of times in ns';
  if (labels !== undefined && Object.values(labels).includes('le') && type === 'histogram')
    return 'le is a label of its own';
  return undefined;
}

function joined(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return `(${a}) and (${b})`;
}

function fullName({ name, type }: ViewMetric): string {
  return type === 'counter' && !name.endsWith('_total') ? `${name}_total` : name;
}

function helpOf(view: View, column: ColumnPlan | undefined): string {
  return column === undefined || column.column.description === ''
    ? view.description || view.name
    : column.column.description;
}

function scaleOf(unit: Unit, name: string): number {
  if (unit === 'ns') return 1e-9;
  return unit === 'percent' && name.endsWith('_ratio') ? 0.01 : 1;
}
