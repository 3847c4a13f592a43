// SPDX-License-Identifier: Apache-2.0
// Places in a list of blocks of different heights, and steps of lines in it. Nobody counts the lines of all blocks: a
// place is a block and a line in it, and steps walk from block to block.

export interface LinePlace {
  readonly block: number;
  readonly line: number;
}

export interface Heights {
  total(): number;
  /** Lines of a block, one at least. */
  height(block: number): number;
}

/** The place so many lines on (or back), as far as there are any. */
export function stepLines({ block, line }: LinePlace, lines: number, { total, height }: Heights): LinePlace {
  let at = block;
  let left = line + lines;
  while (left < 0 && at > 0) {
    at--;
    left += height(at);
  }
  if (left < 0) return { block: 0, line: 0 };
  const last = total() - 1;
  while (at < last && left >= height(at)) {
    left -= height(at);
    at++;
  }
  return { block: at, line: Math.min(left, height(at) - 1) };
}

/** Lines from `a` on to `b`, negative where b is before; no further than `most`. */
export function linesBetween(a: LinePlace, b: LinePlace, most: number, { height }: Heights): number {
  if (b.block < a.block || (b.block === a.block && b.line < a.line)) return -1;
  let lines = b.line - a.line;
  for (let block = a.block; block < b.block && lines <= most; block++) lines += height(block);
  return Math.min(lines, most);
}
