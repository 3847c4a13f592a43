// SPDX-License-Identifier: Apache-2.0
// The actions on the row under the cursor, or the selected rows, for the palette and for F8.

import type { Outcome, Table, Ui } from '../page.js';
import { subjectsOf } from '../pages/table-terms.js';
import { aliasesOf } from '../palette/aliases.js';
import type { Entry } from '../palette/entry.js';
import { sentence } from '../palette/entry.js';
import { ActionsPage } from './actions-page.js';
import { actionProblem, isLocal, startAction } from './run-action.js';

export function openActions(ui: Ui, table: Table): Outcome {
  const { view } = table.level;
  const { actions = [] } = view;
  if (actions.length === 0)
    return `${view.name} has no actions; they belong to processes, containers, files and connections`;
  const rows = subjectsOf(table);
  if (rows.length === 0) return 'there is no row under the cursor';
  ui.open(new ActionsPage(ui, actions, rows));
  return undefined;
}

export function actionEntries(ui: Ui, table: Table): Entry[] {
  const rows = subjectsOf(table);
  if (rows.length === 0) return [];
  return (table.level.view.actions ?? []).map((action) => ({
    id: `action ${table.level.view.id} ${action.hotkey}`,
    name: action.name,
    note: `action ${action.hotkey}`,
    words: action.command.join(' '),
    aliases: aliasesOf('action', action.command),
    details: (theme) => {
      const problem = actionProblem(ui, action, rows.length);
      const how = isLocal(ui) ? 'Runs' : 'Copies the command';
      return [
        ...sentence(
          action.name,
          `${how}, for ${rows.length === 1 ? 'the row under the cursor' : `${rows.length} rows`}:`,
        )(theme),
        { spans: [{ text: action.command.join(' '), style: theme.accent }], hang: 2 },
        ...(problem === undefined ? [] : [{ spans: [{ text: problem, style: theme.notice }] }]),
      ];
    },
    run: () => startAction(ui, action, rows),
  }));
}
