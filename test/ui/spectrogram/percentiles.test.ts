// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Spectrogram } from '../../../src/engine/protocol/protocol.js';
import { latencyCell } from '../../../src/engine/query/latency-axis.js';
import { percentiles } from '../../../src/ui/spectrogram/percentiles.js';
import { rectangle } from '../../../src/ui/spectrogram/rectangle.js';

function spectrogramOf(latencies: readonly number[], latencyCells: number): Spectrogram {
  const counts = new Uint32Array(latencyCells);
  for (const ns of latencies) {
    const cell = latencyCell(ns, latencyCells);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { window: { from: 0, to: 1 }, timeCells: 1, latencyCells, counts, total: latencies.length, recorded: true };
}

describe('percentiles', () => {
  it('are edges that so many calls were below, and no cell less would do', () => {
    const latency = fc.integer({ min: 0, max: 10 }).chain((power) => fc.integer({ min: 0, max: 9 * 10 ** power }));
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), fc.integer({ min: 1, max: 120 }), (latencies, cells) => {
        const spectrogram = spectrogramOf(latencies, cells);
        const sorted = [...latencies].sort((a, b) => a - b);
        for (const { percent, edge, isOpen } of percentiles(
          spectrogram,
          rectangle({ t: 0, l: 0 }, { t: 0, l: cells - 1 }),
        )) {
          const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
          if (isOpen) assert.ok(exact >= edge);
          else assert.equal(latencyCell(exact, cells), latencyCell(edge - 1, cells));
        }
      }),
    );
  });

  it('are those of the rectangle, and none of no calls', () => {
    const spectrogram = spectrogramOf([150, 150, 1500, 15_000], 8);
    const of = (from: number, to: number) => percentiles(spectrogram, rectangle({ t: 0, l: from }, { t: 0, l: to }));
    assert.deepEqual(
      of(0, 7).map(({ percent, edge }) => [percent, edge]),
      [
        [50, 1000],
        [95, 100_000],
        [99, 100_000],
      ],
    );
    assert.equal(of(1, 1)[0]?.edge, 10_000);
    assert.deepEqual(of(3, 7), []);
  });
});
