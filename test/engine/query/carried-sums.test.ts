// SPDX-License-Identifier: Apache-2.0
// thread.totexectime carries sums from event to event: beside sums that are rebuilt, forwards, backwards and with gaps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnReader } from '../../../src/engine/query/columns.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { findCapture, loadCapture } from '../../oracle/oracle-captures.js';

test('what a thread has had of the CPUs', async () => {
  const capture = await loadCapture(findCapture('shell.scap') ?? '');
  const view = new RowView(capture);
  const expected = new Map<number, number>();
  const totals = new Map<number, number>();
  for (let row = 0; row < capture.store.rows; row++) {
    view.moveToRow(row);
    if (view.kind.name !== 'switch' || view.thread === undefined) continue;
    const { tid } = view.thread;
    const ns = view.column('execTime');
    if (!Number.isNaN(ns)) totals.set(tid, (totals.get(tid) ?? 0) + ns);
    expected.set(row, totals.get(tid) ?? 0);
  }
  assert.ok(capture.store.chunks.length > 1, 'sums go across chunks');
  assert.ok(expected.size > 100 && [...expected.values()].some((ns) => ns > 1e6), `${expected.size} switches`);

  const rows = [...expected.keys()];
  const reader = columnReader(capture, 'execTimeTotal');
  const read = (row: number) => {
    const at = capture.store.locate(row);
    return at === undefined ? undefined : reader(at.chunk, at.index);
  };
  const orders = [
    rows,
    rows.filter((_, k) => k % 7 === 0),
    [...rows].reverse().slice(0, 20),
    [rows[9], rows[9], rows[3]],
  ];
  for (const order of orders)
    for (const row of order) assert.equal(read(row ?? 0), expected.get(row ?? 0), `row ${row}`);
});
