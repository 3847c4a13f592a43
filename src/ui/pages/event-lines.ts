// SPDX-License-Identifier: Apache-2.0
// How Dig shows its events: columns that widen as wider lines come, the place to the side, the cursor.

import type { EventLine } from '../../engine/protocol/protocol.js';
import type { Canvas } from '../paint/canvas.js';
import { paintCursorRow } from '../paint/cursor-row.js';
import { type EventColumns, eventLineWidth, NARROWEST, paintEventLine, widenColumns } from './event-line-painter.js';
import type { EventList } from './event-list.js';

const SIDE_STEP = 16;
/** Cells of the longest line that stay on the screen. */
const STAYS = 8;

export class EventLines {
  #skip = 0;
  #widest = 0;
  #columns: EventColumns = NARROWEST;

  /** Numbers of events have the room of the last one from the start: lines do not jump aside on the way to it. */
  reserve(lastEvent: number): void {
    const num = String(lastEvent).length;
    if (num > this.#columns.num) this.#columns = { ...this.#columns, num };
  }

  paint(canvas: Canvas, list: EventList, needle: string): void {
    this.#columns = widenColumns(this.#columns, list.shown(), canvas);
    this.#widest = 0;
    for (let y = 0; y < canvas.height && list.top + y < list.total; y++) {
      this.#paintLine(canvas, y, list.at(list.top + y));
      // The line is padded into columns, so what is marked is what the screen shows of it.
      if (needle !== '') canvas.markText(y, needle, canvas.theme.match);
      if (list.top + y === list.cursor) paintCursorRow(canvas, y);
    }
  }

  #paintLine(canvas: Canvas, y: number, line: EventLine | undefined): void {
    if (line === undefined) {
      canvas.text(1, y, canvas.theme.glyphs.ellipsis, canvas.theme.faint);
      return;
    }
    paintEventLine(canvas, y, line, this.#skip, this.#columns);
    this.#widest = Math.max(this.#widest, eventLineWidth(canvas, line, this.#columns));
  }

  sideways(step: 1 | -1): string | undefined {
    const most = Math.max(0, this.#widest - STAYS);
    const skip = Math.max(0, Math.min(this.#skip + step * SIDE_STEP, most));
    if (skip === this.#skip) return step < 0 ? 'this is the start of the lines' : 'no line goes on further';
    this.#skip = skip;
    return undefined;
  }
}
