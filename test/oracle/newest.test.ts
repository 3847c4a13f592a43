// SPDX-License-Identifier: Apache-2.0
// Filters of the newest language select exactly the events that the newest libraries select (recorded by
// record-newest.ts), but for fields of which newest-language.ts says why they differ.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBytes } from '../engine/query/loaded.js';
import { matchingNumbers } from './matching-numbers.js';
import { exitEventsOf, NEWEST_CAPTURES } from './newest-captures.js';
import { NEWEST_DIFFERENCES, NEWEST_FILTERS } from './newest-language.js';
import { recordedRows } from './oracle-captures.js';
import { digestOf, type RecordedFilter } from './record-filters.js';

const recorded = recordedRows<RecordedFilter>('newest.jsonl');

test('the newest language is compared, and little differs', () => {
  const filters = new Set(recorded.map(({ filter }) => filter));
  assert.deepEqual(
    NEWEST_FILTERS.filter((filter) => !filters.has(filter)),
    [],
  );
  const selecting = recorded.filter(({ count }) => count > 0);
  assert.ok(selecting.length > recorded.length / 2, `${selecting.length} of ${recorded.length} select something`);
  const different = recorded.filter(({ ours }) => ours !== undefined);
  assert.ok(different.length < recorded.length / 8, `${different.length} differ`);
});

for (const name of NEWEST_CAPTURES) {
  test(`the newest language on ${name}`, () => {
    const capture = fromBytes(exitEventsOf(name) ?? new Uint8Array(0));
    const wrong: string[] = [];
    for (const { filter, count, digest, ours } of recorded.filter((entry) => entry.capture === name)) {
      const now = matchingNumbers(capture, filter);
      if (digestOf(now) !== (ours ?? digest)) wrong.push(`${filter}: ${now.length} events, the peer ${count}`);
      const hasReason = NEWEST_DIFFERENCES.some(([pattern]) => pattern.test(filter));
      if (ours !== undefined && !hasReason) wrong.push(`${filter}: no field of it differs`);
    }
    assert.deepEqual(wrong, []);
  });
}
