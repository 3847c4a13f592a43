// SPDX-License-Identifier: Apache-2.0
// Every table view over real events, whole and in windows, with and without filters, against the plain way of doing it.
// CPU time is added up otherwise: cpu-time.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import type { CellValue, TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { toCell } from '../../../src/engine/query/cell.js';
import { cpuPartOf } from '../../../src/engine/query/cpu-part.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { tableSource } from '../../../src/engine/query/table.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { type ColumnPlan, planView, type ViewPlan } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO_CAPTURE, FILES_CAPTURE, siblingCapture } from '../scap/capture-files.js';
import { filterOf, loaded } from './loaded.js';
import { naiveTable } from './naive-table.js';

/**
 * Those of open fds and of threads are made of no events: open-fds.test.ts, waits.test.ts. Cores have rows of their own where
 * a recorder speaks of them.
 */
const TABLES = VIEWS.filter((view) => view.key !== undefined && view.ofOpenFds !== true && view.ofThreads !== true);

function planOf(id: string, containers: boolean): ViewPlan {
  const view = VIEWS.find((v) => v.id === id) ?? assert.fail(id);
  const plan = planView(view, containers);
  return plan.ok ? plan.value : assert.fail(plan.error);
}

/** Numbers that were added up in another order may differ in their last bits. */
function rounded(cell: CellValue): CellValue {
  return typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(9)) : cell;
}

function text(key: CellValue, cells: readonly CellValue[]): string {
  return JSON.stringify([key, ...cells].map(rounded), (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
}

function check(capture: Capture, plan: ViewPlan, user: string, window: TimeWindow): number {
  const parts = [plan.view.filter ?? '', user].filter((part) => part !== '');
  const filter = parts.length === 0 ? undefined : filterOf(parts.map((part) => `(${part})`).join(' and '));
  const source = tableSource(runTableQuery(capture, { plan, filter, window }), kinship(capture, window));
  const actual = Array.from({ length: source.length }, (_, row) =>
    text(
      source.keyValue(row),
      plan.columns.map((column, c) => (isCpu(column) ? null : source.cell(row, c))),
    ),
  );
  const keyField = (plan.groupBy ?? plan.key)?.field ?? assert.fail('no key');
  const expected = naiveTable(capture, plan, filter, window).map(({ key, cells }) =>
    text(
      toKeyCell(key, keyField),
      cells.map((cell, c) => (isCpu(plan.columns[c]) ? null : cell)),
    ),
  );
  assert.deepEqual(actual.sort(), expected.sort(), `${plan.view.id} where ${user} in ${window.from}…${window.to}`);
  return actual.length;
}

function isCpu(column: ColumnPlan | undefined): boolean {
  return column !== undefined && cpuPartOf(column.use) !== undefined;
}

function toKeyCell(key: Parameters<typeof toCell>[1], field: Parameters<typeof toCell>[0]): CellValue {
  return toCell(field, key);
}

const CASES = [
  {
    name: 'files',
    path: FILES_CAPTURE,
    events: 5000,
    users: ['evt.type in (openat, read)', 'proc.name = find', 'evt.arg.flags contains O_RDONLY'],
  },
  {
    name: 'shells',
    path: DEMO_CAPTURE,
    events: 6000,
    users: ['fd.type = file', 'evt.failed = true', 'not evt.arg.res exists'],
  },
  {
    name: 'containers',
    path: siblingCapture('containers.scap'),
    events: 20_000,
    users: ['container.id != host', 'fd.sport > 0'],
  },
  { name: 'web', path: siblingCapture('web.scap'), events: 8000, users: ['fd.cport > 1000', 'proc.name = nginx'] },
];

for (const { name, path, events, users } of CASES) {
  test(`views over ${name}`, { skip: path === undefined ? 'the capture is not there' : false }, () => {
    if (path === undefined) return;
    const capture = loaded(path, events);
    const { from, to } = capture.store.span();
    const middle = { from: from + (to - from) * 0.3, to: from + (to - from) * 0.6 };
    let rows = 0;
    for (const view of TABLES) {
      for (const containers of [false, true]) rows += check(capture, planOf(view.id, containers), '', EVERYTHING);
      rows += check(capture, planOf(view.id, false), '', middle);
      for (const user of users) rows += check(capture, planOf(view.id, false), user, EVERYTHING);
    }
    assert.ok(rows > 500, `${rows} rows compared`);
  });
}
