// SPDX-License-Identifier: Apache-2.0
// `having` of a rule on a view: what must hold for a row of the table, as comparisons joined by `and`.
//
//   BPS OUT > 50MB and OPS >= 10        columns by their names
//   count > 100                         events of the row
//   rate(evt.count) > 50                of a field: count and sum, rate (a second), avg, min, max, p50, p95, p99
//   distinct(fd.sport) > 20             different values of a field

import type { Aggregation, ViewColumn } from '../../views/view.js';
import { parseCount, parseDuration, parseSize } from '../protocol/quantity.js';
import type { Unit } from '../protocol/unit.js';
import { failure, ok, type Result } from '../result.js';

export interface Comparison {
  /** As written: a column's name, or a function. */
  readonly left: string;
  readonly operator: '>' | '>=' | '<' | '<=' | '=' | '!=';
  readonly right: string;
  /** The column that a function stands for, under the name `left`. */
  readonly column: ViewColumn | undefined;
  /** The field whose values `distinct` counts. */
  readonly distinct: string | undefined;
}

type Cell = number | string | boolean | bigint | null;

const COMPARISON = /^(.+?)\s*(>=|<=|!=|>|<|=)\s*(.+)$/;
const FUNCTION = /^(sum|rate|avg|min|max|p50|p95|p99)\(([\w.[\]]+)\)$/i;
const DISTINCT = /^distinct\(([\w.[\]]+)\)$/i;
const AGGREGATES: Readonly<Record<string, Aggregation>> = {
  sum: 'SUM',
  rate: 'TIME_AVG',
  avg: 'AVG',
  min: 'MIN',
  max: 'MAX',
  p50: 'P50',
  p95: 'P95',
  p99: 'P99',
};

/** The error is a sentence. */
export function parseHaving(text: string): Result<readonly Comparison[], string> {
  const comparisons: Comparison[] = [];
  for (const part of text.trim().split(/\s+and\s+/i)) {
    const match = COMPARISON.exec(part);
    if (match === null) return failure(`'${part}' is not a comparison such as "BPS OUT > 50MB"`);
    const [, left = '', operator = '', right = ''] = match;
    const value = right.trim().replace(/^(["'])(.*)\1$/, '$2');
    comparisons.push({
      left: left.trim(),
      operator: operator as Comparison['operator'],
      right: value,
      column: functionColumn(left.trim()),
      distinct: DISTINCT.exec(left.trim())?.[1],
    });
  }
  return ok(comparisons);
}

function functionColumn(left: string): ViewColumn | undefined {
  const description = 'Of a rule.';
  // The column of `distinct` is counted by the runner: this is its place and its unit.
  if (left.toLowerCase() === 'count' || DISTINCT.test(left))
    return { name: left, field: 'evt.count', description, aggregate: 'SUM' };
  const match = FUNCTION.exec(left);
  const aggregate = AGGREGATES[match?.[1]?.toLowerCase() ?? ''];
  return aggregate === undefined ? undefined : { name: left, field: match?.[2] ?? '', description, aggregate };
}

/** Whether a cell passes. */
export type CellTest = (cell: Cell) => boolean;

/** The error is a sentence. `isNumeric`: whether the cells are numbers, in `unit`. */
export function cellTest(
  { operator, right, left }: Comparison,
  unit: Unit,
  isNumeric: boolean,
): Result<CellTest, string> {
  if (isNumeric) {
    const limit = limitOf(right, unit);
    if (limit === undefined) return failure(`'${right}' is not a value that '${left}' can be compared with`);
    return ok((cell) => cell !== null && compares(operator, Number(cell), limit));
  }
  if (operator !== '=' && operator !== '!=') return failure(`'${left}' is not a number: only = and != compare it`);
  return ok((cell) => cell !== null && (String(cell) === right) === (operator === '='));
}

function limitOf(text: string, unit: Unit): number | undefined {
  const bare = text.replace(/\s*\/\s*s$/, '').trim();
  if (unit === 'bytes') return parseSize(bare);
  if (unit === 'ns') return parseDuration(bare, 1);
  return parseCount(bare.replace(/%$/, ''));
}

function compares(operator: Comparison['operator'], value: number, limit: number): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
