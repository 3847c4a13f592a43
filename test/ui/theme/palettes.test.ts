// SPDX-License-Identifier: Apache-2.0
// Every colour can be read on its background (WCAG 2 contrast), and the colour-blind themes keep apart what they show.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrast, parseRgb } from '../../../src/ui/paint/color.js';
import { Attr } from '../../../src/ui/paint/style.js';
import { terminalCapability } from '../../../src/ui/terminal/capability.js';
import { chooseTheme, THEME_NAMES } from '../../../src/ui/theme/choose.js';
import { glyphsFor } from '../../../src/ui/theme/glyphs.js';
import { type Ink, PALETTES, type Palette } from '../../../src/ui/theme/palettes.js';
import { makeTheme } from '../../../src/ui/theme/theme.js';

const of = (front: Ink, back: string): number => contrast(parseRgb(front[0]), parseRgb(back));

function pairs(palette: Palette): [name: string, ratio: number, least: number][] {
  const { background: ground } = palette;
  const onGround: [string, Ink, number][] = [
    ['text', palette.text, 7],
    ['muted', palette.muted, 4.5],
    ['faint', palette.faint, 3],
    ['accent', palette.accent, 4.5],
    ['title', palette.title, 7],
    ['good', palette.good, 4.5],
    ['notice', palette.notice, 4.5],
    ['bad', palette.bad, 4.5],
    ...palette.heat.map((ink, i): [string, Ink, number] => [`heat ${i}`, ink, 4.5]),
    ...Object.entries(palette.categories).map(([name, ink]): [string, Ink, number] => [name, ink, 4.5]),
  ];
  return [
    ...onGround.map(([name, ink, least]): [string, number, number] => [name, of(ink, ground), least]),
    ['panel', of(palette.panelText, palette.panel[0]), 4.5],
    ['footer key', of(palette.accent, palette.panel[0]), 4.5],
    ['sorted', of(palette.sortedText, palette.sorted[0]), 4.5],
    ['cursor', of(palette.cursorText, palette.cursor[0]), 4.5],
    ['cell', of(palette.cursorText, palette.cell[0]), 4.5],
    ['cursor bar', of(palette.cursorText, palette.cursorBar[0]), 4.5],
    ['badge', of(palette.badgeText, palette.badge[0]), 4.5],
    ['match', of(palette.matchText, palette.match[0]), 4.5],
    ...palette.heat.map((ink, i): [string, number, number] => [`heat ${i} on bar`, of(ink, palette.bar[0]), 4]),
  ];
}

describe('palettes', () => {
  for (const palette of PALETTES) {
    it(`${palette.name} can be read`, () => {
      for (const [name, ratio, least] of pairs(palette)) assert.ok(ratio >= least, `${name}: ${ratio.toFixed(2)}`);
    });
  }

  it('show nothing by colour alone where there is none', () => {
    for (const palette of PALETTES) {
      const theme = makeTheme(palette, 'mono', glyphsFor('ascii'));
      for (const style of [theme.cursorRow, theme.match, theme.badge, theme.sortedHeader]) {
        assert.deepEqual([style.fg, style.bg], [0, 0]);
        assert.ok((style.attrs & Attr.REVERSE) !== 0);
      }
      assert.notEqual(theme.bad.attrs, theme.text.attrs);
      assert.equal(theme.bar, undefined);
    }
  });

  it('are chosen by name, else by the background', () => {
    const capability = terminalCapability({ TERM: 'xterm-256color' }, { ascii: false, mouse: true });
    for (const name of THEME_NAMES) assert.ok(chooseTheme(name, capability, undefined).name.length > 0);
    assert.equal(chooseTheme('auto', capability, undefined).name, 'dark');
    assert.equal(chooseTheme('auto', capability, 0xfdf6e3).name, 'light');
    assert.equal(chooseTheme('auto', capability, 0x002b36).name, 'dark');
    assert.equal(chooseTheme('deuteranopia', capability, 0xffffff).name, 'deuteranopia-light');
    assert.equal(chooseTheme('contrast', capability, 0xffffff).name, 'contrast');
    assert.equal(chooseTheme('mono', capability, undefined).depth, 'mono');
    assert.equal(chooseTheme('16', capability, undefined).depth, '16');
  });
});
