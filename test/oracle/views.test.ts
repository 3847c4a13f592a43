// SPDX-License-Identifier: Apache-2.0
// Every view that csysdig 0.36 also has, over every capture whose tables were recorded: the same rows with the same cells,
// apart from the kinds of differences.ts, of which there are as many as views.json says. The tables of the peer lie beside
// the checkout. `node build/test/oracle/record-views.js > test/oracle/views.json` counts again.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { expectedFolder, findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { countViews, type RecordedViews } from './record-views.js';
import { compareViews } from './view-comparison.js';
import { viewDifferenceOf } from './view-differences.js';

const FILE = fileURLToPath(new URL('../../../test/oracle/views.json', import.meta.url));
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, RecordedViews>>;

for (const name of ORACLE_CAPTURES) {
  const path = findCapture(name);
  const folder = join(expectedFolder() ?? '', name.replace(/\.scap(\.gz)?$/, ''));
  const isHere = path !== undefined && expectedFolder() !== undefined && existsSync(folder);
  test(`views over ${name}`, { skip: isHere ? false : `${name} or its tables are not here` }, async (t) => {
    const comparison = compareViews(await loadCapture(path ?? ''), folder);
    const unexplained = comparison.differences.filter((pair) => viewDifferenceOf(pair) === undefined);
    assert.deepEqual(unexplained.slice(0, 20), [], `${unexplained.length} differences`);
    const counts = countViews(comparison);
    t.diagnostic(JSON.stringify(counts));
    assert.deepEqual(counts, recorded[name]);
  });
}
