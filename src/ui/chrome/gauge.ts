// SPDX-License-Identifier: Apache-2.0
// A bar in one line: its name, shares one after the other in their colours, to an eighth of a cell, and a text at its end.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';

export interface GaugePart {
  /** Percent of the whole bar. */
  readonly share: number;
  readonly style: Style;
}

export interface Gauge {
  readonly name: string;
  readonly parts: readonly GaugePart[];
  readonly text: string;
}

/** From an eighth of a cell to seven; eight are a full one. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

export function paintGauge(canvas: Canvas, { name, parts, text }: Gauge): void {
  const { theme, width } = canvas;
  const start = canvas.text(0, 0, name, theme.muted) + 1;
  const end = canvas.textWidth(text) + 1;
  const cells = width - start - end;
  canvas.text(width - end + 1, 0, text, theme.text);
  if (cells < 2) return;
  canvas.fill(start, 0, cells, 1, theme.faint, theme.glyphs.todo);
  let at = 0;
  for (const [i, { share, style }] of parts.entries()) {
    const to = Math.min(cells, at + (Math.max(0, share) / 100) * cells);
    const isLast = parts.slice(i + 1).every((part) => part.share <= 0);
    paintShare(canvas, { start, from: at, to: isLast ? to : Math.round(to) }, style);
    at = to;
  }
}

interface Share {
  readonly start: number;
  /** Cells, with fractions. */
  readonly from: number;
  readonly to: number;
}

/** Whole cells belong to whom their middle belongs to; where the bar ends, eighths say how far. */
function paintShare(canvas: Canvas, { start, from, to }: Share, style: Style): void {
  const { asciiOnly, done } = canvas.theme.glyphs;
  const first = Math.round(from);
  const whole = asciiOnly ? Math.round(to) : Math.floor(to);
  if (whole > first) canvas.text(start + first, 0, (asciiOnly ? done : '█').repeat(whole - first), style);
  const rest = EIGHTHS[Math.floor((to - Math.floor(to)) * EIGHTHS.length)] ?? '';
  if (!asciiOnly && rest !== '' && whole >= first) canvas.text(start + whole, 0, rest, style);
}
