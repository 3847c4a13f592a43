// SPDX-License-Identifier: Apache-2.0
// Columns of the views that add up requests: how many, how many failed, how long they took, how much they moved.

import type { ViewColumn } from './view.js';

const LATENCY = 'drill.req.latency';

export const CALLS = {
  name: 'CALLS',
  field: 'evt.count',
  description: 'Requests.',
  aggregate: 'SUM',
} as const satisfies ViewColumn;

export const CALLS_PER_SECOND = {
  name: 'CALLS/s',
  field: 'evt.count',
  description: 'Requests per second.',
  aggregate: 'TIME_AVG',
  yields: 2,
} as const satisfies ViewColumn;

export const FAILED = {
  name: 'ERRORS',
  field: 'drill.req.failed',
  description: 'Requests that failed.',
  width: 7,
  aggregate: 'SUM',
} as const satisfies ViewColumn;

export const UNANSWERED = {
  name: 'NO REPLY',
  field: 'drill.req.unanswered',
  description: 'Requests that nobody has answered, or whose answer was not recorded.',
  width: 8,
  aggregate: 'SUM',
} as const satisfies ViewColumn;

export const P50 = {
  name: 'P50',
  field: LATENCY,
  description: 'Latency that half of the requests do not exceed.',
  aggregate: 'P50',
} as const satisfies ViewColumn;

export const P95 = {
  name: 'P95',
  field: LATENCY,
  description: 'Latency that 95 % of the requests do not exceed.',
  aggregate: 'P95',
  yields: 3,
} as const satisfies ViewColumn;

export const P99 = {
  name: 'P99',
  field: LATENCY,
  description: 'Latency that 99 % of the requests do not exceed.',
  aggregate: 'P99',
} as const satisfies ViewColumn;

export const SLOWEST = {
  name: 'MAX',
  field: LATENCY,
  description: 'The slowest request.',
  aggregate: 'MAX',
  yields: 4,
} as const satisfies ViewColumn;

export const TOTAL_LATENCY = {
  name: 'TOTAL',
  field: LATENCY,
  description: 'Time that all requests took.',
  aggregate: 'SUM',
} as const satisfies ViewColumn;

/** What the views of one kind of request begin with. */
export const REQUEST_TOTALS = [CALLS, CALLS_PER_SECOND, FAILED, P50, P95, P99, SLOWEST, TOTAL_LATENCY] as const;

export const REQUEST_BYTES = [
  {
    name: 'BYTES IN',
    field: 'drill.req.bytes.in',
    description: 'Bytes that the processes read.',
    aggregate: 'SUM',
    yields: 5,
  },
  {
    name: 'BYTES OUT',
    field: 'drill.req.bytes.out',
    description: 'Bytes that the processes wrote.',
    aggregate: 'SUM',
    yields: 6,
  },
] as const satisfies readonly ViewColumn[];
