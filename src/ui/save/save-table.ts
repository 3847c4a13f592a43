// SPDX-License-Identifier: Apache-2.0
// w: the table, or its selected rows, as a file. W: the events behind them as a capture.

import type { TimeWindow } from '../../engine/protocol/protocol.js';
import { joinFilter } from '../filter-terms.js';
import { formatBytes } from '../format.js';
import { levelFilter } from '../navigation.js';
import type { Outcome, Table, Ui } from '../page.js';
import { markedTerm } from '../pages/table-terms.js';
import { askAndSave, type SaveDone } from './save-prompt.js';
import { formatOfName, TABLE_FORMATS, tableText } from './table-file.js';

export function saveTable(page: Table): Outcome {
  const { grid, ui, level, marked } = page;
  if (grid.total === 0) return 'there are no rows to save';
  return askAndSave(ui, {
    what: marked.size > 0 ? `${marked.size} rows` : 'Table',
    name: `${level.view.id}-${stamp()}.csv`,
    check: (path) =>
      formatOfName(path) === undefined
        ? `the name says how: ${TABLE_FORMATS.map((f) => `.${f}`).join(', ')}`
        : undefined,
    write: async (path) => {
      const { columns } = page.grid;
      const rows = marked.size > 0 ? marked.rows : await page.rows.all();
      if (typeof rows === 'string') throw new Error(rows);
      const content = { columns, shown: page.arrangement.shown, rows, context: ui.format };
      return tableText(content, formatOfName(path) ?? 'csv');
    },
  });
}

/** The events of the table, or of the selected rows. */
export function saveTableCapture(page: Table): Outcome {
  const own = page.level.view.filter ?? '';
  const marked = page.marked.size > 0 ? markedTerm(page) : '';
  if (marked === undefined) return 'these rows are single events: save the whole table, or filter it';
  const filter = joinFilter([levelFilter(page.level), own, marked]);
  return saveCapture(page.ui, filter, page.window);
}

export function saveCapture(ui: Ui, filter: string, window: TimeWindow): Outcome {
  return askAndSave(ui, {
    what: 'Events',
    name: `sysdrill-${stamp()}.scap`,
    check: (path) =>
      /\.scap(?:\.gz)?$/.test(path) ? undefined : 'the name ends in .scap, or in .scap.gz for a small file',
    write: (path) => writeCapture(ui, { filter, window, path, compress: path.endsWith('.gz') }),
  });
}

async function writeCapture(ui: Ui, request: Parameters<Ui['client']['saveCapture']>[0]): Promise<SaveDone> {
  const answer = await ui.client.saveCapture(request);
  if (!answer.ok) {
    const { message, hint } = answer.error;
    return { said: `not saved: ${message}${hint === '' ? '' : `; ${hint}`}`, isProblem: true };
  }
  const { events, stateEvents, bytes } = answer.value;
  const others = stateEvents === 0 ? '' : ` and ${stateEvents} that explain them`;
  return { said: `${events} events${others} saved as ${request.path}, ${formatBytes(bytes)}`, isProblem: false };
}

/** `20261123-161335`, local time. */
function stamp(): string {
  const now = new Date();
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
