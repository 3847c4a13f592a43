// SPDX-License-Identifier: Apache-2.0
// A rectangle of the cell buffer that a page paints into, with (0, 0) at its own corner; nothing gets outside of it.
// Every text passes through safeText here: no painter can forget it.

import type { CellMeter } from '../cell-width.js';
import { isPlainAscii, type SafeText, safeText } from '../safe-text.js';
import type { Theme } from '../theme/theme.js';
import type { CellBuffer } from './cell-buffer.js';
import type { Area, AreaPress, Frame } from './frame.js';
import type { Style } from './style.js';

export interface TextOptions {
  /** Cells that the text may take; the rest of the canvas by default. */
  readonly max?: number;
  readonly align?: 'left' | 'right';
  /** Cells of the text's start that are scrolled out on the left. */
  readonly skip?: number;
  /** Say with an ellipsis that the end was cut off; true by default. */
  readonly ellipsis?: boolean;
}

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly meter: CellMeter;
  readonly #frame: Frame;
  readonly #buffer: CellBuffer;
  readonly #x: number;
  readonly #y: number;

  constructor(frame: Frame, area?: Area) {
    this.#frame = frame;
    this.#buffer = frame.buffer;
    this.theme = frame.theme;
    this.meter = frame.meter;
    this.#x = area?.x ?? 0;
    this.#y = area?.y ?? 0;
    this.width = Math.max(0, Math.min(area?.width ?? this.#buffer.width, this.#buffer.width - this.#x));
    this.height = Math.max(0, Math.min(area?.height ?? this.#buffer.height, this.#buffer.height - this.#y));
  }

  /** Part of this canvas. */
  part(x: number, y: number, width: number, height: number): Canvas {
    const area = {
      x: this.#x + x,
      y: this.#y + y,
      width: Math.min(width, this.width - x),
      height: Math.min(height, this.height - y),
    };
    return new Canvas(this.#frame, area);
  }

  /** Puts the text cursor of the terminal at (x, y). */
  setCursor(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.#frame.cursor = { x: this.#x + x, y: this.#y + y };
  }

  /** Calls `on` for presses in an area of this canvas; the whole of it by default. */
  onPress(on: (press: AreaPress) => void, area?: Area): void {
    const { x, y, width, height } = area ?? { x: 0, y: 0, width: this.width, height: this.height };
    this.#frame.hot.push({ x: this.#x + x, y: this.#y + y, width, height, holds: false, on });
  }

  /** As onPress, of the whole canvas; drawing that begins in it stays with it, wherever the mouse goes. */
  onDrag(on: (press: AreaPress) => void): void {
    const { width, height } = this;
    this.#frame.hot.push({ x: this.#x, y: this.#y, width, height, holds: true, on });
  }

  /** Text as it will be shown. */
  safe(text: string): SafeText {
    return this.meter.knows(text) ? text : safeText(text, this.theme.glyphs.asciiOnly);
  }

  /** Cells that `text` will take. */
  textWidth(text: string): number {
    return this.meter.width(this.safe(text));
  }

  /** Writes `text` and returns the cells that it took. */
  text(x: number, y: number, text: string, style: Style, options: TextOptions = {}): number {
    return this.safeText(x, y, this.safe(text), style, options);
  }

  /** As text(), for what has been made safe before. */
  safeText(x: number, y: number, text: SafeText, style: Style, options: TextOptions = {}): number {
    if (y < 0 || y >= this.height) return 0;
    const max = Math.min(options.max ?? this.width - x, this.width - x);
    if (max <= 0) return 0;
    const skip = options.skip ?? 0;
    const mark = this.safe(options.ellipsis === false ? '' : this.theme.glyphs.ellipsis);
    const shown = this.meter.truncate(text, max + skip, mark);
    const used = Math.max(0, this.meter.width(shown) - skip);
    const start = options.align === 'right' ? x + max - used : x;
    this.#write(start, y, shown, style, skip);
    return used;
  }

  fill(x: number, y: number, width: number, height: number, style: Style, character = ' '): void {
    const left = Math.max(0, x);
    const right = Math.min(this.width, x + width);
    const bottom = Math.min(this.height, y + height);
    if (right <= left) return;
    for (let row = Math.max(0, y); row < bottom; row++) {
      this.#buffer.fill(this.#x + left, this.#y + row, right - left, character, style);
    }
  }

  /** Changes the look of a stretch of line `y`. */
  restyle(x: number, y: number, width: number, change: Partial<Style>): void {
    if (y < 0 || y >= this.height) return;
    const from = Math.max(0, x);
    const to = Math.min(this.width, x + width);
    if (to > from) this.#buffer.restyle(this.#x + from, this.#y + y, to - from, change);
  }

  /** Takes the colours away from lines from `y` on: what they show steps back. Without colours they stay as they are. */
  fade(y: number, height: number): void {
    if (this.theme.depth === 'mono') return;
    const { fg } = this.theme.faint;
    for (let line = y; line < y + height; line++) this.restyle(0, line, this.width, { fg, attrs: 0 });
  }

  /** Marks where line `y` shows `needle`, small and capital letters alike. */
  markText(y: number, needle: string, style: Style): void {
    if (y < 0 || y >= this.height || needle === '') return;
    const start = (this.#y + y) * this.#buffer.width + this.#x;
    // Cells of wide characters hold "": each cell's text is kept with its column.
    const columns: number[] = [];
    let line = '';
    for (let x = 0; x < this.width; x++) {
      const text = (this.#buffer.text[start + x] ?? '').toLowerCase();
      for (let i = 0; i < text.length; i++) columns.push(x);
      line += text;
    }
    const wanted = this.safe(needle).toLowerCase();
    // A lone accent, where only ASCII is shown.
    if (wanted === '') return;
    for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + wanted.length)) {
      const from = columns[at] ?? 0;
      const to = columns[at + wanted.length] ?? this.width;
      this.restyle(from, y, to - from, { ...style });
    }
  }

  /** A frame along the edge with a title in its top line; returns what is inside. */
  box(title: string, style: Style, titleStyle: Style): Canvas {
    const { box } = this.theme.glyphs;
    const { width, height } = this;
    if (width < 3 || height < 3) return this;
    this.fill(0, 0, width, height, this.theme.text);
    this.fill(0, 0, width, 1, style, box.horizontal);
    this.fill(0, height - 1, width, 1, style, box.horizontal);
    this.fill(0, 0, 1, height, style, box.vertical);
    this.fill(width - 1, 0, 1, height, style, box.vertical);
    this.#put(0, 0, box.topLeft, 1, style);
    this.#put(width - 1, 0, box.topRight, 1, style);
    this.#put(0, height - 1, box.bottomLeft, 1, style);
    this.#put(width - 1, height - 1, box.bottomRight, 1, style);
    if (title !== '') this.text(2, 0, ` ${title} `, titleStyle, { max: width - 4 });
    return this.part(1, 1, width - 2, height - 2);
  }

  #write(x: number, y: number, text: SafeText, style: Style, skip: number): void {
    if (isPlainAscii(text)) {
      const from = skip + Math.max(0, -x);
      const to = Math.min(text.length, skip + this.width - x);
      if (to > from) this.#buffer.putPlain(this.#x + Math.max(0, x), this.#y + y, text, from, to, style);
      return;
    }
    let at = -skip;
    for (const cluster of this.meter.clusters(text)) {
      const end = at + cluster.width;
      if (at >= 0) this.#put(x + at, y, cluster.text, cluster.width, style);
      // Half of a wide character that is scrolled out.
      else for (let i = 0; i < end; i++) this.#put(x + i, y, ' ', 1, style);
      at = end;
    }
  }

  #put(x: number, y: number, cluster: string, width: number, style: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    if (x + width > this.width) {
      for (let i = x; i < this.width; i++) this.#buffer.put(this.#x + i, this.#y + y, ' ', 1, style);
      return;
    }
    this.#buffer.put(this.#x + x, this.#y + y, cluster, width, style);
  }
}
