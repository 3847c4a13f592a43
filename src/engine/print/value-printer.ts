// SPDX-License-Identifier: Apache-2.0
// The shape of the functions that turn one value of a parameter into its two texts; param-text.ts picks them by type.

import type { EventView } from '../fields/event-view.js';
import type { EventCursor } from '../scap/event-cursor.js';

/** The two parts. Reused from parameter to parameter: copy what has to last. */
export class ParamText {
  raw = '';
  /** "" where there is nothing to resolve. */
  resolved = '';
}

/** Fills `out` with parameter `index` of the event. */
export type ParamPrinter = (event: EventView, cursor: EventCursor, index: number, out: ParamText) => void;

/** Fills `out`, whose `resolved` is "", with the value of `length` bytes at `at` in the cursor's buffer. */
export type ValuePrinter = (event: EventView, cursor: EventCursor, at: number, length: number, out: ParamText) => void;

/** A printer of values that say everything themselves. */
export function rawOnly(text: (cursor: EventCursor, at: number, length: number) => string): ValuePrinter {
  return (_event, cursor, at, length, out) => {
    out.raw = text(cursor, at, length);
  };
}
