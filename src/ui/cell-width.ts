// SPDX-License-Identifier: Apache-2.0
// How many terminal cells a text takes, and cutting texts to cells: by grapheme cluster, with the rules of string-width
// (emoji, joined emoji, CJK, combining marks). One CellMeter lives as long as the screen and remembers what it has
// measured: segmenting costs some 10 µs a name, and the same names are painted many times a second.
// It takes safe texts only (safe-text.ts), so what it knows is safe.

import stringWidth from 'string-width';
import { isPlainAscii, type SafeText } from './safe-text.js';

/** What the screen places as one: a base character with all that belongs to it. */
export interface Cluster {
  readonly text: string;
  /** Cells: 1 or 2, rarely more; never 0. */
  readonly width: number;
}

/** Texts remembered; a screen shows a few hundred that are not ASCII. */
const REMEMBERED = 4096;
/** No honest cluster is wider, or longer, than this; others are shown as one replacement character. */
const MAX_WIDTH = 4;
const MAX_LENGTH = 40;
const DEFAULT_MARK = '…' as SafeText;
const REPLACEMENT: Cluster = { text: '\ufffd', width: 1 };

export class CellMeter {
  readonly #segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  readonly #known = new Map<string, readonly Cluster[]>();

  /** True for texts that have been measured, which therefore are safe. */
  knows(text: string): text is SafeText {
    return this.#known.has(text);
  }

  clusters(text: SafeText): readonly Cluster[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const clusters: Cluster[] = [];
    for (const { segment } of this.#segmenter.segment(text)) clusters.push(measure(segment));
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(text, clusters);
    return clusters;
  }

  width(text: SafeText): number {
    if (isPlainAscii(text)) return text.length;
    let width = 0;
    for (const cluster of this.clusters(text)) width += cluster.width;
    return width;
  }

  /** The text cut to `cells`, with `mark` at the end where something was cut off. */
  truncate(text: SafeText, cells: number, mark = DEFAULT_MARK): SafeText {
    if (cells <= 0) return '' as SafeText;
    if (isPlainAscii(text) ? text.length <= cells : this.width(text) <= cells) return text;
    const room = Math.max(0, cells - this.width(mark));
    const head = isPlainAscii(text) ? text.slice(0, room) : this.#head(text, room);
    return (head + this.#head(mark, cells)) as SafeText;
  }

  /** As many clusters as fit into `cells`. */
  #head(text: SafeText, cells: number): string {
    let head = '';
    let left = cells;
    for (const cluster of this.clusters(text)) {
      if (cluster.width > left) break;
      head += cluster.text;
      left -= cluster.width;
    }
    return head;
  }
}

/**
 * Ranges of single characters that take one cell everywhere: letters of Europe, dashes and dots, arrows, frames and blocks.
 * All our own signs are made of them; measuring the first emoji costs a noticeable part of the first frame.
 */
const NARROW: readonly (readonly [first: number, last: number])[] = [
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x386, 0x3ff],
  [0x2010, 0x2027],
  [0x2190, 0x21ff],
  [0x2500, 0x25fc],
];

function isNarrow(segment: string): boolean {
  const code = segment.length === 1 ? segment.charCodeAt(0) : 0;
  return NARROW.some(([first, last]) => code >= first && code <= last);
}

function measure(segment: string): Cluster {
  if (isNarrow(segment)) return { text: segment, width: 1 };
  if (segment.length > MAX_LENGTH) return REPLACEMENT;
  const width = stringWidth(segment);
  if (width === 0 || width > MAX_WIDTH) return REPLACEMENT;
  return { text: segment, width };
}
