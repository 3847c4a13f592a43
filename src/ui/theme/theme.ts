// SPDX-License-Identifier: Apache-2.0
// What every part of the screen looks like: a palette applied to a terminal's number of colours. Pages name roles, never
// colours. Without colours each role still differs by attributes, and nothing depends on the look alone: sorted columns
// have an arrow, the cursor a bar, ended processes and failed calls a sign.

import {
  type Color,
  type ColorDepth,
  DEFAULT_COLOR,
  nearest256,
  paletteColor,
  parseRgb,
  rgbColor,
} from '../paint/color.js';
import { Attr, type Style } from '../paint/style.js';
import type { Glyphs } from './glyphs.js';
import type { Ink, Palette } from './palettes.js';

export interface Theme {
  readonly name: string;
  readonly depth: ColorDepth;
  readonly glyphs: Glyphs;
  readonly text: Style;
  readonly muted: Style;
  readonly faint: Style;
  readonly accent: Style;
  readonly title: Style;
  readonly good: Style;
  readonly notice: Style;
  readonly bad: Style;
  readonly badge: Style;
  readonly tableHeader: Style;
  readonly sortedHeader: Style;
  readonly cursorRow: Style;
  readonly cursorCell: Style;
  /** Background of the share of a cell in its column; undefined where the terminal cannot show it quietly. */
  readonly bar: Color | undefined;
  readonly cursorBar: Color | undefined;
  /** Text of a number by its share, small to large. */
  readonly heat: readonly Style[];
  /** Heights of the timeline, low to high. */
  readonly wave: readonly Style[];
  /** Cells of a spectrogram, few calls to many; as many as the glyphs for it. */
  readonly density: readonly Style[];
  /** Echo: data that was read, and that was written. */
  readonly read: Style;
  readonly written: Style;
  readonly ended: Style;
  /** Rows that were selected. */
  readonly marked: Style;
  /** The line of sums. */
  readonly totals: Style;
  readonly footerKey: Style;
  readonly footerLabel: Style;
  readonly border: Style;
  readonly heading: Style;
  readonly match: Style;
  readonly currentMatch: Style;
  readonly categories: Readonly<Record<keyof Palette['categories'], Style>>;
}

/** The theme of `palette` for a terminal with that many colours. */
export function makeTheme(palette: Palette, depth: ColorDepth, glyphs: Glyphs): Theme {
  const ink = (color: Ink | undefined): Color => inkColor(color, depth);
  const style = (fg: Ink | undefined, bg?: Ink, attrs = 0): Style => ({ fg: ink(fg), bg: ink(bg), attrs });
  /** With other attributes where there are no colours. */
  const look = (fg: Ink | undefined, bg: Ink | undefined, attrs: number, mono: number): Style =>
    depth === 'mono' ? { fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, attrs: mono } : style(fg, bg, attrs);
  const hasRoomForBars = depth === 'truecolor' || depth === '256';
  return {
    name: palette.name,
    depth,
    glyphs,
    // The terminal's own text colour is the one that its owner finds readable.
    text: palette.name === 'contrast' ? look(palette.text, undefined, 0, 0) : { fg: 0, bg: 0, attrs: 0 },
    muted: look(palette.muted, undefined, 0, 0),
    faint: look(palette.faint, undefined, 0, Attr.DIM),
    accent: look(palette.accent, undefined, 0, Attr.BOLD),
    title: look(palette.title, undefined, Attr.BOLD, Attr.BOLD),
    good: look(palette.good, undefined, 0, 0),
    notice: look(palette.notice, undefined, 0, Attr.BOLD),
    bad: look(palette.bad, undefined, Attr.BOLD, Attr.BOLD | Attr.UNDERLINE),
    badge: look(palette.badgeText, palette.badge, Attr.BOLD, Attr.BOLD | Attr.REVERSE),
    tableHeader: look(palette.panelText, palette.panel, 0, Attr.BOLD | Attr.UNDERLINE),
    sortedHeader: look(palette.sortedText, palette.sorted, Attr.BOLD, Attr.REVERSE | Attr.BOLD),
    cursorRow: look(palette.cursorText, palette.cursor, 0, Attr.REVERSE),
    cursorCell: look(palette.cursorText, palette.cell, Attr.BOLD, Attr.REVERSE | Attr.BOLD | Attr.UNDERLINE),
    bar: hasRoomForBars ? ink(palette.bar) : undefined,
    cursorBar: hasRoomForBars ? ink(palette.cursorBar) : undefined,
    heat: palette.heat.map((step, i) =>
      look(step, undefined, i === palette.heat.length - 1 ? Attr.BOLD : 0, i >= 3 ? Attr.BOLD : 0),
    ),
    wave: palette.wave.map((step) => look(step, undefined, 0, 0)),
    density: [...palette.wave, ...palette.heat.slice(2, 4)].map((step, i) =>
      look(step, undefined, 0, i >= 3 ? Attr.BOLD : 0),
    ),
    read: look(palette.categories.net, undefined, 0, 0),
    written: look(palette.categories.file, undefined, 0, Attr.BOLD),
    ended: look(palette.faint, undefined, Attr.ITALIC, Attr.DIM),
    marked: look(palette.notice, undefined, Attr.BOLD, Attr.BOLD | Attr.UNDERLINE),
    totals: look(palette.title, undefined, Attr.BOLD, Attr.BOLD),
    // In 16 colours the panel is as bright as the keys: these get the badge's look, the words the terminal's.
    footerKey:
      depth === '16'
        ? look(palette.badgeText, palette.badge, 0, 0)
        : look(palette.accent, palette.panel, Attr.BOLD, Attr.BOLD),
    footerLabel: depth === '16' ? look(undefined, undefined, 0, 0) : look(palette.panelText, palette.panel, 0, 0),
    border: look(palette.faint, undefined, 0, 0),
    heading: look(palette.accent, undefined, Attr.BOLD, Attr.BOLD | Attr.UNDERLINE),
    match: look(palette.matchText, palette.match, 0, Attr.REVERSE),
    currentMatch: look(
      palette.matchText,
      palette.match,
      Attr.BOLD | Attr.UNDERLINE,
      Attr.REVERSE | Attr.BOLD | Attr.UNDERLINE,
    ),
    categories: {
      file: look(palette.categories.file, undefined, 0, 0),
      net: look(palette.categories.net, undefined, 0, 0),
      process: look(palette.categories.process, undefined, 0, 0),
      memory: look(palette.categories.memory, undefined, 0, 0),
      ipc: look(palette.categories.ipc, undefined, 0, 0),
      wait: look(palette.categories.wait, undefined, 0, 0),
      other: look(palette.categories.other, undefined, 0, 0),
    },
  };
}

function inkColor(ink: Ink | undefined, depth: ColorDepth): Color {
  if (ink === undefined || depth === 'mono') return DEFAULT_COLOR;
  if (depth === '16') return ink[1] < 0 ? DEFAULT_COLOR : paletteColor(ink[1]);
  const rgb = parseRgb(ink[0]);
  return depth === '256' ? paletteColor(ink[2] ?? nearest256(rgb)) : rgbColor(rgb);
}
