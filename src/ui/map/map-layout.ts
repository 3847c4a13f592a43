// SPDX-License-Identifier: Apache-2.0
// Where everything of the map lies, in cells: boxes, the label of each edge, and the lines. Every line leaves its box in a
// row of its own and enters the other in one, with its label where it begins, so labels never lie on each other; between
// two columns it goes up or down in a channel. The one that asks is on the left.

import { assignChannels, type Route } from './map-channels.js';
import type { MapEdge } from './map-graph.js';
import { type MapNode, mapLayers, type Segment } from './map-layers.js';

export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Label {
  readonly edge: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A line from (x1, y1) over a channel to (x2, y2). */
export interface Wire {
  readonly edge: number;
  readonly x1: number;
  readonly y1: number;
  readonly channel: number;
  readonly x2: number;
  readonly y2: number;
  /** Where the arrow is, at a box: 'right' at x2, 'left' at x1; none where the edge goes on. */
  readonly arrow: 'left' | 'right' | undefined;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** By edge: one label each, and where it is. */
  readonly labels: readonly Label[];
  readonly wires: readonly Wire[];
}

/** Longest name that is shown whole. */
const MOST_NAME = 24;
/** Of a box beside its name: borders and blanks. */
const PADDING = 4;

export function mapLayout(
  edges: readonly MapEdge[],
  labelOf: (edge: MapEdge) => string,
  widthOf: (text: string) => number,
): MapLayout {
  const { layers, segments } = mapLayers(edges);
  const rows = layerRows(layers, segments);
  const ports = portRows(layers, segments, rows);
  const texts = edges.map(labelOf);
  const boxes: Box[] = [];
  const labels: Label[] = [];
  const wires: Wire[] = [];
  let x = 0;
  for (const [i, layer] of layers.entries()) {
    const column = { x, width: columnWidth(layer, widthOf) };
    boxes.push(...boxesOf(layer, rows, column));
    const gap = segments.filter(({ left }) => left.layer === i);
    const begin = x + column.width;
    const drawn = gapWires(gap, ports, { x, begin, room: labelRoom(gap, texts, widthOf) });
    wires.push(...drawn.wires);
    for (const segment of gap) {
      const y = ports.left.get(segment) ?? 0;
      if (segment.left.name !== undefined) labels[segment.edge] = { x: begin + 2, y, ...labelOfEdge(segment, texts) };
    }
    x = drawn.end;
  }
  const width = boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0);
  const height = boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0);
  return { width, height, boxes, labels, wires };
}

function labelOfEdge({ edge }: Segment, texts: readonly string[]): Pick<Label, 'edge' | 'text'> {
  return { edge, text: texts[edge] ?? '' };
}

function columnWidth(layer: readonly MapNode[], widthOf: (text: string) => number): number {
  const names = layer.flatMap(({ name }) => (name === undefined ? [] : [Math.min(MOST_NAME, widthOf(name))]));
  return Math.max(0, ...names) + PADDING;
}

function boxesOf(
  layer: readonly MapNode[],
  rows: Rows,
  column: { readonly x: number; readonly width: number },
): readonly Box[] {
  return layer.flatMap((node) => {
    const place = rows.get(node);
    return place === undefined || node.name === undefined ? [] : [{ name: node.name, ...column, ...place }];
  });
}

function labelRoom(gap: readonly Segment[], texts: readonly string[], widthOf: (text: string) => number): number {
  const widths = gap.map(({ left, edge }) => (left.name === undefined ? 0 : widthOf(texts[edge] ?? '')));
  return Math.max(0, ...widths);
}

/** Where the column on the left begins and ends, and the cells of the longest label. */
interface Gap {
  readonly x: number;
  readonly begin: number;
  readonly room: number;
}

function gapWires(
  gap: readonly Segment[],
  ports: Ports,
  { x, begin, room }: Gap,
): { readonly wires: readonly Wire[]; readonly end: number } {
  const routes = gap.map(
    (segment): Route => ({ from: ports.left.get(segment) ?? 0, to: ports.right.get(segment) ?? 0 }),
  );
  const channels = assignChannels(routes);
  const first = begin + room + 3;
  const end = first + Math.max(0, ...channels.map((channel) => channel + 1)) + 2;
  const wires = gap.map((segment, k): Wire => {
    const { from, to } = routes[k] ?? { from: 0, to: 0 };
    // A point of a long edge is a line through its column.
    const x1 = segment.left.name === undefined ? x : begin;
    const channel = first + (channels[k] ?? 0);
    return { edge: segment.edge, x1, y1: from, channel, x2: end - 1, y2: to, arrow: arrowOf(segment) };
  });
  return { wires, end };
}

function arrowOf({ left, right, isTurned }: Segment): Wire['arrow'] {
  if (isTurned) return left.name === undefined ? undefined : 'left';
  return right.name === undefined ? undefined : 'right';
}

type Rows = ReadonlyMap<MapNode, { readonly y: number; readonly height: number }>;

/** Rows of each node: a box has a row for each line on the side that has more of them, and two for its edges. */
function layerRows(layers: readonly (readonly MapNode[])[], segments: readonly Segment[]): Rows {
  const heightOf = (node: MapNode): number => {
    if (node.name === undefined) return 1;
    const out = segments.filter(({ left }) => left === node).length;
    const into = segments.filter(({ right }) => right === node).length;
    return Math.max(1, out, into) + 2;
  };
  const heights = layers.map((layer) => layer.map(heightOf));
  const total = heights.map((layer) => layer.reduce((sum, height) => sum + height, 0));
  const most = Math.max(0, ...total);
  const rows = new Map<MapNode, { readonly y: number; readonly height: number }>();
  for (const [i, layer] of layers.entries()) {
    let y = Math.floor((most - (total[i] ?? 0)) / 2);
    for (const [k, node] of layer.entries()) {
      const height = heights[i]?.[k] ?? 1;
      rows.set(node, { y, height });
      y += height;
    }
  }
  return rows;
}

interface Ports {
  readonly left: ReadonlyMap<Segment, number>;
  readonly right: ReadonlyMap<Segment, number>;
}

/** The row in which each line leaves its left node and enters its right one: in the order of where they lead. */
function portRows(layers: readonly (readonly MapNode[])[], segments: readonly Segment[], rows: Rows): Ports {
  const left = new Map<Segment, number>();
  const right = new Map<Segment, number>();
  const spread = (
    node: MapNode,
    own: readonly Segment[],
    into: Map<Segment, number>,
    other: 'left' | 'right',
  ): void => {
    const { y, height } = rows.get(node) ?? { y: 0, height: 1 };
    const sorted = [...own].sort((a, b) => (rows.get(a[other])?.y ?? 0) - (rows.get(b[other])?.y ?? 0));
    const first = node.name === undefined ? y : y + 1 + Math.floor((height - 2 - sorted.length) / 2);
    for (const [i, segment] of sorted.entries()) into.set(segment, first + i);
  };
  for (const node of layers.flat()) {
    spread(
      node,
      segments.filter((segment) => segment.left === node),
      left,
      'right',
    );
    spread(
      node,
      segments.filter((segment) => segment.right === node),
      right,
      'left',
    );
  }
  return { left, right };
}
