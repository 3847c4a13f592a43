// SPDX-License-Identifier: Apache-2.0
// The number that a group of a table shows, from what was added up for it.

import type { FieldUse } from '../fields/field.js';
import type { Capture } from '../ingest/capture.js';
import { tallyOf } from './aggregate.js';
import { cpuPartOf } from './cpu-part.js';
import type { ColumnPlan } from './view-plan.js';

const LATENCIES: ReadonlySet<string> = new Set(['latency', 'waitLatency', 'callLatency']);
const CPU_FIELDS: ReadonlySet<string> = new Set(['thread.cpu', 'thread.cpu.user', 'thread.cpu.system']);

/** What the numbers of a column go by; undefined for columns that are not added up, and for CPU time (cpu-tally.ts). */
export function numbersName({ isNumeric, use, aggregate }: ColumnPlan): string | undefined {
  return isNumeric && cpuPartOf(use) === undefined ? `${tallyOf(aggregate)} ${use.text}` : undefined;
}

/**
 * A group's number, made of `count` values: where it is made of none, of a thread that has no CPU samples where all who
 * ran have some the CPU is known, but the sum of latencies that were not recorded is not.
 */
export function groupNumber(
  { state, latencyRecorded }: Capture,
  { use }: ColumnPlan,
  value: number,
  count: number,
): number {
  if (Number.isNaN(value))
    return state.cpuSamplesFrom < Number.POSITIVE_INFINITY && CPU_FIELDS.has(use.field.name) ? 0 : value;
  return count === 0 && !latencyRecorded && isLatency(use) ? Number.NaN : value;
}

function isLatency({ field: { source } }: FieldUse): boolean {
  return source.kind === 'column' && LATENCIES.has(source.column);
}
