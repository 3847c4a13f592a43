// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SPECTROGRAM_MAX } from '../../../src/engine/protocol/protocol.js';
import { firstLatency, firstTime, latencyCell, timeCell } from '../../../src/engine/query/latency-axis.js';
import { callsIn, latencyTerms, rectangle, rescaled, timeSpan } from '../../../src/ui/spectrogram/rectangle.js';
import { scrollingWindow } from '../../../src/ui/spectrogram/scrolling-window.js';

const WINDOW = { from: 1000, to: 61_000 };

describe('a rectangle of a spectrogram', () => {
  it('is a filter of exits with latencies from the first cell to before the one after the last', () => {
    const axes = { window: WINDOW, timeCells: 10, latencyCells: 8 };
    // Eight cells for eight decades: 100 ns, 1 us, 10 us …
    const terms = latencyTerms(rectangle({ t: 3, l: 3 }, { t: 1, l: 1 }), axes);
    assert.deepEqual(terms, ['evt.dir=<', 'evt.latency>=1000', 'evt.latency<1000000']);
    assert.deepEqual(latencyTerms(rectangle({ t: 0, l: 0 }, { t: 0, l: 0 }), axes), [
      'evt.dir=<',
      'evt.latency>=0',
      'evt.latency<1000',
    ]);
    // The last cell holds everything slower, too.
    assert.deepEqual(latencyTerms(rectangle({ t: 0, l: 7 }, { t: 0, l: 7 }), axes), [
      'evt.dir=<',
      'evt.latency>=1000000000',
    ]);
  });

  it('is a window that ends one ns before the next cell', () => {
    const axes = { window: WINDOW, timeCells: 10, latencyCells: 8 };
    assert.deepEqual(timeSpan(rectangle({ t: 1, l: 0 }, { t: 2, l: 0 }), axes), { from: 7000, to: 18_999 });
    assert.deepEqual(timeSpan(rectangle({ t: 0, l: 0 }, { t: 9, l: 0 }), axes), WINDOW);
  });

  it('counts the calls inside', () => {
    const spectrogram = {
      window: WINDOW,
      timeCells: 3,
      latencyCells: 4,
      counts: Uint32Array.from([1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400]),
      total: 1110,
      recorded: true,
    };
    assert.equal(callsIn(rectangle({ t: 1, l: 1 }, { t: 2, l: 2 }), spectrogram), 550);
    assert.equal(callsIn(rectangle({ t: 2, l: 3 }, { t: 0, l: 0 }), spectrogram), 1110);
  });

  it('keeps its place on other axes', () => {
    const from = { window: WINDOW, timeCells: 10, latencyCells: 80 };
    const to = { window: WINDOW, timeCells: 20, latencyCells: 40 };
    assert.deepEqual(rescaled({ t: 5, l: 79 }, from, to), { t: 11, l: 39 });
    assert.deepEqual(rescaled({ t: 9, l: 0 }, from, { ...to, timeCells: 1 }), { t: 0, l: 0 });
  });
});

describe('the axes', () => {
  it('begin each cell with the first whole ns that is counted in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (cells, pick) => {
        const cell = 1 + (pick % cells);
        const first = firstLatency(cell, cells);
        if (cell === cells) {
          assert.equal(first, SPECTROGRAM_MAX);
          return;
        }
        assert.ok(latencyCell(first, cells) >= cell);
        assert.ok(latencyCell(first - 1, cells) < cell);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 10_000_000_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        (from, length, cells, pick) => {
          const window = { from, to: from + length };
          const cell = pick % cells;
          const first = firstTime(cell, window, cells);
          assert.ok(first >= window.from && first <= window.to);
          if (first < window.to) assert.ok(timeCell(first, window, cells) >= cell);
          if (first > window.from) assert.ok(timeCell(first - 1, window, cells) < cell);
        },
      ),
    );
  });
});

describe('a scrolling window', () => {
  it('moves by whole cells, so that full cells stay as they are', () => {
    const first = scrollingWindow(60e9, { from: 0, to: 100.2e9 }, 60);
    assert.deepEqual(first, { window: { from: 40e9, to: 100e9 }, cells: 60 });
    assert.deepEqual(scrollingWindow(60e9, { from: 0, to: 100.9e9 }, 60), first);
    assert.deepEqual(scrollingWindow(60e9, { from: 0, to: 101e9 }, 60).window, { from: 41e9, to: 101e9 });
  });

  it('has fewer cells while less is held, and one at least', () => {
    assert.deepEqual(scrollingWindow(60e9, { from: 0.5e9, to: 10.2e9 }, 60), {
      window: { from: 1e9, to: 10e9 },
      cells: 9,
    });
    assert.equal(scrollingWindow(60e9, { from: 0, to: 0.1e9 }, 60).cells, 1);
  });
});
