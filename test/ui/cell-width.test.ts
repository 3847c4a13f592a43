// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CellMeter } from '../../src/ui/cell-width.js';
import { safeText } from '../../src/ui/safe-text.js';

const meter = new CellMeter();
const width = (text: string): number => meter.width(safeText(text));

describe('CellMeter', () => {
  it('knows how many cells a text takes', () => {
    const known: [string, number][] = [
      ['', 0],
      ['nginx', 5],
      ['日本', 4],
      ['한국어', 6],
      ['e\u0301', 1],
      ['👍🏽', 2],
      ['✅', 2],
      ['👩‍👩‍👧‍👦', 2],
      ['🇩🇪', 2],
      ['ｱ', 1],
      ['Ａ', 2],
      ['\u1112\u1161\u11ab', 2],
      ['│▌▁', 3],
    ];
    for (const [text, cells] of known) assert.equal(width(text), cells, text);
  });

  it('cuts at clusters and says so', () => {
    assert.equal(meter.truncate(safeText('nginx'), 5), 'nginx');
    assert.equal(meter.truncate(safeText('nginx-worker'), 6), 'nginx…');
    assert.equal(meter.truncate(safeText('日本語'), 4), '日…');
    assert.equal(meter.truncate(safeText('日本語'), 1), '…');
    assert.equal(meter.truncate(safeText('abc'), 0), '');
    assert.equal(meter.truncate(safeText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦'), 3), '👩‍👩‍👧‍👦…');
  });

  it('cuts to the cells asked for, and only what is wider', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('日本語', '👍🏽✅', 'é'),
    );
    fc.assert(
      fc.property(text, fc.nat(20), (raw, cells) => {
        const whole = safeText(raw);
        const cut = meter.truncate(whole, cells);
        assert.ok(meter.width(cut) <= cells, JSON.stringify(cut));
        assert.equal(cut === whole, meter.width(whole) <= cells, JSON.stringify(cut));
      }),
      { numRuns: 1000 },
    );
  });

  it('shows a monster of a cluster as one cell', () => {
    assert.deepEqual(
      meter.clusters(safeText('\u1100'.repeat(30))).map((cluster) => cluster.width),
      [1],
    );
  });
});
