// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ALL,
  advanced,
  around,
  atEnd,
  atFirst,
  between,
  type Held,
  moved,
  SHORTEST,
  spanOf,
  stretched,
  type TimeChoice,
  windowOf,
} from '../../../src/ui/time/time-choice.js';

const FILE: Held = { from: 0, to: 10e9, grows: false };
const LIVE: Held = { from: 2e9, to: 62e9, grows: true };
const range = (from: number, to: number): TimeChoice => ({ kind: 'range', from, to });
const last = (length: number): TimeChoice => ({ kind: 'last', length });

describe('the window of time', () => {
  it('moves by a share of its length, and stops at both ends', () => {
    assert.deepEqual(moved(range(4e9, 6e9), FILE, 0.5), range(5e9, 7e9));
    assert.deepEqual(moved(range(4e9, 6e9), FILE, -0.5), range(3e9, 5e9));
    assert.deepEqual(moved(range(0.5e9, 2.5e9), FILE, -0.5), range(0, 2e9));
    assert.deepEqual(moved(range(7.5e9, 9.5e9), FILE, 0.5), range(8e9, 10e9));
    assert.match(String(moved(range(0, 2e9), FILE, -0.5)), /oldest time/);
    assert.match(String(moved(range(8e9, 10e9), FILE, 0.5)), /end of what is held/);
    assert.match(String(moved(ALL, FILE, -0.5)), /makes it smaller/);
  });

  it('rewinds from the live end, and follows again when it is back there', () => {
    const back = moved(last(4e9), LIVE, -0.5);
    assert.deepEqual(back, range(56e9, 60e9));
    assert.deepEqual(moved(back as TimeChoice, LIVE, 0.5), last(4e9));
    assert.match(String(moved(last(4e9), LIVE, 0.5)), /this is now/);
    // What was in it has been dropped meanwhile.
    assert.match(String(moved(range(2e9, 4e9), { ...LIVE, from: 3e9 }, -0.5)), /oldest time/);
  });

  it('halves and doubles around its middle, and becomes everything', () => {
    assert.deepEqual(stretched(range(4e9, 6e9), FILE, 0.5), range(4.5e9, 5.5e9));
    assert.deepEqual(stretched(range(4e9, 6e9), FILE, 2), range(3e9, 7e9));
    assert.deepEqual(stretched(range(0, 2e9), FILE, 2), range(0, 4e9));
    assert.deepEqual(stretched(range(2e9, 8e9), FILE, 2), ALL);
    assert.deepEqual(stretched(ALL, FILE, 0.5), range(2.5e9, 7.5e9));
    assert.match(String(stretched(ALL, FILE, 2)), /everything already/);
    assert.match(String(stretched(range(0, SHORTEST), FILE, 0.5)), /cannot be smaller/);
  });

  it('stays at the live end when it is stretched there', () => {
    assert.deepEqual(stretched(last(4e9), LIVE, 0.5), last(2e9));
    assert.deepEqual(stretched(last(4e9), LIVE, 2), last(8e9));
    // Longer than what is held so far: half of what is seen.
    assert.deepEqual(stretched(last(5e9), { ...LIVE, to: 4e9 }, 0.5), last(1e9));
    assert.deepEqual(stretched(last(5e9), { ...LIVE, to: 14e9 }, 2), last(10e9));
    assert.deepEqual(stretched(last(40e9), LIVE, 2), ALL);
    assert.deepEqual(stretched(ALL, LIVE, 0.5), last(30e9));
    // A rewound window that grows to the end does not begin to follow by that.
    assert.deepEqual(stretched(range(50e9, 60e9), LIVE, 2), range(42e9, 62e9));
  });

  it('goes to the first time held and to the end', () => {
    assert.deepEqual(atFirst(range(4e9, 6e9), FILE), range(0, 2e9));
    assert.deepEqual(atEnd(range(4e9, 6e9), FILE), range(8e9, 10e9));
    assert.deepEqual(atEnd(range(4e9, 6e9), LIVE), last(2e9));
    assert.deepEqual(atFirst(last(5e9), LIVE), range(2e9, 7e9));
    assert.match(String(atFirst(range(0, 2e9), FILE)), /oldest/);
    assert.match(String(atEnd(ALL, LIVE)), /this is now/);
  });

  it('moves to a time, and takes a tenth of everything where it held everything', () => {
    assert.deepEqual(around(range(0, 2e9), FILE, 5e9), range(4e9, 6e9));
    assert.deepEqual(around(ALL, FILE, 5e9), range(4.5e9, 5.5e9));
    assert.deepEqual(around(range(0, 2e9), FILE, 0.1e9), range(0, 2e9));
  });

  it('takes exactly what was selected, in any direction, as far as it is held', () => {
    assert.deepEqual(between(7e9, 3e9, FILE), range(3e9, 7e9));
    assert.deepEqual(between(-5, 20e9, FILE), range(0, 10e9));
    assert.deepEqual(between(17, 17, FILE), range(17, 17));
  });

  it('plays to the end and no further', () => {
    assert.deepEqual(advanced(range(0, 2e9), FILE, 1e9), range(1e9, 3e9));
    assert.deepEqual(advanced(range(7e9, 9e9), FILE, 5e9), range(8e9, 10e9));
    assert.equal(advanced(range(8e9, 10e9), FILE, 1e9), undefined);
  });

  it('is always inside of what is held, and as long as it was, whatever is done to it', () => {
    const time = fc.integer({ min: 0, max: 10_000_000_000 });
    fc.assert(
      fc.property(time, time, fc.double({ min: -3, max: 3, noNaN: true }), time, (a, b, share, target) => {
        fc.pre(Math.abs(a - b) >= SHORTEST);
        const choice = between(a, b, FILE);
        const length = Math.abs(a - b);
        for (const next of [moved(choice, FILE, share), atFirst(choice, FILE), around(choice, FILE, target)]) {
          if (typeof next === 'string') continue;
          const { from, to } = spanOf(windowOf(next), FILE);
          assert.ok(from >= 0 && to <= 10e9);
          assert.equal(to - from, length);
        }
      }),
    );
  });
});
