// SPDX-License-Identifier: Apache-2.0
// Text with styles, broken into lines of a width at blanks: what help, legend and details are made of.

import type { CellMeter } from '../cell-width.js';
import type { Style } from '../paint/style.js';
import { isPlainAscii, safeText } from '../safe-text.js';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** A paragraph: its first line begins at `indent`, the others at `hang`. */
export interface Paragraph {
  readonly spans: readonly Span[];
  readonly indent?: number;
  readonly hang?: number;
}

export interface RichLine {
  readonly indent: number;
  readonly spans: readonly Span[];
}

/** The lines of paragraphs in `width` cells. A word that is longer than a line is broken. */
export function wrapParagraphs(
  paragraphs: readonly Paragraph[],
  width: number,
  meter: CellMeter,
  asciiOnly: boolean,
): RichLine[] {
  return paragraphs.flatMap((paragraph) => wrapParagraph(paragraph, width, meter, asciiOnly));
}

function wrapParagraph(paragraph: Paragraph, width: number, meter: CellMeter, asciiOnly: boolean): RichLine[] {
  const first = paragraph.indent ?? 0;
  const hang = Math.min(paragraph.hang ?? first, Math.max(0, width - 10));
  const lines: RichLine[] = [];
  let spans: Span[] = [];
  let indent = first;
  let used = 0;
  const endLine = (): void => {
    lines.push({ indent, spans });
    spans = [];
    indent = hang;
    used = 0;
  };
  for (const { text, style } of words(paragraph.spans, asciiOnly)) {
    let word = text;
    const room = Math.max(1, width - indent);
    if (used > 0 && word.trim() !== '' && used + cells(word, meter, asciiOnly) > room) endLine();
    if (used === 0 && lines.length > 0) word = word.trimStart();
    while (cells(word, meter, asciiOnly) > Math.max(1, width - indent)) {
      const safe = safeText(word, asciiOnly);
      const head = meter.truncate(safe, Math.max(1, width - indent), safeText(''));
      if (head === '') break;
      spans.push({ text: head, style });
      word = safe.slice(head.length);
      endLine();
    }
    if (word === '') continue;
    spans.push({ text: word, style });
    used += cells(word, meter, asciiOnly);
  }
  endLine();
  return lines;
}

/** Words with the blanks before them. */
function words(spans: readonly Span[], asciiOnly: boolean): Span[] {
  return spans.flatMap((span) => {
    const safe = safeText(span.text, asciiOnly);
    return (safe.match(/\s*\S+|\s+$/g) ?? []).map((text) => ({ text, style: span.style }));
  });
}

function cells(text: string, meter: CellMeter, asciiOnly: boolean): number {
  return isPlainAscii(text) ? text.length : meter.width(safeText(text, asciiOnly));
}

/** The text of a line, for searching. */
export function lineText(line: RichLine): string {
  return ' '.repeat(line.indent) + line.spans.map((span) => span.text).join('');
}
