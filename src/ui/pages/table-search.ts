// SPDX-License-Identifier: Apache-2.0
// Searching in a table: the engine finds the row, wherever it is in the table; the cursor goes there.

import { type GridState, moveTo, placeOf } from '../grid/grid-state.js';
import type { Outcome, Table } from '../page.js';
import { type Around, type FindIn, findAround, foundNote, NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import { nearestMatch } from './table-matches.js';

export function openTableSearch(page: Table): Outcome {
  if (page.grid.total === 0) return 'there are no rows to search';
  page.ui.open(new SearchPrompt(page.ui, tableSearch(page), page.ui.user.histories.search));
  return undefined;
}

function tableSearch(page: Table): Searchable {
  const start: GridState = page.grid;
  const needle = page.match.needle;
  return {
    find: async (text, signal) => {
      page.match.needle = text;
      const around = { from: start.cursor, total: start.total, backwards: false };
      const found = text === '' ? -1 : await findIn(page, text, around);
      if (signal.aborted) return false;
      if (found >= 0) await goToMatch(page, found, signal);
      else page.setGrid({ ...page.grid, ...placeOf(start) });
      return found >= 0 || text === '';
    },
    endSearch: (keep) => {
      if (keep) return;
      page.match.needle = needle;
      page.setGrid({ ...page.grid, ...placeOf(start) });
    },
  };
}

/** n and N. */
export function nextMatch(page: Table, backwards: boolean): Outcome {
  const text = page.match.needle;
  if (text === '') return NOTHING_SEARCHED;
  const around = { from: page.grid.cursor + (backwards ? -1 : 1), total: page.grid.total, backwards };
  return findIn(page, text, around).then(async (found) => {
    if (found >= 0) await goToMatch(page, found);
    return foundNote(text, found, around);
  });
}

function findIn(page: Table, text: string, around: Around): Promise<number> {
  const find: FindIn = async (wanted, from, backwards) => {
    const answer = await page.ui.client.findRow(wanted, page.rows.vanishing.toEngine(from), backwards);
    return answer.ok ? { ok: true, value: page.rows.vanishing.toScreen(answer.value) } : answer;
  };
  return findAround(find, text, around);
}

/** To the row with the text that is at or nearest to `index`, and to the place in it. */
async function goToMatch(page: Table, index: number, signal?: AbortSignal): Promise<void> {
  if (!(await page.rows.around(index, signal))) return;
  page.match.isAwaited = true;
  page.setGrid(moveTo(page.grid, nearestMatch(page, index)));
}
