// SPDX-License-Identifier: Apache-2.0
// Rules on views: a rule names a view, a window of time, and what must hold for a row of the view over that window.

import type { View } from '../../views/view.js';
import { lookupField } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import type { CompiledFilter } from '../filter/compile.js';
import { compileViewFilter } from '../query/view-filter.js';
import { planView, type ViewPlan } from '../query/view-plan.js';
import { failure, ok, type Result } from '../result.js';
import { type CellTest, cellTest, parseHaving } from './having.js';
import type { ItemReader } from './item-reader.js';
import { LoadFailure } from './load-report.js';
import { type Places, placeIn } from './place.js';
import { type Priority, parsePriority } from './priority.js';
import { readDuration } from './read-capture.js';

export interface ViewRuleItem {
  readonly name: string;
  readonly description: string;
  readonly view: string;
  /** What a row is, where it is not what the view says. */
  readonly key: string | undefined;
  /** ms. */
  readonly window: number;
  readonly having: string;
  /** Filter of the events that count; "" all. */
  readonly condition: string;
  readonly output: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly where: Places;
  readonly conditionAt: Places;
  readonly havingAt: Places;
}

/** What must hold for the cells of one column. */
export interface HavingTest {
  readonly column: number;
  readonly passes: CellTest;
}

/** A column that counts the different values of a field. */
export interface DistinctColumn {
  readonly column: number;
  readonly use: FieldUse;
}

export interface ViewRule {
  readonly item: ViewRuleItem;
  readonly name: string;
  readonly tags: readonly string[];
  readonly plan: ViewPlan;
  /** The view's own and the rule's. */
  readonly filter: CompiledFilter | undefined;
  readonly tests: readonly HavingTest[];
  readonly distinct: readonly DistinctColumn[];
}

export const VIEW_RULE_KEYS = [
  ...['rule', 'desc', 'view', 'key', 'window', 'having', 'condition', 'output', 'priority', 'tags', 'enabled'],
];
/** ms. */
const DEFAULT_WINDOW = 10_000;
const LONGEST_WINDOW = 3_600_000;

/** Throws LoadFailure. */
export function readViewRule(name: string, item: ItemReader): ViewRuleItem {
  const at = (key: string) => item.node(key)?.at ?? item.map.at;
  const text = item.text('priority');
  const priority = parsePriority(text);
  if (priority === undefined) return item.fail(`'${text}' is not a priority`);
  return {
    name,
    description: item.text('desc'),
    view: item.text('view'),
    key: item.optionalText('key'),
    window: item.has('window') ? readDuration(item, 'window', LONGEST_WINDOW) : DEFAULT_WINDOW,
    having: item.text('having'),
    condition: item.optionalText('condition') ?? '',
    output: item.text('output').trim(),
    priority,
    tags: item.has('tags') ? [...new Set(item.texts('tags'))].sort() : [],
    enabled: item.optionalFlag('enabled') ?? true,
    where: item.where,
    conditionAt: placeIn(item.where, 'rule condition', at('condition')),
    havingAt: placeIn(item.where, 'value for', at('having'), 'having'),
  };
}

/** `condition`: the rule's, with lists and macros put in. Throws LoadFailure. */
export function compileViewRule(item: ViewRuleItem, views: readonly View[], condition: string): ViewRule {
  const found = views.find(({ id }) => id === item.view);
  if (found === undefined) throw invalid(`there is no view '${item.view}'`, item.where);
  const compiled = compiledRule(item, found, condition);
  if (!compiled.ok) throw invalid(compiled.error, item.havingAt);
  return compiled.value;
}

function compiledRule(item: ViewRuleItem, found: View, condition: string): Result<ViewRule, string> {
  const comparisons = parseHaving(item.having);
  if (!comparisons.ok) return comparisons;
  const view = viewOf(found, item.key);
  if (view.kind !== 'table' || view.key === undefined) return failure(`the view '${view.id}' has no rows to count`);
  if (view.ofRequests === true || view.ofOpenFds === true) {
    return failure(`the view '${view.id}' is not made of events: rules cannot be on it`);
  }
  const functions = comparisons.value.flatMap(({ column }) => (column === undefined ? [] : [column]));
  const plan = planView({ ...view, columns: [...view.columns, ...functions] }, false);
  if (!plan.ok) return plan;
  const filter = compileViewFilter(view.filter, condition);
  if (!filter.ok) return failure(filter.error.message);
  const tests: HavingTest[] = [];
  const distinct: DistinctColumn[] = [];
  for (const comparison of comparisons.value) {
    const column = plan.value.columns.findIndex(({ column: { name } }) => sameName(name, comparison.left));
    const planned = plan.value.columns[column];
    if (planned === undefined) return failure(`the view '${view.id}' has no column '${comparison.left}'`);
    const passes = cellTest(comparison, planned.unit, planned.isNumeric);
    if (!passes.ok) return passes;
    tests.push({ column, passes: passes.value });
    if (comparison.distinct === undefined) continue;
    const use = lookupField(comparison.distinct);
    if (!use.ok) return use;
    distinct.push({ column, use: use.value });
  }
  return ok({ item, name: item.name, tags: item.tags, plan: plan.value, filter: filter.value, tests, distinct });
}

/** With another key a row stands for what the key says alone. */
function viewOf(view: View, key: string | undefined): View {
  if (key === undefined) return view;
  const { groupBy: _, containerKey: __, ...rest } = view;
  return { ...rest, key };
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function invalid(message: string, where: Places): LoadFailure {
  return new LoadFailure('LOAD_ERR_VALIDATE', message, where);
}
