// SPDX-License-Identifier: Apache-2.0
// A few centred lines instead of content: nothing found, still reading, failed.

import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';

export interface NoticeLine {
  readonly text: string;
  readonly style: Style;
}

/** Lines too long for the canvas are broken at blanks. */
export function paintNotice(canvas: Canvas, lines: readonly NoticeLine[]): void {
  const width = Math.max(10, canvas.width - 4);
  const broken = lines.flatMap((line) => breakLine(canvas, line, width));
  const top = Math.max(0, Math.floor((canvas.height - broken.length) / 2.5));
  for (const [i, line] of broken.entries()) {
    const used = canvas.textWidth(line.text);
    canvas.text(Math.max(0, Math.floor((canvas.width - used) / 2)), top + i, line.text, line.style);
  }
}

function breakLine(canvas: Canvas, line: NoticeLine, width: number): NoticeLine[] {
  const lines: NoticeLine[] = [];
  let text = '';
  for (const word of line.text.split(' ')) {
    const longer = text === '' ? word : `${text} ${word}`;
    if (text !== '' && canvas.textWidth(longer) > width) {
      lines.push({ text, style: line.style });
      text = word;
    } else text = longer;
  }
  return [...lines, { text, style: line.style }];
}
