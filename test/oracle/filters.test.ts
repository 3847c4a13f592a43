// SPDX-License-Identifier: Apache-2.0
// Generated filters select exactly the events that sysdig 0.36 selects (recorded by record-filters.ts), apart from the
// kinds of filter-differences.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { differenceOf } from './filter-differences.js';
import { matchingNumbers } from './matching-numbers.js';
import { findCapture, loadCapture } from './oracle-captures.js';
import { digestOf, type RecordedFilter } from './record-filters.js';

const RECORDED = fileURLToPath(new URL('../../../test/oracle/filters.jsonl', import.meta.url));
const recorded = readFileSync(RECORDED, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as RecordedFilter);
const captures = groups(recorded);

function groups(list: readonly RecordedFilter[]): Map<string, RecordedFilter[]> {
  const map = new Map<string, RecordedFilter[]>();
  for (const entry of list) map.set(entry.capture, [...(map.get(entry.capture) ?? []), entry]);
  return map;
}

for (const [name, filters] of captures) {
  const path = findCapture(name);
  test(`filters on ${name}`, { skip: path === undefined ? `${name} is not here` : false }, async () => {
    const capture = await loadCapture(path ?? '');
    const wrong: string[] = [];
    let different = 0;
    for (const { filter, count, digest, differs } of filters) {
      const ours = matchingNumbers(capture, filter);
      if (digestOf(ours) === digest) {
        if (differs === true) wrong.push(`${filter}: is the same by now; record again`);
      } else if (differs === true && differenceOf(filter) !== undefined) different++;
      else wrong.push(`${filter}: ${ours.length} events, the peer ${count}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(different < filters.length / 4, `${different} of ${filters.length} filters differ`);
  });
}
