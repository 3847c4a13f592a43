// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tileGrid, tilePlace } from '../../../src/ui/overview/tile-grid.js';
import { tileValue } from '../../../src/ui/overview/tile-painter.js';

describe('the grid of tiles', () => {
  it('shows all of them on usual screens', () => {
    for (const [width, height] of [
      [79, 19],
      [119, 35],
      [199, 55],
    ] as const) {
      const grid = tileGrid(width, height, 11);
      assert.equal(grid.shown, grid.lines);
      assert.ok(grid.columns >= 3);
      assert.ok(grid.height >= 4);
    }
  });

  it('puts each tile in a place of its own, inside of the screen, in lines that fill it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 20 }),
        (width, height, count) => {
          const grid = tileGrid(width, height, count);
          assert.ok(grid.columns * grid.lines >= count);
          const taken = new Set<string>();
          for (let i = 0; i < count; i++) {
            const place = tilePlace(grid, i, 0, { width, height });
            if (place === undefined) {
              assert.ok(Math.floor(i / grid.columns) >= grid.shown);
              continue;
            }
            assert.ok(place.x >= 0 && place.x + place.width <= width);
            if (height >= 3)
              assert.ok(place.y + place.height <= height, `${i} ${JSON.stringify({ grid, place, height })}`);
            assert.equal(taken.has(`${place.x} ${place.y}`), false);
            taken.add(`${place.x} ${place.y}`);
          }
        },
      ),
    );
  });

  it('writes values in their units, and unknown ones as such', () => {
    assert.equal(tileValue({ unit: 'bytes/s' }, 1464), '1.43K/s');
    assert.equal(tileValue({ unit: 'count/s' }, 15_300), '15.3K/s');
    assert.equal(tileValue({ unit: 'percent' }, 12.345), '12.35%');
    assert.equal(tileValue({ unit: 'bytes' }, 1 << 20), '1.00M');
    assert.equal(tileValue({ unit: 'count' }, 37), '37');
    assert.equal(tileValue({ unit: 'percent' }, null), '<NA>');
  });
});
