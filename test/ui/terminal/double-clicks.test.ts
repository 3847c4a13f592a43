// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DoubleClicks } from '../../../src/ui/terminal/double-clicks.js';

describe('DoubleClicks', () => {
  const press = (x: number, y: number, action: 'down' | 'up' = 'down') =>
    ({ action, button: 'left', x, y, shift: false }) as const;

  it('takes two quick presses at one place, and starts again after them', () => {
    const clicks = new DoubleClicks();
    assert.equal(clicks.isDouble(press(5, 5), 1000), false);
    assert.equal(clicks.isDouble(press(5, 5, 'up'), 1010), false);
    assert.equal(clicks.isDouble(press(6, 5), 1200), true);
    assert.equal(clicks.isDouble(press(6, 5), 1300), false);
  });

  it('takes neither slow ones nor those elsewhere', () => {
    const clicks = new DoubleClicks();
    assert.equal(clicks.isDouble(press(5, 5), 1000), false);
    assert.equal(clicks.isDouble(press(5, 5), 1500), false);
    assert.equal(clicks.isDouble(press(5, 6), 1600), false);
    assert.equal(clicks.isDouble(press(9, 6), 1700), false);
  });
});
