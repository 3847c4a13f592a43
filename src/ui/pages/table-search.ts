// SPDX-License-Identifier: Apache-2.0
// Searching in a table: the engine finds the row, wherever it is in the table; the cursor goes there.

import { type GridState, placeOf } from '../grid/grid-state.js';
import type { Outcome, Table } from '../page.js';
import { type Around, type FindIn, findAround, foundNote, NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';

export function openTableSearch(page: Table): Outcome {
  if (page.grid.total === 0) return 'there are no rows to search';
  page.ui.open(new SearchPrompt(page.ui, tableSearch(page), page.ui.histories.search));
  return undefined;
}

function tableSearch(page: Table): Searchable {
  const start: GridState = page.grid;
  const needle = page.needle;
  return {
    find: async (text, signal) => {
      page.needle = text;
      const around = { from: start.cursor, total: start.total, backwards: false };
      const found = text === '' ? -1 : await findIn(page, text, around);
      if (signal.aborted) return false;
      if (found >= 0) await page.goToMatch(found, signal);
      else page.setGrid({ ...page.grid, ...placeOf(start) });
      return found >= 0 || text === '';
    },
    endSearch: (keep) => {
      if (keep) return;
      page.needle = needle;
      page.setGrid({ ...page.grid, ...placeOf(start) });
    },
  };
}

/** n and N. */
export function nextMatch(page: Table, backwards: boolean): Outcome {
  const text = page.needle;
  if (text === '') return NOTHING_SEARCHED;
  const around = { from: page.grid.cursor + (backwards ? -1 : 1), total: page.grid.total, backwards };
  return findIn(page, text, around).then(async (found) => {
    if (found >= 0) await page.goToMatch(found);
    return foundNote(text, found, around);
  });
}

function findIn(page: Table, text: string, around: Around): Promise<number> {
  const find: FindIn = async (wanted, from, backwards) => {
    const answer = await page.ui.client.findRow(wanted, page.vanishing.toEngine(from), backwards);
    return answer.ok ? { ok: true, value: page.vanishing.toScreen(answer.value) } : answer;
  };
  return findAround(find, text, around);
}
