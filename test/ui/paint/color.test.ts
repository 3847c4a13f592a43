// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrast, mix, nearest256, paletteColor, rgbColor, sgrColor } from '../../../src/ui/paint/color.js';
import { Attr, over, sgr } from '../../../src/ui/paint/style.js';

describe('colours', () => {
  it('become SGR parameters', () => {
    assert.equal(sgrColor(0, false), '');
    assert.equal(sgrColor(paletteColor(1), false), ';31');
    assert.equal(sgrColor(paletteColor(9), true), ';101');
    assert.equal(sgrColor(paletteColor(208), false), ';38;5;208');
    assert.equal(sgrColor(rgbColor(0x0a0b0c), true), ';48;2;10;11;12');
    assert.equal(sgr(paletteColor(2), 0, Attr.BOLD | Attr.REVERSE), '\x1b[0;1;7;32m');
  });

  it('find the nearest of 256', () => {
    assert.equal(nearest256(0x000000), 16);
    assert.equal(nearest256(0xffffff), 231);
    assert.equal(nearest256(0xff8700), 208);
    assert.equal(nearest256(0x808080), 244);
  });

  it('have a contrast', () => {
    assert.equal(contrast(0x000000, 0xffffff), 21);
    assert.equal(contrast(0x123456, 0x123456), 1);
    assert.equal(mix(0x000000, 0xff8040, 0.5), 0x804020);
  });

  it('lie over each other', () => {
    const base = { fg: 1, bg: 2, attrs: Attr.BOLD };
    assert.deepEqual(over(base, { fg: 0, bg: 5, attrs: Attr.UNDERLINE }), {
      fg: 1,
      bg: 5,
      attrs: Attr.BOLD | Attr.UNDERLINE,
    });
  });
});
