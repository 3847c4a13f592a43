// SPDX-License-Identifier: Apache-2.0
// The third line: name of the page, and the filter in force, always whole: it takes more lines when it is long.

import type { PageTitle } from '../page.js';
import { type Paragraph, type RichLine, wrapParagraphs } from '../pages/rich-text.js';
import type { Canvas } from '../paint/canvas.js';

/** Lines that the title needs at this width. */
export function titleLines(canvas: Canvas, title: PageTitle, width: number): number {
  return fitsBeside(canvas, title, width) ? 1 : 1 + filterLines(canvas, title, width).length;
}

export interface TitleLook {
  /** What a click on the line does. */
  readonly editFilter: (() => void) | undefined;
  /** Said where there is no filter, and room; "" nothing. */
  readonly hint: string;
}

export function paintTitle(canvas: Canvas, title: PageTitle, { editFilter, hint }: TitleLook): void {
  const { theme, width, height } = canvas;
  const used = canvas.text(1, 0, title.name, theme.title, { max: width - 2 });
  const spans = filterSpans(canvas, title);
  if (spans.length === 0) {
    if (hint.length < width - used - 5) canvas.text(0, 0, hint, theme.muted, { max: width - 1, align: 'right' });
    return;
  }
  if (editFilter !== undefined) canvas.onPress(({ press }) => press.action === 'down' && editFilter());
  if (fitsBeside(canvas, title, width) || height < 2) {
    const room = width - used - 5;
    const length = spans.reduce((sum, span) => sum + canvas.textWidth(span.text), 0);
    paintLine(canvas.part(width - 1 - Math.min(room, length), 0, Math.min(room, length), 1), 0, { indent: 0, spans });
    return;
  }
  const lines = filterLines(canvas, title, width);
  const body = canvas.part(2, 1, width - 3, height - 1);
  for (const [y, line] of lines.slice(0, body.height).entries()) {
    const used = paintLine(body, y, line);
    if (y === body.height - 1 && lines.length > body.height)
      body.text(used, y, ` ${theme.glyphs.ellipsis}`, theme.notice);
  }
}

function paintLine(canvas: Canvas, y: number, line: RichLine): number {
  let x = line.indent;
  for (const span of line.spans) x += canvas.text(x, y, span.text, span.style);
  return x;
}

function fitsBeside(canvas: Canvas, title: PageTitle, width: number): boolean {
  const length = filterSpans(canvas, title).reduce((sum, span) => sum + canvas.textWidth(span.text), 0);
  return length <= width - canvas.textWidth(title.name) - 5;
}

function filterLines(canvas: Canvas, title: PageTitle, width: number): RichLine[] {
  const { theme, meter } = canvas;
  const paragraph = { spans: filterSpans(canvas, title), hang: 8 };
  // Two cells are left for the sign that there is more.
  return wrapParagraphs([paragraph], Math.max(10, width - 5), meter, theme.glyphs.asciiOnly);
}

function filterSpans({ theme }: Canvas, title: PageTitle): Paragraph['spans'] {
  if (title.filter === undefined) return [];
  const spans: Paragraph['spans'][number][] = [];
  if (title.filter !== '')
    spans.push({ text: 'filter: ', style: theme.muted }, { text: title.filter, style: theme.accent });
  if (title.text === undefined || title.text === '') return spans;
  if (spans.length > 0) spans.push({ text: '  ', style: theme.text });
  return [...spans, { text: 'rows with ', style: theme.muted }, { text: `"${title.text}"`, style: theme.accent }];
}
