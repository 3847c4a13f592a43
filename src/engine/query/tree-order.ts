// SPDX-License-Identifier: Apache-2.0
// The order of a table of processes or threads as a tree: every row after its parent's, siblings in the table's own
// order. Rows whose parent has no row are roots.

export interface TreePlace {
  readonly row: number;
  readonly depth: number;
  /** Rows below this one, hidden ones included. */
  readonly descendants: number;
}

/**
 * `sorted`: rows in the order of the table. `parentOf`: the row of a row's parent, -1 where it has none. `isFolded`: rows
 * whose descendants are left out. Parents that go in a circle (numbers used again) are cut at the row that comes first.
 */
export function treeOrder(
  sorted: ArrayLike<number>,
  parentOf: (row: number) => number,
  isFolded: (row: number) => boolean,
): TreePlace[] {
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  const present = new Set<number>();
  for (let i = 0; i < sorted.length; i++) present.add(sorted[i] as number);
  for (let i = 0; i < sorted.length; i++) {
    const row = sorted[i] as number;
    const parent = parentOf(row);
    if (parent < 0 || parent === row || !present.has(parent)) roots.push(row);
    else {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [row]);
      else siblings.push(row);
    }
  }
  const places: TreePlace[] = [];
  const seen = new Set<number>();
  const visit = (row: number, depth: number, hidden: boolean): number => {
    if (seen.has(row)) return 0;
    seen.add(row);
    const at = places.length;
    if (!hidden) places.push({ row, depth, descendants: 0 });
    let below = 0;
    const hidesBelow = hidden || isFolded(row);
    for (const child of children.get(row) ?? []) below += visit(child, depth + 1, hidesBelow);
    if (!hidden) places[at] = { row, depth, descendants: below };
    return below + 1;
  };
  for (const root of roots) visit(root, 0, false);
  for (let i = 0; i < sorted.length; i++) visit(sorted[i] as number, 0, false);
  return places;
}
