// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { barParts, KIND_LOOKS } from '../../../src/ui/request-time/time-bar.js';

const KINDS = ['request', 'disk', 'lock', 'wait', 'network', 'other', 'queue', 'cpu'] as const;

describe('the bar of a request', () => {
  it('has a letter of its own for each kind', () => {
    const letters = Object.values(KIND_LOOKS).map(({ letter }) => letter);
    assert.equal(new Set(letters).size, letters.length);
  });

  it('fills its width, with a cell at least for each kind that took time, and more for those that took more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: 8 }), fc.integer({ min: 8, max: 200 }), (times, width) => {
        const spent = times.map((time, i) => ({ kind: KINDS[i] ?? 'cpu', time, count: 1 }));
        const parts = barParts(spent, width);
        const present = spent.filter(({ time }) => time > 0);
        assert.deepEqual(
          parts.map(({ kind }) => kind),
          present.map(({ kind }) => kind),
        );
        if (present.length > 0)
          assert.equal(
            parts.reduce((sum, { cells }) => sum + cells, 0),
            width,
          );
        for (const [i, a] of parts.entries())
          for (const [k, b] of parts.entries())
            if ((present[i]?.time ?? 0) > (present[k]?.time ?? 0)) assert.ok(a.cells >= b.cells);
      }),
    );
  });
});
