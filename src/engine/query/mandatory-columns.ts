// SPDX-License-Identifier: Apache-2.0
// Which events a view leaves out because a column that has no default lacks a value: a connection without an address is
// no row of Connections.

import type { FieldUse } from '../fields/field.js';
import type { Capture } from '../ingest/capture.js';
import { existsTest } from './field-predicate.js';
import { QueryCache } from './query-cache.js';
import type { RowTest } from './row-predicate.js';
import type { ViewPlan } from './view-plan.js';

/** Whether the view leaves out all events without a thread, or without an fd, because a column needs it. */
export function requires(plan: ViewPlan, kind: 'thread' | 'fd'): boolean {
  return requiredUses(plan).some(({ field: { source } }) => source.kind === kind && source.otherwise === undefined);
}

/** Columns whose missing value leaves the event out of the table altogether. */
export function requiredTests(capture: Capture, plan: ViewPlan, cache = new QueryCache()): RowTest[] {
  return requiredUses(plan)
    .filter(({ field: { source } }) => !(source.kind === 'column' && ALWAYS.has(source.column)))
    .map((use) => cache.get(`exists ${use.text}`, () => existsTest(capture, use)));
}

/** Columns that have a value on every row. */
const ALWAYS: ReadonlySet<string> = new Set(['num', 'time', 'cpu', 'count']);

/** Each field once. */
function requiredUses(plan: ViewPlan): FieldUse[] {
  const uses = plan.columns.filter((column) => column.otherwise === undefined).map((column) => column.use);
  if (plan.groupBy !== undefined && plan.groupBy.field.type !== 'CHARBUF') uses.push(plan.groupBy);
  return [...new Map(uses.map((use) => [use.text, use])).values()];
}
