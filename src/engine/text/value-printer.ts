// SPDX-License-Identifier: Apache-2.0
// The shape of the functions that write one parameter of an event; param-text.ts picks them by the parameter's type.

import type { EventView } from '../event/event-view.js';
import type { EventCursor } from '../scap/event-cursor.js';
import type { ByteLine } from './byte-line.js';

/** Writes parameter `index` of the event: its raw text, and after out.resolvedAt the resolved one where it has one. */
export type ParamPrinter = (event: EventView, cursor: EventCursor, index: number, out: ByteLine) => void;

/** Writes the value of `length` bytes at `at` in the cursor's buffer; calls out.beginResolved() between the two texts. */
export type ValuePrinter = (event: EventView, cursor: EventCursor, at: number, length: number, out: ByteLine) => void;

/** Writes `(text`, unless it is empty. */
export function resolve(out: ByteLine, text: string): void {
  if (text === '') return;
  out.beginResolved();
  out.text(text);
}
