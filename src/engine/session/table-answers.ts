// SPDX-License-Identifier: Apache-2.0
// The open table: its rows, a search in its cells, fields of what a row stands for.

import type { View } from '../../views/view.js';
import type { Capture } from '../ingest/capture.js';
import type { EngineCalls } from '../protocol/engine-calls.js';
import type { TableSnapshot } from '../protocol/protocol.js';
import { compareTables } from '../query/compare.js';
import { QueryCache } from '../query/query-cache.js';
import type { Table } from '../query/table.js';
import { planView } from '../query/view-plan.js';
import { ok } from '../result.js';
import { refuse, sessionFilter } from './engine-error.js';
import { OpenTable } from './open-table.js';
import { rowDetails } from './row-details.js';
import { rowFields } from './row-fields.js';

/** ms that one answer about sparklines may look at events: keys and refreshes wait for no more. */
const TREND_BUDGET = 12;
/** ms that a refresh may take to add up chunks for the views to come: a chunk takes one or two. */
const CELL_BUDGET = 10;

export interface TableAnswers
  extends Pick<
    EngineCalls,
    'openTable' | 'viewTable' | 'findRow' | 'rowFields' | 'compareTables' | 'tableTrend' | 'rowDetails'
  > {
  /** Undefined until one was opened. */
  open(): OpenTable | undefined;
  /** The open table over what has come since; undefined where none is open. */
  refreshTable(): TableSnapshot | undefined;
}

export function tableAnswers(capture: Capture, views: readonly View[]): TableAnswers {
  const viewOf = new Map(views.map((view) => [view.id, view]));
  const cache = new QueryCache();
  let table: OpenTable | undefined;
  let viewport = { top: 0, height: 0, selected: undefined as string | undefined };
  return {
    open: () => table,
    refreshTable() {
      cache.cells.prepare(capture, performance.now() + CELL_BUDGET);
      table?.refresh();
      return table?.snapshot(viewport);
    },
    openTable(request) {
      const view = viewOf.get(request.view);
      if (view === undefined) return refuse('view', `there is no view ${request.view}`, 'F2 lists the views.');
      const plan = planView(view, request.containers);
      if (!plan.ok) return refuse('field', plan.error);
      const filter = sessionFilter(request.filter, view.filter);
      if (!filter.ok) return filter;
      table?.close();
      table = new OpenTable(capture, plan.value, filter.value, { ...request, cache });
      viewport = { ...request.viewport };
      return ok(table.snapshot(viewport));
    },
    viewTable(wanted) {
      if (table === undefined) return NO_TABLE;
      viewport = { ...wanted };
      return ok(table.snapshot(viewport));
    },
    compareTables(request) {
      const view = viewOf.get(request.view);
      if (view === undefined) return refuse('view', `there is no view ${request.view}`, 'F2 lists the views.');
      const plan = planView(view, request.containers);
      if (!plan.ok) return refuse('field', plan.error);
      const filter = sessionFilter(request.filter, view.filter);
      if (!filter.ok) return filter;
      const [a, b] = [request.a, request.b].map(
        (window) => new OpenTable(capture, plan.value, filter.value, { window, sort: undefined, text: '', cache }),
      ) as [OpenTable, OpenTable];
      const comparison = compareTables(a.table, b.table, request.measure);
      a.close();
      b.close();
      return ok(comparison);
    },
    tableTrend: (question) => (table === undefined ? NO_TABLE : ok(table.trend(question, TREND_BUDGET) ?? null)),
    rowDetails: (request) =>
      table === undefined ? NO_TABLE : rowDetails({ capture, views: viewOf, cache, table }, request),
    findRow: (text, index, backwards) =>
      table === undefined ? NO_TABLE : ok(rowWith(table.table, text.toLowerCase(), index, backwards ? -1 : 1)),
    rowFields(key, fields) {
      if (table === undefined) return NO_TABLE;
      const texts = rowFields(capture, table.rowQuery(key), fields);
      return texts.ok ? ok(texts.value.map((text) => text ?? null)) : refuse('field', texts.error);
    },
  };
}

export const NO_TABLE = refuse('gone', 'no table is open');

/** Place of the first row from `index` on, step by step, that has the lower-case text in a cell; -1 none. */
function rowWith(table: Table, text: string, index: number, step: 1 | -1): number {
  for (let place = index; place >= 0 && place < table.length; place += step) {
    const { cells } = table.row(place);
    if (cells.some((cell) => cell !== null && String(cell).toLowerCase().includes(text))) return place;
  }
  return -1;
}
