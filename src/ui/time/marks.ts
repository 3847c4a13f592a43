// SPDX-License-Identifier: Apache-2.0
// Places to come back to, one under each letter: `m a` sets one, `' a` goes there, `' '` goes back to where the last jump
// came from.

import type { TimeChoice } from './time-choice.js';

/** Where somebody was. */
export interface Place {
  /** ns since the first event, for the strip and for pages without event numbers. */
  readonly time: number;
  /** Of the event under the cursor, where the page has one. */
  readonly num?: number;
  readonly choice: TimeChoice;
  /** Which page: shown in the list of marks. */
  readonly label: string;
}

/** Where the last jump came from. */
export const BACK_MARK = "'";

export class Marks {
  readonly #places = new Map<string, Place>();

  set(letter: string, place: Place): void {
    this.#places.set(letter, place);
  }

  get(letter: string): Place | undefined {
    return this.#places.get(letter);
  }

  /** By letter; the way back last. */
  get all(): readonly (readonly [letter: string, place: Place])[] {
    return [...this.#places].sort(([a], [b]) => (a === BACK_MARK ? 1 : b === BACK_MARK ? -1 : a.localeCompare(b)));
  }
}

export function isMarkLetter(text: string): boolean {
  return /^[a-zA-Z0-9]$/.test(text);
}
