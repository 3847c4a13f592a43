// SPDX-License-Identifier: Apache-2.0
// --compare and --compare-with: a view of two spans of one source, or of two captures, row by row.

import type { Comparison } from '../engine/protocol/comparison.js';
import { compareTables } from '../engine/query/compare.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { View } from '../views/view.js';
import { capturePaths } from './capture-paths.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { type CollectedView, collectView } from './print-view.js';
import { type PrintedTable, writeJson, writeRaw } from './table-text.js';

/** `view` is ordered by the column that is compared. The value is a warning, if any. */
export async function printComparison(options: Options, view: View): Promise<Result<string | undefined, string>> {
  const sides = sidesOf(options);
  if (!sides.ok) return sides;
  const a = await collectView(sides.value.a, view);
  if (!a.ok) return a;
  const b = await collectView(sides.value.b, view);
  if (!b.ok) return b;
  write(options, compareTables(a.value.table, b.value.table, measureOf(b.value)), b.value);
  return ok(a.value.warning ?? b.value.warning);
}

function measureOf({ table }: CollectedView): number {
  return table.source.plan.sortColumn;
}

function write(options: Options, comparison: Comparison, { capture }: CollectedView): void {
  const output = new Output(options);
  const { columns, rows } = comparison;
  const table: PrintedTable = {
    length: rows.length,
    columns: () => columns,
    row: (place) => rows[place] ?? { key: '', cells: [] },
  };
  if (options.json) writeJson(table, output);
  else writeRaw(table, output, () => capture.state.baseTime);
  output.flush();
}

interface Sides {
  readonly a: Options;
  readonly b: Options;
}

function sidesOf(options: Options): Result<Sides, string> {
  const { read, compare, compareWith } = options;
  if (read.length === 0) return failure('--compare and --compare-with want captures: -r FILE');
  if (compareWith.length > 0) {
    if (compare !== undefined) return failure('only one of --compare and --compare-with can be given');
    const earlier = capturePaths(compareWith);
    return earlier.ok ? ok({ a: { ...options, read: earlier.value }, b: options }) : earlier;
  }
  const spans = /^([^,]*),([^,]*)\.\.([^,]*),([^,]*)$/.exec(compare ?? '');
  if (spans !== null) {
    const [, fromA, toA, fromB, toB] = spans;
    return ok({ a: within(options, fromA, toA), b: within(options, fromB, toB) });
  }
  if (compare === undefined || compare === '' || /[,]|\.\./.test(compare)) {
    return failure(`--compare wants FROM,TO..FROM,TO or one time to split at, not "${compare ?? ''}"`);
  }
  return ok({ a: { ...options, to: compare }, b: { ...options, from: compare } });
}

/** An empty bound is that of the other options. */
function within(options: Options, from: string | undefined, to: string | undefined): Options {
  return { ...options, from: from || options.from, to: to || options.to };
}
