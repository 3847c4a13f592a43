// SPDX-License-Identifier: Apache-2.0
// The third line: name of the page, and the filter in force, always whole: it takes more lines when it is long.

import type { Canvas } from '../paint/canvas.js';
import type { PageTitle } from '../page.js';

/** Lines that the title needs at this width. */
export function titleLines(canvas: Canvas, title: PageTitle, width: number): number {
  const filter = filterText(title);
  if (filter === '') return 1;
  const beside = width - canvas.textWidth(title.name) - 5;
  const needed = canvas.textWidth(filter);
  return needed <= beside ? 1 : 1 + Math.ceil(needed / Math.max(1, width - 4));
}

export function paintTitle(canvas: Canvas, title: PageTitle, editFilter: (() => void) | undefined): void {
  const { theme, width, height } = canvas;
  const used = canvas.text(1, 0, title.name, theme.title, { max: width - 2 });
  const filter = filterText(title);
  if (filter === '') return;
  if (editFilter !== undefined) canvas.onPress(({ press }) => press.action === 'down' && editFilter());
  const beside = width - used - 5;
  if (canvas.textWidth(filter) <= beside || height < 2) {
    const width1 = Math.min(beside, canvas.textWidth(filter));
    paintFilter(canvas.part(width - width1 - 1, 0, width1 + 1, 1), filter, 0);
    return;
  }
  paintFilter(canvas.part(2, 1, width - 4, height - 1), filter, canvas.textWidth(filter));
}

/** Flows over the lines of the canvas; what does not fit ends in an ellipsis. */
function paintFilter(canvas: Canvas, filter: string, length: number): void {
  const { theme, width, height } = canvas;
  for (let line = 0; line < height; line++) {
    const isLast = line === height - 1 || (line + 1) * width >= length;
    canvas.text(0, line, filter, theme.accent, { skip: line * width, max: width, ellipsis: isLast });
    if (isLast) break;
  }
  if (filter.startsWith(FILTER)) canvas.restyle(0, 0, FILTER.length, { ...theme.muted });
}

const FILTER = 'filter: ';

function filterText(title: PageTitle): string {
  if (title.filter === undefined) return '';
  const text = title.text === undefined || title.text === '' ? '' : `rows with "${title.text}"`;
  if (title.filter === '') return text;
  return `${FILTER}${title.filter}${text === '' ? '' : `  ${text}`}`;
}
