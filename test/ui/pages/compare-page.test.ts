// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { comparedSpans, markedSpans } from '../../../src/ui/pages/compare-page.js';

const HELD = { from: 0, to: 100 };

describe('the spans that are compared', () => {
  it('are the window and as much time before it', () => {
    assert.deepEqual(comparedSpans({ from: 60, to: 80 }, HELD), { a: { from: 40, to: 60 }, b: { from: 60, to: 80 } });
    assert.deepEqual(comparedSpans({ from: 10, to: 80 }, HELD).a, { from: 0, to: 10 }, 'what there is of it');
  });

  it('are the halves where there is nothing before', () => {
    const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    assert.deepEqual(comparedSpans(all, HELD), { a: { from: 0, to: 50 }, b: { from: 50, to: 100 } });
    assert.deepEqual(comparedSpans({ from: 1, to: 100 }, HELD).a, { from: 1, to: 50.5 });
  });

  it('are around the marks, as long as the window, and no longer than what lies between', () => {
    const window = { from: 60, to: 70 };
    assert.deepEqual(markedSpans(window, HELD, [20, 90]), { a: { from: 15, to: 25 }, b: { from: 85, to: 95 } });
    assert.deepEqual(markedSpans(window, HELD, [2, 6]), { a: { from: 0, to: 4 }, b: { from: 4, to: 8 } });
    assert.deepEqual(markedSpans(window, HELD, [90, 20]).a, { from: 85, to: 95 }, 'A is what was marked A');
  });

  it('never overlap, and lie in what is held', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 1, max: 120 }), (from, length) => {
        fc.pre(from < HELD.to && from + length > HELD.from);
        const { a, b } = comparedSpans({ from, to: from + length }, HELD);
        assert.ok(HELD.from <= a.from && a.from <= a.to && a.to <= b.from && b.from <= b.to && b.to <= HELD.to);
      }),
    );
  });
});
