// SPDX-License-Identifier: Apache-2.0
// Two screenfuls → the bytes that turn the one into the other, as one string, inside a synchronized update (DEC private
// mode 2026, which terminals that do not know it ignore), so no terminal shows half a frame.
//
// Terminals disagree about the width of emoji and of much else. After each cluster that may be such a one the cursor is
// placed explicitly, and the rest of its line is painted again: whatever the terminal made of the cluster, the columns
// after it are where they belong. Its cells are made blank before: a terminal that takes it for narrower than we do would
// keep what stood there.

import type { CellBuffer } from './cell-buffer.js';
import { sgr } from './style.js';

/** Unchanged cells that are cheaper to write again than to jump over: `ESC[12;34H` has 8 bytes. */
const SHORT_GAP = 6;
/** A theme has some 20 backgrounds; gradients may bring more. */
const MAX_BACKGROUNDS = 500;

export interface Cursor {
  readonly x: number;
  readonly y: number;
}

export interface FrameOptions {
  readonly synchronized: boolean;
}

export class FrameWriter {
  readonly #options: FrameOptions;
  /** SGR sequences by background, then by foreground and attributes. */
  readonly #styles = new Map<number, Map<number, string>>();
  #x = -1;
  #y = -1;
  #fg = -1;
  #bg = -1;

  constructor(options: FrameOptions) {
    this.#options = options;
  }

  /** Bytes that show `next`; `shown` is what is on the screen now, undefined where that is unknown. "" for no change. */
  frame(shown: CellBuffer | undefined, next: CellBuffer, cursor: Cursor | undefined): string {
    this.#x = -1;
    this.#y = -1;
    this.#fg = -1;
    this.#bg = -1;
    const known = shown !== undefined && shown.width === next.width && shown.height === next.height;
    let cells = known ? '' : '\x1b[0m\x1b[2J';
    for (let y = 0; y < next.height; y++) cells += this.#line(known ? shown : undefined, next, y);
    const end = cursor === undefined ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25h`;
    if (cells === '' && cursor === undefined) return '';
    const body = `\x1b[?25l${cells}${cells === '' ? '' : '\x1b[0m'}${end}`;
    return this.#options.synchronized ? `\x1b[?2026h${body}\x1b[?2026l` : body;
  }

  #line(shown: CellBuffer | undefined, next: CellBuffer, y: number): string {
    const start = y * next.width;
    const end = start + next.width;
    let out = '';
    let forced = false;
    let at = start;
    while (at < end) {
      if (!forced && isSame(shown, next, at)) {
        at++;
        continue;
      }
      while (at > start && next.text[at] === '') at--;
      if (!forced && this.#y === y) out += this.#bridge(next, start + this.#x, at);
      out += this.#cell(next, at, at - start, y);
      if (!isTrusted(next.text[at] as string)) forced = true;
      at++;
      while (at < end && next.text[at] === '') at++;
    }
    return out;
  }

  /** Writes a short stretch of unchanged cells rather than moving the cursor over them. */
  #bridge(next: CellBuffer, from: number, to: number): string {
    if (from >= to || to - from > SHORT_GAP) return '';
    for (let at = from; at < to; at++) {
      if (next.fg[at] !== this.#fg || next.bg[at] !== this.#bg || !isTrusted(next.text[at] as string)) return '';
    }
    this.#x += to - from;
    return next.text.slice(from, to).join('');
  }

  #cell(next: CellBuffer, at: number, x: number, y: number): string {
    let out = '';
    if (this.#x !== x || this.#y !== y) out += `\x1b[${y + 1};${x + 1}H`;
    const fg = next.fg[at] as number;
    const bg = next.bg[at] as number;
    if (fg !== this.#fg || bg !== this.#bg) {
      out += this.#style(next, at);
      this.#fg = fg;
      this.#bg = bg;
    }
    const text = next.text[at] as string;
    if (!isTrusted(text) && x + 1 < next.width && next.text[at + 1] === '')
      out += `${blanks(next, at)}\x1b[${y + 1};${x + 1}H`;
    out += text;
    this.#y = y;
    // The position of the cursor is unknown after a doubtful cluster, and after the last column.
    this.#x = isTrusted(text) && x + 1 < next.width ? x + 1 : -1;
    if (this.#x < 0) this.#y = -1;
    return out;
  }

  #style(next: CellBuffer, at: number): string {
    const fg = next.fg[at] as number;
    const bg = next.bg[at] as number;
    if (this.#styles.size > MAX_BACKGROUNDS) this.#styles.clear();
    let byFg = this.#styles.get(bg);
    if (byFg === undefined) {
      byFg = new Map();
      this.#styles.set(bg, byFg);
    }
    let made = byFg.get(fg);
    if (made === undefined) {
      made = sgr(next.fgAt(at), bg, next.attrsAt(at));
      byFg.set(fg, made);
    }
    return made;
  }
}

/** As many blanks as the cluster has cells. */
function blanks(buffer: CellBuffer, at: number): string {
  let cells = ' ';
  for (let next = at + 1; next % buffer.width > 0 && buffer.text[next] === ''; next++) cells += ' ';
  return cells;
}

/** Undefined `shown` is a screen that has just been cleared. */
function isSame(shown: CellBuffer | undefined, next: CellBuffer, at: number): boolean {
  if (shown === undefined) return next.text[at] === ' ' && next.fg[at] === 0 && next.bg[at] === 0;
  return shown.text[at] === next.text[at] && shown.fg[at] === next.fg[at] && shown.bg[at] === next.bg[at];
}

/** Characters that every terminal shows in one cell: ASCII, European letters, box drawing, blocks, triangles, Braille. */
function isTrusted(text: string): boolean {
  if (text.length !== 1) return false;
  const code = text.charCodeAt(0);
  if (code < 0x7f) return true;
  if (code < 0x530) return code >= 0xa1 && !(code >= 0x300 && code < 0x370) && !(code >= 0x483 && code < 0x48a);
  if (code >= 0x2500 && code <= 0x25cf) return !EMOJI_SHAPES.includes(code);
  return (code >= 0x2800 && code <= 0x28ff) || (code >= 0x2010 && code <= 0x2026) || code === 0x2039 || code === 0x203a;
}

/** Small squares and triangles that also are emoji. */
const EMOJI_SHAPES: readonly number[] = [0x25aa, 0x25ab, 0x25b6, 0x25c0];
