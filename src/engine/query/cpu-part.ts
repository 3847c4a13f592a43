// SPDX-License-Identifier: Apache-2.0
// Columns that show CPU time, which is added up apart (cpu-tally.ts).

import type { ColumnName } from '../event/event-view.js';
import type { FieldUse } from '../fields/field.js';
import type { ViewPlan } from './view-plan.js';

/** `core`: of a core, whatever ran on it. */
export type CpuPart = 'total' | 'user' | 'system' | 'core';

const PARTS: Readonly<Partial<Record<ColumnName, CpuPart>>> = {
  cpuTime: 'total',
  cpuTimeUser: 'user',
  cpuTimeSystem: 'system',
  coreTime: 'core',
};

/** Which part of the CPU time a column shows; undefined where it shows something else. */
export function cpuPartOf({ field: { source } }: FieldUse): CpuPart | undefined {
  return source.kind === 'column' ? PARTS[source.column] : undefined;
}

export function showsCpu({ columns }: ViewPlan): boolean {
  return columns.some(({ use }) => cpuPartOf(use) !== undefined);
}
