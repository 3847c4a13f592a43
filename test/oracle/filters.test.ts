// SPDX-License-Identifier: Apache-2.0
// Generated filters, and conditions in the style of detection rules, select exactly the events that sysdig 0.36 selects
// (recorded by record-filters.ts and record-conditions.ts). A filter may differ only where a field of its own does
// (filter-differences.ts), and only by the events that were recorded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KindName } from './differences.js';
import { filterDifferenceOf } from './filter-differences.js';
import { matchingNumbers } from './matching-numbers.js';
import { findCapture, loadCapture, ORACLE_CAPTURES, recordedRows } from './oracle-captures.js';
import type { RecordedField } from './record-fields.js';
import { digestOf, type RecordedFilter } from './record-filters.js';

const generated = recordedRows<RecordedFilter>('filters.jsonl');
const conditions = recordedRows<RecordedFilter>('conditions.jsonl');
const filters = [...generated, ...conditions];
const fields = recordedRows<RecordedField>('fields.jsonl');

test('there are filters of every shape, and few differ', () => {
  assert.ok(generated.length > 800, `${generated.length} filters`);
  const selecting = new Set(conditions.filter(({ count }) => count > 0).map(({ filter }) => filter));
  assert.ok(selecting.size > 150, `${selecting.size} conditions select something`);
  const different = filters.filter(({ ours }) => ours !== undefined);
  assert.ok(different.length < filters.length / 8, `${different.length} differ`);
  for (const word of ['and', 'or', 'not', 'in', 'exists', 'glob', 'contains', 'startswith', '<=', '!=']) {
    assert.ok(
      filters.some(({ filter }) => filter.includes(`${word} `) || filter.endsWith(` ${word}`)),
      word,
    );
  }
});

for (const name of ORACLE_CAPTURES) {
  const own = filters.filter(({ capture }) => capture === name);
  if (own.length === 0) continue;
  const path = findCapture(name);
  test(`filters on ${name}`, { skip: path === undefined ? `${name} is not here` : false }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const differing = new Map<string, readonly KindName[]>(
      fields
        .filter((entry) => entry.capture === name)
        .map(({ field, kinds = {} }) => [field, Object.keys(kinds) as KindName[]]),
    );
    const wrong: string[] = [];
    let different = 0;
    for (const { filter, count, digest, ours } of own) {
      const now = matchingNumbers(capture, filter);
      const is = digestOf(now);
      if (is !== (ours ?? digest)) wrong.push(`${filter}: ${now.length} events, the peer ${count}`);
      if (ours === undefined) continue;
      different++;
      if (filterDifferenceOf(filter, differing).length === 0) wrong.push(`${filter}: no field of it differs`);
    }
    t.diagnostic(`${own.length} filters, ${own.length - different} the same`);
    assert.deepEqual(wrong, []);
  });
}
