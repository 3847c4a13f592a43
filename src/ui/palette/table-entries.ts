// SPDX-License-Identifier: Apache-2.0
// What the palette offers of the table: views, columns to sort by, fields to filter by, filters that were used before.

import type { FieldSummary } from '../../engine/protocol/protocol.js';
import type { View } from '../../views/view.js';
import { joinFilter } from '../filter-terms.js';
import { applicableViews, narrow } from '../navigation.js';
import type { Table, Ui } from '../page.js';
import { summaryText } from '../pages/legend-text.js';
import { editFilter, showView, sortBy } from '../pages/table-commands.js';
import { leavingOf } from '../pages/table-terms.js';
import { aliasesOf, viewAliases } from './aliases.js';
import { type Entry, sentence } from './entry.js';

/** Views of the selection, then those of the whole machine. */
export function viewEntries(ui: Ui, table: Table): Entry[] {
  return applicableViews(ui.views, table.level).map((view) => viewEntry(ui, table, view));
}

function viewEntry(ui: Ui, table: Table, view: View): Entry {
  return {
    id: `view ${view.id}`,
    name: view.name,
    note: 'view',
    words: `${view.id} ${view.description}`,
    aliases: viewAliases(view.id),
    details: (theme) => summaryText(view, theme),
    run: () => {
      ui.toTable();
      return showView(table, view);
    },
  };
}

export function columnEntries(ui: Ui, table: Table): Entry[] {
  return table.grid.columns.map((column, index) => ({
    id: `sort ${table.level.view.id} ${column.name}`,
    aliases: aliasesOf(`sort ${table.level.view.id} ${column.name}`),
    name: `Sort by ${column.title}`,
    note: 'column',
    words: column.description,
    details: sentence(column.title, column.description),
    run: () => {
      ui.toTable();
      return sortBy(table, index);
    },
  }));
}

export function fieldEntries(ui: Ui, table: Table, fields: readonly FieldSummary[]): Entry[] {
  const usable = fields.filter((field) => field.printOnly !== true && field.tableOnly !== true);
  return usable.map((field) => ({
    id: `field ${field.name}`,
    name: field.name,
    note: 'field',
    words: field.description,
    details: (theme) => [
      ...sentence(field.name, field.description)(theme),
      { spans: [] },
      { spans: [{ text: `Type ${field.type}. Enter begins a filter with it.`, style: theme.muted }] },
    ],
    run: () => {
      ui.toTable();
      return editFilter(table, joinFilter([table.level.filter, field.name]));
    },
  }));
}

/** Newest first. */
export function filterEntries(ui: Ui, table: Table): Entry[] {
  return [...ui.user.histories.filter.entries].reverse().map((filter) => ({
    id: `filter ${filter}`,
    name: `Filter: ${filter}`,
    note: 'used before',
    words: '',
    details: sentence('A filter that was used before', filter),
    run: () => {
      ui.toTable();
      return table.show(narrow(table.levels, leavingOf(table), { filter }));
    },
  }));
}
