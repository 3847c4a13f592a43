// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SnapshotRow, TableSnapshot } from '../../../src/engine/protocol/protocol.js';
import { VanishingRows } from '../../../src/ui/pages/vanishing-rows.js';

function snapshot(keys: string, extra: Partial<TableSnapshot> = {}): TableSnapshot {
  const rows = [...keys].map(
    (key): SnapshotRow => ({ key, keyValue: key, cells: [], alive: true, firstEvent: 0, depth: 0, descendants: 0 }),
  );
  return {
    kind: 'table',
    view: 'procs',
    columns: [],
    sort: { column: 0, descending: false },
    offset: 0,
    rows,
    total: rows.length,
    selectedIndex: -1,
    keyField: 'proc.pid',
    filter: '',
    matchedEvents: 0,
    window: { from: 0, to: 1 },
    latencyRecorded: true,
    queryTime: 0,
    ...extra,
  };
}

/** Keys, in small letters where the row has ended. */
const keys = (table: TableSnapshot): string =>
  table.rows.map((row) => (row.alive ? row.key : row.key.toLowerCase())).join('');

describe('rows that leave a table', () => {
  it('stay for two refreshes, marked as ended, where they were', () => {
    const rows = new VanishingRows();
    assert.equal(keys(rows.added(snapshot('ABCD'), true)), 'ABCD');
    const first = rows.added(snapshot('ACD'), true);
    assert.equal(keys(first), 'AbCD');
    assert.equal(first.total, 4);
    assert.equal(keys(rows.added(snapshot('CD'), true)), 'abCD');
    assert.equal(keys(rows.added(snapshot('CD'), true)), 'aCD');
    assert.equal(keys(rows.added(snapshot('CD'), true)), 'CD');
  });

  it('leave at once where they were marked before', () => {
    const rows = new VanishingRows();
    rows.added(snapshot('ABC'), true);
    const marked = snapshot('ABC');
    const b = marked.rows[1];
    assert.ok(b !== undefined);
    const ending = { ...marked, rows: marked.rows.map((row) => (row === b ? { ...row, alive: false } : row)) };
    assert.equal(keys(rows.added(ending, true)), 'AbC');
    assert.equal(keys(rows.added(snapshot('AC'), true)), 'AC');
  });

  it('do not age by questions of the screen, only by refreshes', () => {
    const rows = new VanishingRows();
    rows.added(snapshot('AB'), true);
    for (let i = 0; i < 9; i++) assert.equal(keys(rows.added(snapshot('A'), false)), 'Ab');
    rows.added(snapshot('A'), true);
    assert.equal(keys(rows.added(snapshot('A'), true)), 'Ab');
    assert.equal(keys(rows.added(snapshot('A'), true)), 'A');
  });

  it('come back to life', () => {
    const rows = new VanishingRows();
    rows.added(snapshot('AB'), true);
    assert.equal(keys(rows.added(snapshot('A'), true)), 'Ab');
    assert.equal(keys(rows.added(snapshot('AB'), true)), 'AB');
    assert.equal(keys(rows.added(snapshot('A'), true)), 'Ab');
  });

  it('count in no index of the engine', () => {
    const rows = new VanishingRows();
    rows.added(snapshot('ABCD'), true);
    rows.added(snapshot('ACD'), true);
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => rows.toEngine(i)),
      [0, 1, 1, 2],
    );
    assert.deepEqual(
      [-1, 0, 1, 2].map((i) => rows.toScreen(i)),
      [-1, 0, 2, 3],
    );
  });

  it('are not guessed where only a part of the table is here, nor in trees', () => {
    const rows = new VanishingRows();
    rows.added(snapshot('ABCD'), true);
    assert.equal(keys(rows.added(snapshot('AC', { total: 900 }), true)), 'AC');
    assert.equal(keys(rows.added(snapshot('A'), true)), 'A', 'what was not seen whole says nothing');
    rows.reset();
    assert.equal(keys(rows.added(snapshot('B'), true)), 'B');
  });
});
