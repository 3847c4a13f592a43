// SPDX-License-Identifier: Apache-2.0
// Counts how many rows and cells of the views differ from csysdig's tables beside the checkout, by kind:
// `node build/test/oracle/record-views.js [CAPTURE…] > test/oracle/views.json`.

import { basename, join } from 'node:path';
import { inOrder, type KindName } from './differences.js';
import { expectedFolder, findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { compareViews, type ViewComparison } from './view-comparison.js';
import { viewDifferenceOf } from './view-differences.js';

export interface RecordedViews {
  readonly views: number;
  /** Cells, and rows of lists, that are the same. */
  readonly same: number;
  readonly kinds: Readonly<Partial<Record<KindName, number>>>;
}

export function countViews({ views, same, differences }: ViewComparison): RecordedViews {
  const kinds: Partial<Record<KindName, number>> = {};
  for (const pair of differences) {
    const kind = viewDifferenceOf(pair);
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return { views, same, kinds: inOrder(kinds) };
}

async function main(wanted: readonly string[]): Promise<void> {
  const recorded: Record<string, RecordedViews> = {};
  for (const name of wanted.length > 0 ? wanted : ORACLE_CAPTURES) {
    const path = findCapture(name);
    const folder = expectedFolder();
    if (path === undefined || folder === undefined) continue;
    const comparison = compareViews(
      await loadCapture(path),
      join(folder, basename(name).replace(/\.scap(\.gz)?$/, '')),
    );
    recorded[name] = countViews(comparison);
    for (const pair of comparison.differences) {
      if (viewDifferenceOf(pair) === undefined) process.stderr.write(`${name} ${JSON.stringify(pair)}\n`);
    }
  }
  process.stdout.write(`${JSON.stringify(recorded, undefined, 2)}\n`);
}

if (process.argv[1]?.endsWith('record-views.js') === true) await main(process.argv.slice(2));
