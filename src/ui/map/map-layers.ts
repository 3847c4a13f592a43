// SPDX-License-Identifier: Apache-2.0
// The column of each service: one to the right of the services that ask it, so that lines run from left to right. Edges of
// a circle that run against that are turned for the layout. An edge over several columns passes through those between as
// a point of its own (Sugiyama's method: layers, points, order by the mean place of the neighbours).

import type { MapEdge } from './map-graph.js';

/** A service, or the point where a long edge passes a column. */
export interface MapNode {
  /** Undefined: a point of a long edge. */
  readonly name: string | undefined;
  readonly layer: number;
}

/** A piece of an edge, from one column to the next. */
export interface Segment {
  /** Index of the edge. */
  readonly edge: number;
  readonly left: MapNode;
  readonly right: MapNode;
  /** Index in the list of layers is left.layer; the edge is drawn from right to left. */
  readonly isTurned: boolean;
}

export interface Layers {
  readonly layers: readonly (readonly MapNode[])[];
  readonly segments: readonly Segment[];
}

/** Times that the order within the columns is improved; more changes nothing in graphs of this size. */
const SWEEPS = 8;
/** A service that asks itself. */
export const ITSELF = '(itself)';

interface Link {
  readonly edge: number;
  readonly from: string;
  readonly to: string;
  readonly isTurned: boolean;
}

export function mapLayers(edges: readonly MapEdge[]): Layers {
  const links = withoutCircles(edges);
  const layerOf = layersOf(links);
  const layers: MapNode[][] = [];
  const nodes = new Map<string, MapNode>();
  const put = (name: string | undefined, layer: number): MapNode => {
    const node = { name, layer };
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(node);
    return node;
  };
  for (const [id, layer] of layerOf) nodes.set(id, put(id.startsWith('\0') ? ITSELF : id, layer));
  const segments: Segment[] = [];
  for (const { edge, from, to, isTurned } of links) {
    const end = nodes.get(to);
    let left = nodes.get(from);
    if (left === undefined || end === undefined) continue;
    for (let layer = left.layer + 1; layer <= end.layer; layer++) {
      const right = layer === end.layer ? end : put(undefined, layer);
      segments.push({ edge, left, right, isTurned });
      left = right;
    }
  }
  order(layers, segments);
  return { layers, segments };
}

/** Edges without those that lead back to where the walk is: these are turned. */
function withoutCircles(edges: readonly MapEdge[]): readonly Link[] {
  const outgoing = new Map<string, number[]>();
  for (const [i, { client }] of edges.entries()) outgoing.set(client, [...(outgoing.get(client) ?? []), i]);
  const asked = new Set(edges.filter(({ client, server }) => client !== server).map(({ server }) => server));
  const done = new Set<string>();
  const open = new Set<string>();
  const links: Link[] = [];
  const visit = (name: string): void => {
    open.add(name);
    for (const edge of outgoing.get(name) ?? []) {
      const server = edges[edge]?.server ?? '';
      if (server === name) links.push({ edge, from: name, to: `\0${name}`, isTurned: false });
      else if (open.has(server)) links.push({ edge, from: server, to: name, isTurned: true });
      else links.push({ edge, from: name, to: server, isTurned: false });
      if (!open.has(server) && !done.has(server)) visit(server);
    }
    open.delete(name);
    done.add(name);
  };
  // First the services that nobody asks: circles are cut where requests come from.
  const names = [...outgoing.keys()];
  for (const name of [...names.filter((name) => !asked.has(name)), ...names]) if (!done.has(name)) visit(name);
  return links;
}

/** The longest way from one that nobody asks. */
function layersOf(links: readonly Link[]): ReadonlyMap<string, number> {
  const layer = new Map<string, number>();
  for (const { from, to } of links) for (const name of [from, to]) layer.set(name, 0);
  for (let isMoved = true; isMoved; ) {
    isMoved = false;
    for (const { from, to } of links) {
      const least = (layer.get(from) ?? 0) + 1;
      if ((layer.get(to) ?? 0) >= least) continue;
      layer.set(to, least);
      isMoved = true;
    }
  }
  return layer;
}

function order(layers: MapNode[][], segments: readonly Segment[]): void {
  const place = new Map<MapNode, number>();
  const number = (layer: readonly MapNode[]): void => {
    for (const [i, node] of layer.entries()) place.set(node, i);
  };
  for (const layer of layers) number(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : [...layers].reverse()) {
      const mean = new Map(layer.map((node) => [node, meanPlace(node, segments, { place, isForward })]));
      layer.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0));
      number(layer);
    }
  }
}

interface Sweep {
  readonly place: ReadonlyMap<MapNode, number>;
  readonly isForward: boolean;
}

function meanPlace(node: MapNode, segments: readonly Segment[], { place, isForward }: Sweep): number {
  const near = segments.flatMap(({ left, right }) =>
    isForward ? (right === node ? [left] : []) : left === node ? [right] : [],
  );
  if (near.length === 0) return place.get(node) ?? 0;
  return near.reduce((sum, other) => sum + (place.get(other) ?? 0), 0) / near.length;
}
