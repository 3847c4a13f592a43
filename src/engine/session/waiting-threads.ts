// SPDX-License-Identifier: Apache-2.0
// What the threads of a selection wait for at the end of a window: for a list of events that has none. A thread that is in
// one call all the time makes no events.

import type { View } from '../../views/view.js';
import type { Capture } from '../ingest/capture.js';
import type { Answer, CellValue, TimeWindow } from '../protocol/protocol.js';
import type { WaitingThread } from '../protocol/row-details.js';
import { planView } from '../query/view-plan.js';
import { ok } from '../result.js';
import { refuse, sessionFilter } from './engine-error.js';
import { OpenTable } from './open-table.js';

/** More than a page has room for is counted, not listed. */
const MOST = 50;
const FIELDS = [
  'thread.tid',
  'proc.name',
  'drill.wait.state',
  'drill.wait.text',
  'drill.wait.on',
  'drill.wait.holder',
  'drill.wait.time',
  'drill.wait.stack',
  'drill.wait.userstack',
] as const;

const WAITING: View = {
  id: 'waiting_threads',
  name: 'Waiting threads',
  description: '',
  tips: [],
  useDefaults: false,
  kind: 'table',
  appliesTo: [],
  filter: 'drill.wait.state exists',
  key: 'thread.tid',
  ofThreads: true,
  columns: FIELDS.map((field) => ({ name: field, field, description: '', aggregate: 'MAX' })),
  sort: { column: 'drill.wait.time', descending: true },
};

const text = (cell: CellValue | undefined): string | undefined =>
  typeof cell === 'string' && cell !== '' ? cell : undefined;
const number = (cell: CellValue | undefined): number | undefined =>
  typeof cell === 'number' && !Number.isNaN(cell) ? cell : undefined;

/** The one that has waited longest first. */
export function waitingThreads(capture: Capture, filter: string, window: TimeWindow): Answer<readonly WaitingThread[]> {
  const joined = sessionFilter(filter, WAITING.filter);
  if (!joined.ok) return joined;
  const plan = planView(WAITING, false);
  if (!plan.ok) return refuse('view', plan.error);
  const open = new OpenTable(capture, plan.value, joined.value, { window, sort: undefined, text: '' });
  const { columns, rows } = open.snapshot({ top: 0, height: MOST, selected: undefined });
  open.close();
  const at = FIELDS.map((field) => columns.findIndex(({ name }) => name === field));
  return ok(rows.slice(0, MOST).map(({ cells }) => threadOf(at.map((column) => cells[column]))));
}

function threadOf(cells: readonly (CellValue | undefined)[]): WaitingThread {
  const [tid, name, state, call, on, holder, waited, stack, userStack] = cells;
  return {
    tid: number(tid) ?? Number(tid),
    name: text(name),
    state: text(state),
    call: text(call),
    on: text(on),
    holder: text(holder),
    waited: number(waited),
    stack: text(stack),
    userStack: text(userStack),
  };
}
