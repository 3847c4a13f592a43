// SPDX-License-Identifier: Apache-2.0
// Lines of the map as signs: each cell knows in which directions a line leaves it, so corners and crossings draw themselves.

import type { Glyphs } from '../theme/glyphs.js';
import type { Wire } from './map-layout.js';

const UP = 1;
const RIGHT = 2;
const DOWN = 4;
const LEFT = 8;

export interface LineCell {
  readonly x: number;
  readonly y: number;
  /** Union of directions. */
  dirs: number;
  /** The edge whose look it has: the chosen one where it crosses others. */
  edge: number;
}

/** Cells of all wires; those of `chosen` are drawn over the others. */
export function lineCells(wires: readonly Wire[], chosen: number): readonly LineCell[] {
  const cells = new Map<string, LineCell>();
  const mark = (x: number, y: number, dirs: number, edge: number): void => {
    const key = `${x} ${y}`;
    const cell = cells.get(key) ?? { x, y, dirs: 0, edge };
    cell.dirs |= dirs;
    if (edge === chosen) cell.edge = edge;
    cells.set(key, cell);
  };
  for (const { edge, x1, y1, channel, x2, y2 } of wires) {
    for (let x = x1; x < channel; x++) mark(x, y1, LEFT | RIGHT, edge);
    for (let x = channel + 1; x <= x2; x++) mark(x, y2, LEFT | RIGHT, edge);
    const turn = y2 === y1 ? RIGHT : y2 > y1 ? DOWN : UP;
    mark(channel, y1, LEFT | turn, edge);
    if (y2 !== y1) mark(channel, y2, RIGHT | (y2 > y1 ? UP : DOWN), edge);
    for (let y = Math.min(y1, y2) + 1; y < Math.max(y1, y2); y++) mark(channel, y, UP | DOWN, edge);
  }
  return [...cells.values()];
}

/** Signs of three and four directions; Unicode's box drawings and code page 437 both have them. */
const JUNCTIONS: ReadonlyMap<number, string> = new Map([
  [UP | DOWN | RIGHT, '├'],
  [UP | DOWN | LEFT, '┤'],
  [LEFT | RIGHT | DOWN, '┬'],
  [LEFT | RIGHT | UP, '┴'],
  [UP | DOWN | LEFT | RIGHT, '┼'],
]);

export function lineSign(dirs: number, { box, asciiOnly }: Glyphs): string {
  if ((dirs & (UP | DOWN)) === 0) return box.horizontal;
  if ((dirs & (LEFT | RIGHT)) === 0) return box.vertical;
  if (dirs === (RIGHT | DOWN)) return box.topLeft;
  if (dirs === (LEFT | DOWN)) return box.topRight;
  if (dirs === (RIGHT | UP)) return box.bottomLeft;
  if (dirs === (LEFT | UP)) return box.bottomRight;
  return asciiOnly ? '+' : (JUNCTIONS.get(dirs) ?? '┼');
}
