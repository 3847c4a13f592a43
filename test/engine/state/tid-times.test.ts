// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TidTimes } from '../../../src/engine/state/tid-times.js';

for (const tid of [0, 1, 1023, 1024, (1 << 22) - 1, 1 << 22, 2 ** 40, -1, -5]) {
  test(`the time of tid ${tid} is given once`, () => {
    const times = new TidTimes();
    assert.equal(times.take(tid), Number.NaN);
    times.set(tid, 7);
    times.set(tid + 1, 8);
    times.set(tid, 9);
    assert.equal(times.take(tid), 9);
    assert.equal(times.take(tid), Number.NaN);
    assert.equal(times.take(tid + 1), 8);
  });
}

test('a state that starts again knows no times', () => {
  const times = new TidTimes();
  for (const tid of [5, 2 ** 40]) times.set(tid, 1);
  times.clear();
  for (const tid of [5, 2 ** 40]) assert.equal(times.take(tid), Number.NaN);
});
