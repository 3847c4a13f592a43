// SPDX-License-Identifier: Apache-2.0
// How one cell looks. Themes make these; nobody else names a colour.

import { type Color, DEFAULT_COLOR, sgrColor } from './color.js';

export const Attr = { BOLD: 1, DIM: 2, ITALIC: 4, UNDERLINE: 8, REVERSE: 16, STRIKE: 32 } as const;

export interface Style {
  readonly fg: Color;
  readonly bg: Color;
  /** Union of Attr. */
  readonly attrs: number;
}

export const PLAIN: Style = { fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, attrs: 0 };

/** SGR sequence that selects exactly this style, whatever was selected before. */
export function sgr(fg: Color, bg: Color, attrs: number): string {
  let codes = '0';
  if (attrs & Attr.BOLD) codes += ';1';
  if (attrs & Attr.DIM) codes += ';2';
  if (attrs & Attr.ITALIC) codes += ';3';
  if (attrs & Attr.UNDERLINE) codes += ';4';
  if (attrs & Attr.REVERSE) codes += ';7';
  if (attrs & Attr.STRIKE) codes += ';9';
  return `\x1b[${codes}${sgrColor(fg, false)}${sgrColor(bg, true)}m`;
}

/** `top` where it says something, `base` elsewhere. */
export function over(base: Style, top: Style): Style {
  return {
    fg: top.fg === DEFAULT_COLOR ? base.fg : top.fg,
    bg: top.bg === DEFAULT_COLOR ? base.bg : top.bg,
    attrs: base.attrs | top.attrs,
  };
}
