// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columnHeights, fitted, largest, peakOf } from '../../../src/ui/charts/column-chart.js';
import { densityStep, densityThresholds } from '../../../src/ui/charts/density.js';
import { latencyTicks } from '../../../src/ui/charts/latency-ticks.js';

describe('columns', () => {
  it('are as high as their share, never nothing where there is something, and unknown where nothing is known', () => {
    assert.deepEqual(columnHeights([0, 1, 500, 1000, null, Number.NaN], 1000, 16), [0, 1, 8, 16, -1, -1]);
    assert.deepEqual(columnHeights([0, 0], 0, 8), [0, 0]);
  });

  it('keep the peak where several values share a cell, and repeat where there are too few', () => {
    assert.deepEqual(fitted([1, 9, 2, 3, null, null], 3), [9, 3, null]);
    assert.deepEqual(fitted([1, 2], 4), [1, 1, 2, 2]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, cells) => {
        const shown = fitted(values, cells);
        assert.equal(shown.length, cells);
        if (cells <= values.length) assert.equal(largest(shown), largest(values));
      }),
    );
  });

  it('know their peak', () => {
    assert.equal(peakOf([null, 1, 7, 7, 2]), 2);
    assert.equal(peakOf([null, null]), -1);
    assert.equal(peakOf([0, 0]), 0);
  });
});

describe('density', () => {
  it('has a step for every count, growing with it, one at least and the last for the largest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), fc.nat(), (maximum, a, b) => {
        const [low, high] = [1 + (a % maximum), 1 + (b % maximum)].sort((x, y) => x - y) as [number, number];
        const [small, large] = [densityStep(low, maximum, 5), densityStep(high, maximum, 5)];
        assert.ok(small >= 1 && small <= large && large <= 5);
        assert.equal(densityStep(maximum, maximum, 5), 5);
        assert.equal(densityStep(0, maximum, 5), 0);
      }),
    );
  });

  it('is explained by the smallest count of each step', () => {
    assert.deepEqual(densityThresholds(10_000, 5), [1, 10, 100, 1000, 10_000]);
    assert.deepEqual(densityThresholds(3, 5), [undefined, 1, undefined, 2, 3]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (maximum) => {
        for (const [i, threshold] of densityThresholds(maximum, 5).entries()) {
          if (threshold === undefined) continue;
          assert.equal(densityStep(threshold, maximum, 5), i + 1);
          assert.ok(densityStep(threshold - 1, maximum, 5) < i + 1);
        }
      }),
    );
  });
});

describe('latency ticks', () => {
  it('are at the powers of ten', () => {
    assert.deepEqual(
      latencyTicks(80, 7).map(({ cell, label }) => `${cell} ${label}`),
      ['0 100ns', '10 1us', '20 10us', '30 100us', '40 1ms', '50 10ms', '60 100ms', '70 1s', '79 10s'],
    );
  });

  it('are thinned out where there is no room', () => {
    for (const cells of [8, 13, 20, 33, 50, 70, 200]) {
      const ticks = latencyTicks(cells, 7);
      for (const [i, tick] of ticks.slice(1, -1).entries())
        assert.ok(tick.cell - (ticks[i]?.cell ?? 0) >= 6, `${cells}`);
    }
  });
});
