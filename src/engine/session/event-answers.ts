// SPDX-License-Identifier: Apache-2.0
// The open list of events, as lines: of a filter, or those that made up a number of the open table.

import { PLAIN_FORMAT } from '../format/default-formats.js';
import { compileFormat, type LineFormat } from '../format/format.js';
import type { Capture } from '../ingest/capture.js';
import type { EngineCalls } from '../protocol/engine-calls.js';
import type { Answer, EventLine, EventLines } from '../protocol/protocol.js';
import { explainCell } from '../query/explain.js';
import { rowAt } from '../query/idle-threads.js';
import { EventList } from '../query/list-query.js';
import { RowView } from '../query/row-view.js';
import { fixedWindow } from '../query/window.js';
import { ok } from '../result.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import { refuse, sessionFilter } from './engine-error.js';
import { eventDetails } from './event-details.js';
import type { OpenTable } from './open-table.js';
import type { Searches } from './searches.js';
import { NO_TABLE } from './table-answers.js';

/** Lines that come with the list. */
const FIRST_LINES = 200;

const NO_LIST = refuse('gone', 'no list of events is open');

export type EventAnswers = Pick<
  EngineCalls,
  'openEvents' | 'explain' | 'eventLines' | 'findEvent' | 'eventIndex' | 'eventDetails'
>;

export function eventAnswers(
  capture: Capture,
  searches: Searches,
  openTable: () => OpenTable | undefined,
): EventAnswers {
  let open: { readonly list: EventList; readonly format: LineFormat } | undefined;
  const lines = (offset: number, count: number): Answer<EventLines> => {
    if (open === undefined) return NO_LIST;
    open.list.update();
    return ok(linesOf(capture, open.list, open.format, { offset, count }));
  };
  return {
    openEvents(request) {
      const filter = sessionFilter(request.filter);
      if (!filter.ok) return filter;
      const format = compileFormat(request.format ?? PLAIN_FORMAT, { ...DEFAULT_PRINT, buffers: request.buffers });
      if (!format.ok) return refuse('format', format.error.message);
      const window = fixedWindow(capture, request.window);
      open = { list: new EventList(capture, { filter: filter.value, window, internal: false }), format: format.value };
      return lines(0, FIRST_LINES);
    },
    explain(key, column) {
      const table = openTable();
      if (table === undefined) return NO_TABLE;
      const format = compileFormat(PLAIN_FORMAT);
      if (!format.ok) throw new Error(format.error.message);
      open = { list: explainCell(capture, { ...table.rowQuery(key), column }), format: format.value };
      return lines(0, FIRST_LINES);
    },
    eventLines: lines,
    async findEvent(text, offset, backwards) {
      if (open === undefined) return NO_LIST;
      const { list, format } = open;
      const wanted = text.toLowerCase();
      const holds = (view: RowView): boolean => format.line(view)?.toLowerCase().includes(wanted) === true;
      return searches.find(list, offset, backwards, holds);
    },
    eventIndex(target) {
      if (open === undefined) return NO_LIST;
      const { list } = open;
      list.update();
      const row = 'num' in target ? target.num - 1 : rowAt(capture, target.time);
      const index = Math.min(list.length - 1, list.indexOfRow(row));
      return ok('num' in target ? index : Math.max(0, index));
    },
    eventDetails(num) {
      const details = eventDetails(capture, num);
      return details === undefined ? refuse('gone', `event ${num} is no longer held`) : ok(details);
    },
  };
}

function linesOf(
  capture: Capture,
  list: EventList,
  format: LineFormat,
  { offset, count }: { readonly offset: number; readonly count: number },
): EventLines {
  const lines: EventLine[] = [];
  const view = new RowView(capture);
  const end = Math.min(list.length, offset + count);
  for (let n = Math.max(0, offset); n < end; n++) {
    if (!view.moveToRow(list.row(n))) continue;
    lines.push({
      num: view.num,
      text: format.line(view) ?? '',
      category: view.type.category,
      failed: view.result < 0,
      isExit: view.kind.isExit,
    });
  }
  return { offset, lines, total: list.length };
}
