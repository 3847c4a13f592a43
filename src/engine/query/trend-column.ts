// SPDX-License-Identifier: Apache-2.0
// Which column of a table its sparklines follow, and the table that is computed for a stretch of them: that column, and
// those whose missing value leaves events out.

import { columnDisplay } from './cell.js';
import { cpuPartOf } from './cpu-part.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';

/** The column that the table is sorted by; else CPU, calls, bytes, or what else is counted. Undefined: nothing is. */
export function trendColumn({ columns }: ViewPlan, sort: number): number | undefined {
  const sorted = columns[sort];
  if (sorted !== undefined && isMeasure(sorted)) return sort;
  const rank = (test: (plan: ColumnPlan) => boolean): number => columns.findIndex((c) => isMeasure(c) && test(c));
  const choices = [
    rank(({ use }) => cpuPartOf(use) !== undefined),
    rank(({ use }) => use.text === 'drill.count.call'),
    rank(({ aggregate }) => aggregate === 'TIME_AVG'),
    rank(({ aggregate }) => aggregate === 'SUM'),
  ];
  return choices.find((column) => column >= 0);
}

function isMeasure(plan: ColumnPlan): boolean {
  const display = columnDisplay(plan);
  return plan.isNumeric && display !== 'id' && display !== 'time' && display !== 'text';
}

/** Sums become rates: the last stretch is shorter than the others. */
export function trendPlan(plan: ViewPlan, measured: ColumnPlan): ViewPlan {
  const rate = measured.aggregate === 'SUM' ? { ...measured, aggregate: 'TIME_AVG' as const } : measured;
  const mandatory = plan.columns.filter((column) => column.otherwise === undefined && column !== measured);
  return { ...plan, view: { ...plan.view, includesIdle: false }, columns: [rate, ...mandatory] };
}
