// SPDX-License-Identifier: Apache-2.0
// Searching a list that the engine holds: from a place to its end, then from the other end, with a word about it.

import type { Answer } from '../../engine/protocol/protocol.js';

export interface Around {
  /** First line looked at; may be just outside of the list. */
  readonly from: number;
  readonly total: number;
  readonly backwards: boolean;
}

export type FindIn = (text: string, from: number, backwards: boolean) => Promise<Answer<number>>;

/** Index of the match, -1 for none. */
export async function findAround(find: FindIn, text: string, { from, total, backwards }: Around): Promise<number> {
  const first = await find(text, from, backwards);
  if (!first.ok || first.value >= 0) return first.ok ? first.value : -1;
  // That was all of it.
  if (backwards ? from >= total - 1 : from <= 0) return -1;
  const again = await find(text, backwards ? total - 1 : 0, backwards);
  return again.ok ? again.value : -1;
}

/** What to say of a match found by n or N; undefined for nothing. */
export function foundNote(text: string, found: number, { from, backwards }: Around): string | undefined {
  if (found < 0) return `"${text}" was not found`;
  if (backwards ? found <= from : found >= from) return undefined;
  return `the search went on from the ${backwards ? 'end' : 'start'}`;
}

export const NOTHING_SEARCHED = 'nothing was searched for yet: / starts a search';
