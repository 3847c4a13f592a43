// SPDX-License-Identifier: Apache-2.0
// Which line the arrow keys lead to: up and down through all of them as one reads, left and right along the requests.

import type { MapEdge } from './map-graph.js';
import type { MapLayout } from './map-layout.js';

export type Direction = 'left' | 'right';

/** Edges by column, then by row, of their labels. */
export function readingOrder({ labels }: MapLayout): readonly number[] {
  return [...labels].sort((a, b) => a.x - b.x || a.y - b.y).map(({ edge }) => edge);
}

/** The line to the client of the edge, or from its server; the nearest of several. Undefined: there is none. */
export function beside(
  layout: MapLayout,
  edges: readonly MapEdge[],
  from: number,
  direction: Direction,
): number | undefined {
  const here = edges[from];
  const y = (edge: number): number => layout.labels[edge]?.y ?? 0;
  const near = edges.flatMap(({ client, server }, i) => {
    const isBeside = direction === 'left' ? server === here?.client : client === here?.server;
    return isBeside && i !== from ? [i] : [];
  });
  return near.sort((a, b) => Math.abs(y(a) - y(from)) - Math.abs(y(b) - y(from)))[0];
}
