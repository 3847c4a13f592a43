// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../../src/engine/rules/alert.js';
import { Throttle } from '../../../src/engine/rules/throttle.js';
import { sampleAlert } from './outputs/sample-alert.js';

const SECOND = 1_000_000_000n;

function at(seconds: number, message = 'm'): Alert {
  return sampleAlert({ time: BigInt(seconds) * SECOND, message });
}

function counts(alerts: readonly Alert[]): readonly number[] {
  return alerts.map(({ withheld }) => withheld);
}

test('two of a kind pass in ten seconds, the next one after that says how many there were', () => {
  const throttle = new Throttle({ count: 2, span: 10n * SECOND });
  assert.deepEqual(
    [0, 1, 2, 3].map((s) => throttle.take(at(s)).length),
    [1, 1, 0, 0],
  );
  assert.deepEqual(counts(throttle.take(at(11))), [2]);
  assert.deepEqual(counts(throttle.take(at(12))), [0]);
});

test('another message, or another rule, is another kind', () => {
  const throttle = new Throttle({ count: 1, span: 10n * SECOND });
  assert.equal(throttle.take(at(0)).length, 1);
  assert.equal(throttle.take(at(0, 'other')).length, 1);
  assert.equal(throttle.take({ ...at(0), rule: 'another' }).length, 1);
  assert.equal(throttle.take(at(1)).length, 0);
});

test('no alert is lost at the end: the last one comes, with the count of the others', () => {
  const throttle = new Throttle({ count: 1, span: 10n * SECOND });
  for (const s of [0, 1, 2, 3]) throttle.take(at(s));
  const rest = throttle.rest();
  assert.deepEqual(counts(rest), [2]);
  assert.equal(rest[0]?.time, 3n * SECOND);
  assert.deepEqual(throttle.rest(), []);
});

test('of very many kinds the oldest is forgotten, not its count', () => {
  const throttle = new Throttle({ count: 1, span: 1000n * SECOND });
  throttle.take(at(0, 'first'));
  throttle.take(at(0, 'first'));
  throttle.take(at(0, 'first'));
  const passed = Array.from({ length: 10_000 }, (_, k) => throttle.take(at(1, String(k)))).flat();
  assert.deepEqual(
    passed.filter(({ message }) => message === 'first').map(({ withheld }) => withheld),
    [1],
  );
});
