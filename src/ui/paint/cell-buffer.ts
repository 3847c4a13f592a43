// SPDX-License-Identifier: Apache-2.0
// One screenful of cells, in flat arrays: pages paint into it, the frame writer compares two of them. A cluster that is
// wider than one cell has its text in its first cell and "" in the others.

import type { Color } from './color.js';
import type { Style } from './style.js';

/** `fg` holds the colour in the low 25 bits and the attributes above. */
const ATTR_SHIFT = 25;
const COLOR_MASK = (1 << ATTR_SHIFT) - 1;

export class CellBuffer {
  readonly width: number;
  readonly height: number;
  readonly text: string[];
  readonly fg: Uint32Array;
  readonly bg: Uint32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.text = new Array<string>(width * height).fill(' ');
    this.fg = new Uint32Array(width * height);
    this.bg = new Uint32Array(width * height);
  }

  clear(): void {
    this.text.fill(' ');
    this.fg.fill(0);
    this.bg.fill(0);
  }

  /** Puts a cluster at (x, y). What of it lies outside is cut; half of an overwritten wide cluster becomes a blank. */
  put(x: number, y: number, cluster: string, width: number, style: Style): void {
    if (y < 0 || y >= this.height || x < 0 || x >= this.width) return;
    if (x + width > this.width) {
      for (let i = x; i < this.width; i++) this.put(i, y, ' ', 1, style);
      return;
    }
    const at = y * this.width + x;
    this.#breakWide(at, width, y);
    const fg = (style.fg | (style.attrs << ATTR_SHIFT)) >>> 0;
    for (let i = 0; i < width; i++) {
      this.text[at + i] = i === 0 ? cluster : '';
      this.fg[at + i] = fg;
      this.bg[at + i] = style.bg;
    }
  }

  /** Puts text[from, to), one cell a character, at (x, y); the caller has cut it to the line. */
  putPlain(x: number, y: number, text: string, from: number, to: number, style: Style): void {
    const at = y * this.width + x;
    const fg = (style.fg | (style.attrs << ATTR_SHIFT)) >>> 0;
    this.#breakWide(at, to - from, y);
    for (let i = from; i < to; i++) {
      const cell = at + i - from;
      this.text[cell] = text.charAt(i);
      this.fg[cell] = fg;
      this.bg[cell] = style.bg;
    }
  }

  /** The same character in a stretch of line `y`; the caller has cut it to the line. */
  fill(x: number, y: number, width: number, character: string, style: Style): void {
    const at = y * this.width + x;
    const fg = (style.fg | (style.attrs << ATTR_SHIFT)) >>> 0;
    this.#breakWide(at, width, y);
    this.text.fill(character, at, at + width);
    this.fg.fill(fg, at, at + width);
    this.bg.fill(style.bg, at, at + width);
  }

  /** Changes the look of cells and leaves their text. Undefined parts stay as they are. */
  restyle(x: number, y: number, width: number, change: Partial<Style>): void {
    if (y < 0 || y >= this.height) return;
    const to = Math.min(this.width, x + width);
    for (let i = Math.max(0, x); i < to; i++) {
      const at = y * this.width + i;
      const old = this.fg[at] as number;
      const fg = change.fg ?? old & COLOR_MASK;
      const attrs = change.attrs ?? old >>> ATTR_SHIFT;
      this.fg[at] = (fg | (attrs << ATTR_SHIFT)) >>> 0;
      if (change.bg !== undefined) this.bg[at] = change.bg;
    }
  }

  fgAt(at: number): Color {
    return (this.fg[at] as number) & COLOR_MASK;
  }

  attrsAt(at: number): number {
    return (this.fg[at] as number) >>> ATTR_SHIFT;
  }

  /** Line y as text, for tests and copying. */
  line(y: number): string {
    return this.text.slice(y * this.width, (y + 1) * this.width).join('');
  }

  #breakWide(at: number, width: number, y: number): void {
    const rowStart = y * this.width;
    const rowEnd = rowStart + this.width;
    if (this.text[at] === '') {
      for (let i = at - 1; i >= rowStart; i--) {
        const wasLead = this.text[i] !== '';
        this.text[i] = ' ';
        if (wasLead) break;
      }
    }
    for (let i = at + width; i < rowEnd && this.text[i] === ''; i++) this.text[i] = ' ';
  }
}
