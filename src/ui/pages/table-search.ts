// SPDX-License-Identifier: Apache-2.0
// Searching in a table: the engine finds the row, wherever it is in the table; the cursor goes there.

import { type GridState, placeOf } from '../grid/grid-state.js';
import type { Outcome } from '../page.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import type { TablePage } from './table-page.js';

export function openTableSearch(page: TablePage): Outcome {
  if (page.grid.total === 0) return 'there are no rows to search';
  page.ui.open(new SearchPrompt(page.ui, tableSearch(page), page.ui.histories.search));
  return undefined;
}

function tableSearch(page: TablePage): Searchable {
  const start: GridState = page.grid;
  const needle = page.needle;
  return {
    find: async (text) => {
      page.needle = text;
      if (text === '') {
        page.setGrid({ ...page.grid, ...placeOf(start) });
        return true;
      }
      const found = await findFrom(page, text, start.cursor, false);
      if (found >= 0 && page.needle === text) page.goToMatch(found);
      return found >= 0;
    },
    endSearch: (keep) => {
      if (keep) return;
      page.needle = needle;
      page.setGrid({ ...page.grid, ...placeOf(start) });
    },
  };
}

/** n and N. */
export function nextMatch(page: TablePage, backwards: boolean): Outcome {
  const text = page.needle;
  if (text === '') return 'nothing was searched for yet: / starts a search';
  const from = page.grid.cursor + (backwards ? -1 : 1);
  return (async () => {
    const found = await findFrom(page, text, from, backwards);
    if (found < 0) return `"${text}" was not found`;
    const wrapped = backwards ? found > from : found < from;
    page.goToMatch(found);
    if (!wrapped) return undefined;
    return backwards ? 'the search went on from the end' : 'the search went on from the start';
  })();
}

/** Index of the match, from `from` on and then from the other end; -1 none. */
async function findFrom(page: TablePage, text: string, from: number, backwards: boolean): Promise<number> {
  const { client } = page.ui;
  const first = await client.findRow(text, from, backwards);
  if (!first.ok) return -1;
  if (first.value >= 0) return first.value;
  const again = await client.findRow(text, backwards ? page.grid.total - 1 : 0, backwards);
  return again.ok ? again.value : -1;
}
