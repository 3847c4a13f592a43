// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatClock } from '../../../src/ui/format.js';
import { clockDigits, clockLabel } from '../../../src/ui/time/clock-label.js';
import { momentText, parseMoment } from '../../../src/ui/time/moment.js';

const BASE = 1_506_127_469_900_000_000n;
const FORMAT = { baseTime: BASE };
const HELD = { from: 0, to: 10e9 };

describe('a moment', () => {
  it('is an event number', () => {
    assert.deepEqual(parseMoment(' 1234 ', HELD, FORMAT), { num: 1234 });
    assert.deepEqual(parseMoment('#7', HELD, FORMAT), { num: 7 });
    assert.match(String(parseMoment('0', HELD, FORMAT)), /number 1/);
  });

  it('is a time since the start, or a share', () => {
    assert.deepEqual(parseMoment('+1.5', HELD, FORMAT), { time: 1.5e9 });
    assert.deepEqual(parseMoment('250ms', HELD, FORMAT), { time: 250e6 });
    assert.deepEqual(parseMoment('2 m', HELD, FORMAT), { time: 120e9 });
    assert.deepEqual(parseMoment('50%', { from: 2e9, to: 4e9 }, FORMAT), { time: 3e9 });
    assert.match(String(parseMoment('101%', HELD, FORMAT)), /no more than 100%/);
  });

  it('is a clock time, to the ns', () => {
    const wanted = 3_123_456_789;
    const clock = formatClock(BASE + BigInt(wanted), 9);
    assert.deepEqual(parseMoment(clock, HELD, FORMAT), { time: wanted });
    assert.equal(momentText({ time: wanted }, FORMAT), formatClock(BASE + BigInt(wanted), 3));
  });

  it('is a clock time of the day that is held, also across midnight', () => {
    const base = BigInt(new Date(2026, 1, 3, 23, 59, 58).getTime()) * 1_000_000n;
    assert.deepEqual(parseMoment('00:00:01', { from: 0, to: 10e9 }, { baseTime: base }), { time: 3e9 });
    assert.deepEqual(parseMoment('23:59', { from: 5e9, to: 10e9 }, { baseTime: base }), { time: -58e9 });
  });

  it('is nothing else', () => {
    for (const text of ['', 'x', '25:00:00', '12:61', '-5', '1.5', '12:00:00.1234567890']) {
      assert.equal(typeof parseMoment(text, HELD, FORMAT), 'string', text);
    }
    assert.equal(typeof parseMoment('12:00:00', HELD, { baseTime: undefined }), 'string');
  });
});

describe('clock labels', () => {
  it('have the digits that tell two of them apart', () => {
    assert.equal(clockDigits(2e9), 0);
    assert.equal(clockDigits(1e9), 0);
    assert.equal(clockDigits(0.5e9), 1);
    assert.equal(clockDigits(1e6), 3);
    assert.equal(clockDigits(1), 9);
    for (const step of [3e9, 0.31e9, 44e6, 1234, 17]) {
      const digits = clockDigits(step);
      assert.notEqual(clockLabel(1e9, digits, FORMAT), clockLabel(1e9 + step, digits, FORMAT));
    }
  });
});
