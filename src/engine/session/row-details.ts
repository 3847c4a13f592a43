// SPDX-License-Identifier: Apache-2.0
// What the pane beside a table says of one row: fields of what it stands for, the top of a few views of its events, and how
// long its calls took.

import type { View } from '../../views/view.js';
import type { Capture } from '../ingest/capture.js';
import type { Answer } from '../protocol/protocol.js';
import type { DetailTable, RowDetails, RowDetailsRequest } from '../protocol/row-details.js';
import type { QueryCache } from '../query/query-cache.js';
import { spectrogram } from '../query/spectrogram.js';
import { planView } from '../query/view-plan.js';
import { ok } from '../result.js';
import { refuse, sessionFilter } from './engine-error.js';
import { OpenTable } from './open-table.js';
import { rowFields } from './row-fields.js';

export interface RowDetailsContext {
  readonly capture: Capture;
  readonly views: ReadonlyMap<string, View>;
  readonly cache: QueryCache;
  readonly table: OpenTable;
}

export function rowDetails(context: RowDetailsContext, request: RowDetailsRequest): Answer<RowDetails> {
  const started = performance.now();
  const { capture, table } = context;
  const filter = sessionFilter(request.filter);
  if (!filter.ok) return filter;
  const fields = rowFields(capture, table.rowQuery(request.key), request.fields);
  if (!fields.ok) return refuse('field', fields.error);
  const { window, latencyCells } = request;
  const latency = spectrogram(capture, { filter: filter.value, window, timeCells: 1, latencyCells });
  return ok({
    fields: fields.value.map((text) => text ?? null),
    tables: request.views.flatMap((id) => topOf(context, request, id)),
    latency,
    queryTime: performance.now() - started,
  });
}

/** The first rows of a view, by its own order: what it is sorted by, and the text at the end of its line. */
function topOf({ capture, views, cache }: RowDetailsContext, request: RowDetailsRequest, id: string): DetailTable[] {
  const view = views.get(id);
  const plan = view === undefined ? undefined : planView(view, false);
  const filter = sessionFilter(request.filter, view?.filter);
  if (view === undefined || plan?.ok !== true || !filter.ok) return [];
  const open = new OpenTable(capture, plan.value, filter.value, {
    window: request.window,
    sort: undefined,
    text: '',
    cache,
  });
  const { columns, rows, sort, total } = open.snapshot({ top: 0, height: request.rows, selected: undefined });
  open.close();
  return [{ view: id, columns, sort: sort.column, rows: rows.slice(0, request.rows).map(({ cells }) => cells), total }];
}
