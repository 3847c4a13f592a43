// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CellMeter } from '../../../src/ui/cell-width.js';
import { lineText, wrapParagraphs } from '../../../src/ui/pages/rich-text.js';
import { PLAIN } from '../../../src/ui/paint/style.js';
import { safeText } from '../../../src/ui/safe-text.js';

const meter = new CellMeter();
const wrap = (text: string, width: number, hang = 0): string[] =>
  wrapParagraphs([{ spans: [{ text, style: PLAIN }], hang }], width, meter, false).map(lineText);

describe('wrapParagraphs', () => {
  it('breaks between words', () => {
    assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrap('one two three', 13), ['one two three']);
    assert.deepEqual(wrap('', 8), ['']);
  });

  it('hangs the lines after the first', () => {
    assert.deepEqual(wrap('aa bb cc dd', 12, 2), ['aa bb cc dd']);
    assert.deepEqual(wrap('key  does this and that', 14, 4), ['key  does this', '    and that']);
  });

  it('breaks words that are longer than a line', () => {
    assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap('日本語日本', 4), ['日本', '語日', '本']);
  });

  it('never makes a line too wide, and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 12, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) assert.ok(meter.width(safeText(line)) <= width, JSON.stringify(line));
        const letters = (of: string): string => of.replace(/\s/g, '');
        assert.equal(letters(lines.join('')), letters(safeText(text)));
      }),
    );
  });
});
