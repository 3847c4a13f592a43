// SPDX-License-Identifier: Apache-2.0
// Terminal colours as numbers, for the cell buffer: 0 is the terminal's own colour, 1…256 the palette, above that RGB.
// A theme names colours in RGB; what the terminal gets depends on how many colours it can show.

export type Color = number;

/** How many colours: 24 bits, the 256 of xterm, the 16 of the terminal's palette, none. */
export type ColorDepth = 'truecolor' | '256' | '16' | 'mono';

export const DEFAULT_COLOR: Color = 0;
const RGB_FLAG = 0x1000000;

export function paletteColor(index: number): Color {
  return index + 1;
}

export function rgbColor(rgb: number): Color {
  return RGB_FLAG | rgb;
}

/** Parameters of SGR that select `color`; "" for the default. */
export function sgrColor(color: Color, background: boolean): string {
  if (color === DEFAULT_COLOR) return '';
  if (color >= RGB_FLAG) {
    const rgb = color & 0xffffff;
    return `;${background ? 48 : 38};2;${rgb >> 16};${(rgb >> 8) & 0xff};${rgb & 0xff}`;
  }
  const index = color - 1;
  if (index < 8) return `;${(background ? 40 : 30) + index}`;
  if (index < 16) return `;${(background ? 100 : 90) + index - 8}`;
  return `;${background ? 48 : 38};5;${index}`;
}

/** `#rrggbb` → 0xrrggbb. */
export function parseRgb(text: string): number {
  return Number.parseInt(text.slice(1), 16);
}

/** The entry of xterm's colour cube or grey ramp that is nearest to 0xrrggbb. */
export function nearest256(rgb: number): number {
  const red = rgb >> 16;
  const green = (rgb >> 8) & 0xff;
  const blue = rgb & 0xff;
  const cube = [cubeStep(red), cubeStep(green), cubeStep(blue)] as const;
  const cubeIndex = 16 + 36 * cube[0] + 6 * cube[1] + cube[2];
  const cubeError = distance(rgb, (cubeLevel(cube[0]) << 16) | (cubeLevel(cube[1]) << 8) | cubeLevel(cube[2]));
  const grey = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const level = 8 + 10 * grey;
  const greyError = distance(rgb, (level << 16) | (level << 8) | level);
  return greyError < cubeError ? 232 + grey : cubeIndex;
}

// The cube's levels are 0, 95, 135, 175, 215, 255 (xterm's 256colres.pl).
function cubeLevel(step: number): number {
  return step === 0 ? 0 : 55 + 40 * step;
}

function cubeStep(value: number): number {
  if (value < 48) return 0;
  if (value < 115) return 1;
  return Math.min(5, Math.floor((value - 35) / 40));
}

// The weights are those of luma, roughly: the eye forgives an error in blue most.
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
  const blue = (a & 0xff) - (b & 0xff);
  return 3 * red * red + 6 * green * green + blue * blue;
}

/** WCAG contrast of two colours 0xrrggbb: 1 (none) … 21. */
export function contrast(a: number, b: number): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance, 0 (black) … 1 (white). */
export function luminance(rgb: number): number {
  const part = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(rgb >> 16) + 0.7152 * part((rgb >> 8) & 0xff) + 0.0722 * part(rgb & 0xff);
}

/** The colour between two colours 0xrrggbb; share 0 is `from`, 1 is `to`. */
export function mix(from: number, to: number, share: number): number {
  const part = (shift: number): number => {
    const a = (from >> shift) & 0xff;
    const b = (to >> shift) & 0xff;
    return Math.round(a + (b - a) * share) << shift;
  };
  return part(16) | part(8) | part(0);
}
