// SPDX-License-Identifier: Apache-2.0
// Paints the part of the map that the screen has room for: lines, then labels, then boxes.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { MapEdge } from './map-graph.js';
import type { Box, Label, MapLayout } from './map-layout.js';
import { lineCells, lineSign } from './map-lines.js';

export interface MapLook {
  readonly edges: readonly MapEdge[];
  readonly chosen: number;
  /** Cells that are scrolled out on the left, and rows above. */
  readonly left: number;
  readonly top: number;
}

export function paintMap(canvas: Canvas, layout: MapLayout, look: MapLook): void {
  const { theme } = canvas;
  const lineStyle = (edge: number): Style => (edge === look.chosen ? theme.accent : theme.border);
  for (const { x, y, dirs, edge } of lineCells(layout.wires, look.chosen)) {
    put(canvas, look, { x, y, text: lineSign(dirs, theme.glyphs), style: lineStyle(edge) });
  }
  for (const { edge, arrow, x1, y1, x2, y2 } of layout.wires) {
    if (arrow === 'right') put(canvas, look, { x: x2, y: y2, text: theme.glyphs.play, style: lineStyle(edge) });
    if (arrow === 'left') put(canvas, look, { x: x1, y: y1, text: theme.glyphs.rewound, style: lineStyle(edge) });
  }
  for (const label of layout.labels) paintLabel(canvas, label, look);
  const chosen = look.edges[look.chosen];
  for (const box of layout.boxes) {
    paintBox(canvas, box, look, box.name === chosen?.client || box.name === chosen?.server);
  }
}

interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: Style;
}

function put(canvas: Canvas, { left, top }: MapLook, { x, y, text, style }: Text): void {
  canvas.text(x - left, y - top, text, style, { ellipsis: false });
}

function paintLabel(canvas: Canvas, { edge, x, y, text }: Label, look: MapLook): void {
  const { theme } = canvas;
  const failed = (look.edges[edge]?.failed ?? 0) > 0;
  const style = edge === look.chosen ? theme.cursorRow : failed ? theme.bad : theme.text;
  put(canvas, look, { x: x - 1, y, text: ` ${text} `, style });
}

function paintBox(canvas: Canvas, { name, x, y, width, height }: Box, look: MapLook, isChosen: boolean): void {
  const { theme } = canvas;
  const { box } = theme.glyphs;
  const style = isChosen ? theme.accent : theme.border;
  const across = box.horizontal.repeat(width - 2);
  put(canvas, look, { x, y, text: box.topLeft + across + box.topRight, style });
  for (let row = 1; row < height - 1; row++) {
    put(canvas, look, { x, y: y + row, text: box.vertical + ' '.repeat(width - 2) + box.vertical, style });
  }
  put(canvas, look, { x, y: y + height - 1, text: box.bottomLeft + across + box.bottomRight, style });
  const room = width - 4;
  const shown = canvas.meter.truncate(canvas.safe(name), room, canvas.safe(theme.glyphs.ellipsis));
  const at = x + 2 + Math.floor((room - canvas.textWidth(shown)) / 2);
  const nameStyle = isChosen ? theme.title : theme.text;
  put(canvas, look, { x: at, y: y + Math.floor((height - 1) / 2), text: shown, style: nameStyle });
}
