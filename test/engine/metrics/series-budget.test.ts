// SPDX-License-Identifier: Apache-2.0
// Which series are shown: the largest, no more than there are places, none of which ever falls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeriesBudget } from '../../../src/engine/metrics/series-budget.js';

interface Sum {
  sum: number;
}

function budget(top: number): SeriesBudget<Sum> {
  return new SeriesBudget<Sum>(top, { sum: 0 }, (to, more) => {
    to.sum += more.sum;
  });
}

const growth = (label: string, sum: number) => ({ labels: [label], amount: { sum }, weight: sum });

function shown(of: SeriesBudget<Sum>): Record<string, number> {
  const series = [...of.series()].map(([labels, { sum }]) => [labels.join(), sum] as const);
  return { ...Object.fromEntries(series), ...(of.other === undefined ? {} : { other: of.other.sum }) };
}

test('the largest have the places, the rest is other', () => {
  const one = budget(2);
  one.take([growth('a', 1), growth('b', 5), growth('c', 3)], 0);
  assert.deepEqual(shown(one), { b: 5, c: 3, other: 1 });
  one.take([growth('a', 100), growth('c', 1)], 1000);
  assert.deepEqual(shown(one), { b: 5, c: 4, other: 101 });
});

test('a place is free after a quarter of an hour without growth, and what came before stays in other', () => {
  const one = budget(2);
  one.take([growth('a', 1), growth('b', 5), growth('c', 3)], 0);
  one.take([growth('b', 1), growth('a', 2)], 15 * 60_000);
  assert.deepEqual(shown(one), { b: 6, a: 2, other: 1 });
});

test('nothing falls, and the sum of all is the sum of what came', () => {
  const step = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.nat(1000));
  fc.assert(
    fc.property(fc.nat(4), fc.array(step, { maxLength: 12 }), (top, steps) => {
      const one = budget(top + 1);
      let total = 0;
      let before: Record<string, number> = {};
      for (const [now, growths] of steps.entries()) {
        one.take(
          Object.entries(growths).map(([label, sum]) => growth(label, sum)),
          now,
        );
        total += Object.values(growths).reduce((a, b) => a + b, 0);
        const after = shown(one);
        for (const [label, sum] of Object.entries(before)) assert.ok((after[label] ?? -1) >= sum, label);
        assert.equal(
          Object.values(after).reduce((a, b) => a + b, 0),
          total,
        );
        assert.ok(Object.keys(after).length <= top + 2);
        before = after;
      }
    }),
  );
});
