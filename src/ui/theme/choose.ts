// SPDX-License-Identifier: Apache-2.0
// Which theme: the one asked for by name, else by the terminal's background. `16` and `mono` limit the colours.

import { luminance } from '../paint/color.js';
import type { Capability } from '../terminal/capability.js';
import { glyphsFor } from './glyphs.js';
import { PALETTES, type Palette } from './palettes.js';
import { makeTheme, type Theme } from './theme.js';

/** Names that `--theme` takes. */
export const THEME_NAMES: readonly string[] = ['auto', ...PALETTES.map((palette) => palette.name), '16', 'mono'];

/** `background` is 0xrrggbb as the terminal has answered, undefined before or without an answer. Unknown names: auto. */
export function chooseTheme(name: string, capability: Capability, background: number | undefined): Theme {
  const depth = name === 'mono' ? 'mono' : name === '16' && capability.depth !== 'mono' ? '16' : capability.depth;
  return makeTheme(choosePalette(name, capability, background), depth, glyphsFor(capability.glyphs));
}

function choosePalette(name: string, capability: Capability, background: number | undefined): Palette {
  const isLight = background === undefined ? capability.background === 'light' : luminance(background) > 0.4;
  const wanted = name === 'deuteranopia' && isLight ? 'deuteranopia-light' : name;
  const named = PALETTES.find((palette) => palette.name === wanted);
  if (named !== undefined) return named;
  const automatic = PALETTES.find((palette) => palette.name === (isLight ? 'light' : 'dark'));
  return automatic ?? (PALETTES[0] as Palette);
}
