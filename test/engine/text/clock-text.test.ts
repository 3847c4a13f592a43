// SPDX-License-Identifier: Apache-2.0
// Times of day, dates, spans and durations.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteLine } from '../../../src/engine/text/byte-line.js';
import {
  dateText,
  dateTimeText,
  EventClock,
  isoText,
  momentOf,
  secondsText,
  timeOfDay,
} from '../../../src/engine/text/clock-text.js';
import { durationText } from '../../../src/engine/text/duration-text.js';
import { shortDouble } from '../../../src/engine/text/number-text.js';
import { BASE } from '../fields/fake-event.js';

test('wall clock and date, with an offset', () => {
  const moment = momentOf(BASE + 514682170n);
  assert.deepEqual(moment, { seconds: 1534527348, ns: 514682170 });
  assert.equal(timeOfDay(moment.seconds, 0), '17:35:48');
  assert.equal(timeOfDay(moment.seconds, 7 * 3600), '00:35:48');
  assert.equal(timeOfDay(moment.seconds, -18 * 3600), '23:35:48');
  assert.equal(dateText(moment.seconds, 0), '2018-08-17');
  assert.equal(dateText(moment.seconds, 7 * 3600), '2018-08-18');
  assert.equal(dateTimeText(moment, 0), '2018-08-17 17:35:48.514682170');
  assert.equal(isoText(moment), '2018-08-17T17:35:48.514682170+0000');
  assert.equal(dateText(0, 0), '1970-01-01');
  assert.equal(dateText(1e14, 0), '<date error>');
  assert.equal(secondsText(1_000_000_005), '1.000000005');
  assert.equal(secondsText(-5), '-0.000000005');
});

test('the clock of many lines says the same as the slow way', () => {
  const clock = new EventClock(3600);
  const times = [0, 1, 999_999_999, 485_317_830, 1e9, 1e9 - 1, 86_400e9, -5, 3_600_000e9];
  for (const baseTime of [BASE, BASE + 514682170n, 1n]) {
    for (const time of times) {
      const out = new ByteLine();
      assert.equal(clock.write({ time, baseTime }, out), true);
      const at = baseTime + BigInt(time);
      if (at < 0n) continue;
      const { seconds, ns } = momentOf(at);
      assert.equal(out.slice(0), `${timeOfDay(seconds, 3600)}.${String(ns).padStart(9, '0')}`);
    }
  }
  assert.equal(clock.write({ time: Number.NaN, baseTime: BASE }, new ByteLine()), false);
});

test('durations for people', () => {
  const samples: readonly (readonly [ns: number, text: string])[] = [
    [0, '0ns'],
    [999, '999ns'],
    [1000, '1.00us'],
    [9728, '9.72us'],
    [12333, '12us'],
    [999_999, '999us'],
    [1_000_000, '1.00ms'],
    [9_999_999, '9.99ms'],
    [10_000_000, '10ms'],
    [999_999_999, '999ms'],
    [1_000_000_000, '1.00s'],
    [59_990_000_000, '59.99s'],
    [60_000_000_000, '1:0'],
    [125_000_000_000, '2:5'],
    [3_600_000_000_000, '01:00:00'],
    [90_061_000_000_000, '25:01:01'],
  ];
  for (const [ns, text] of samples) assert.equal(durationText(ns), text);
});

test('short doubles are C %lg', () => {
  const samples: readonly (readonly [value: number, text: string])[] = [
    [0, '0'],
    [1, '1'],
    [0.1, '0.1'],
    [1.5e-5, '1.5e-05'],
    [0.0001, '0.0001'],
    [0.00012345678, '0.000123457'],
    [123456, '123456'],
    [1234567, '1.23457e+06'],
    [999999.5, '1e+06'],
    [100000, '100000'],
    [1e-10, '1e-10'],
    [2.5, '2.5'],
    [1.23456789e100, '1.23457e+100'],
  ];
  for (const [value, text] of samples) assert.equal(shortDouble(value), text);
});
