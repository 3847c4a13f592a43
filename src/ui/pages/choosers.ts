// SPDX-License-Identifier: Apache-2.0
// The two lists to choose from in a table: views (F2, and Enter where a view names no target) and sort columns (F9).

import type { ColumnInfo, SortOrder } from '../../engine/protocol/protocol.js';
import { questionOf } from '../../views/questions.js';
import type { View } from '../../views/view.js';
import type { Outcome, Ui } from '../page.js';
import { viewAliases } from '../palette/aliases.js';
import { Chooser } from './chooser.js';
import { columnTexts, summaryText } from './legend-text.js';

export interface ViewChooserOptions {
  readonly name: string;
  readonly views: readonly View[];
  readonly current: string;
  readonly closedBy: string;
  choose(view: View): Outcome;
}

export function viewChooser(ui: Ui, options: ViewChooserOptions): Chooser {
  const isLive = ui.status?.live === true;
  return new Chooser(ui, {
    name: options.name,
    choices: options.views.map((view) => ({
      id: view.id,
      name: view.name,
      note: view.liveOnly === true && !isLive ? 'live only' : questionOf(view),
      words: `${view.description} ${viewAliases(view.id)}`,
    })),
    current: options.current,
    closedBy: options.closedBy,
    details: (id, theme) => {
      const view = options.views.find((other) => other.id === id);
      if (view === undefined) return [];
      const columns = { spans: [{ text: 'Columns', style: theme.heading }] };
      return [...summaryText(view, theme), { spans: [] }, columns, ...columnTexts(view, theme, ui.containers)];
    },
    choose: (id) => {
      const view = options.views.find((other) => other.id === id);
      return view === undefined ? 'that view is gone' : options.choose(view);
    },
  });
}

export interface TargetOptions {
  readonly targets: readonly View[];
  /** Of the list to choose from, where there are several. */
  readonly name: string;
  /** What to say where there is none. */
  readonly deepest: string;
  open(view: View): Outcome;
}

/** Opens the view that leads on, or asks which. */
export function openTarget(ui: Ui, { targets, name, deepest, open }: TargetOptions): Outcome {
  const [first, second] = targets;
  if (first === undefined) return deepest;
  if (second === undefined) return open(first);
  ui.open(viewChooser(ui, { name, views: targets, current: '', closedBy: '', choose: open }));
  return undefined;
}

export interface SortChooserOptions {
  readonly columns: readonly ColumnInfo[];
  readonly sort: SortOrder | undefined;
  choose(column: number): Outcome;
}

export function sortChooser(ui: Ui, options: SortChooserOptions): Chooser {
  const { descending, ascending } = ui.theme.glyphs;
  const mark = options.sort?.descending === true ? descending : ascending;
  return new Chooser(ui, {
    name: 'Sort by',
    choices: options.columns.map((column, i) => ({
      id: String(i),
      name: column.title,
      note: options.sort?.column === i ? mark : '',
      words: column.description,
    })),
    current: String(options.sort?.column ?? 0),
    closedBy: 'f9',
    details: (id, theme) => {
      const column = options.columns[Number(id)];
      if (column === undefined) return [];
      return [
        { spans: [{ text: column.title, style: theme.title }] },
        { spans: [{ text: column.description, style: theme.text }] },
        { spans: [{ text: column.field, style: theme.muted }] },
        { spans: [] },
        { spans: [{ text: 'The column that the table is sorted by already is reversed.', style: theme.muted }] },
      ];
    },
    choose: (id) => options.choose(Number(id)),
  });
}
