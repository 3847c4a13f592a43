// SPDX-License-Identifier: Apache-2.0
// The palette (`:`): everything that has a name, in one list that narrows while one types. What was used last comes first.

import { actionEntries } from '../actions/action-entries.js';
import type { KeyContext } from '../keys/binding.js';
import type { Table, Ui } from '../page.js';
import { Chooser } from '../pages/chooser.js';
import { commandEntries } from './command-entries.js';
import { type Entry, searchEntries } from './entry.js';
import { settingEntries } from './setting-entries.js';
import { columnEntries, fieldEntries, filterEntries, viewEntries } from './table-entries.js';

/** Entries used before, which come first. */
const RECENT = 5;

/** @param contexts of the page that the palette opens over */
export function openPalette(ui: Ui, table: Table, contexts: readonly KeyContext[]): undefined {
  const entries = [
    ...commandEntries(ui, contexts),
    ...viewEntries(ui, table),
    ...(contexts.includes('table') ? actionEntries(ui, table) : []),
    ...settingEntries(ui, table),
    ...columnEntries(ui, table),
    ...filterEntries(ui, table),
    ...fieldEntries(ui, table, ui.fields),
  ];
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const ordered = recentFirst(entries, ui.user.histories.palette.entries);
  ui.open(
    new Chooser(ui, {
      name: 'Palette',
      choices: ordered,
      current: ordered[0]?.id ?? '',
      details: (id, theme) => byId.get(id)?.details(theme) ?? [],
      closedBy: '',
      search: searchEntries,
      choose: (id) => {
        ui.user.histories.palette.add(id);
        return byId.get(id)?.run() ?? undefined;
      },
    }),
  );
  return undefined;
}

function recentFirst(entries: readonly Entry[], used: readonly string[]): readonly Entry[] {
  const recent = [...used]
    .reverse()
    .flatMap((id) => entries.filter((entry) => entry.id === id))
    .slice(0, RECENT);
  return [...recent, ...entries.filter((entry) => !recent.includes(entry))];
}
