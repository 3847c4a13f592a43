// SPDX-License-Identifier: Apache-2.0
/** Colour of a share, as an index into the theme's. Most of a table is small: the colours are for what is not. */
export function heatStep(share: number): number {
  if (share < 0.2) return 0;
  if (share < 0.4) return 1;
  if (share < 0.6) return 2;
  return share < 0.85 ? 3 : 4;
}
