// SPDX-License-Identifier: Apache-2.0
// Which events a view leaves out because a column that has no default lacks a value: a connection without an address is
// no row of Connections.

import type { FieldUse } from '../fields/field.js';
import type { Capture } from '../store/capture.js';
import { type RowTest, rowTest } from './row-test.js';
import type { ViewPlan } from './view-plan.js';

/** Columns whose missing value leaves the event out of the table altogether. */
export function requiredTests(capture: Capture, plan: ViewPlan): RowTest[] {
  const tests: RowTest[] = [];
  const asked = new Set<string>();
  const require = (use: FieldUse): void => {
    if (asked.has(use.text)) return;
    asked.add(use.text);
    const source = use.field.source;
    // These have a value on every row.
    if (source.kind === 'column' && ['num', 'time', 'cpu', 'count'].includes(source.column)) return;
    tests.push(rowTest(capture, use, (value) => value !== undefined));
  };
  for (const column of plan.columns) if (column.otherwise === undefined) require(column.use);
  if (plan.groupBy !== undefined && plan.groupBy.field.type !== 'CHARBUF') require(plan.groupBy);
  return tests;
}
