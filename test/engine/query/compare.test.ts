// SPDX-License-Identifier: Apache-2.0
// Two spans of one capture as one table: nothing is lost, nothing counted twice, and the differences are those of the sides.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compareTables } from '../../../src/engine/query/compare.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { OpenTable } from '../../../src/engine/session/open-table.js';
import { VIEWS } from '../../../src/views/index.js';
import { filterOf, loaded } from './loaded.js';

const capture = loaded(fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url)));
const MIDDLE = 3e9;
const BEFORE = { from: Number.NEGATIVE_INFINITY, to: MIDDLE };
const AFTER = { from: MIDDLE + 1, to: Number.POSITIVE_INFINITY };

function tableOf(id: string, window: { readonly from: number; readonly to: number }) {
  const view = VIEWS.find((other) => other.id === id) ?? assert.fail(id);
  const plan = planView(view, false);
  assert.ok(plan.ok);
  const filter = view.filter === undefined ? undefined : filterOf(view.filter);
  return new OpenTable(capture, plan.value, filter, { window, sort: undefined, text: '' }).table;
}

const sum = (values: readonly unknown[]): number =>
  values.reduce<number>((all, value) => all + (typeof value === 'number' ? value : 0), 0);

for (const [id, column] of [
  ['errors', 'COUNT'],
  ['files', 'OPS'],
  ['spawners', 'STARTED'],
  ['procs', 'FILE'],
] as const) {
  test(`${id} by ${column}`, () => {
    const [a, b] = [tableOf(id, BEFORE), tableOf(id, AFTER)];
    const measure = b.columns().findIndex(({ name }) => name === column);
    assert.ok(measure >= 0);
    const { rows, columns } = compareTables(a, b, measure);
    assert.ok(rows.length > 0 && columns.length >= 4);
    const side = (table: typeof a) => sum(table.rows(0, table.length).map(({ cells }) => cells[measure]));
    const column3 = (c: number) => sum(rows.map(({ cells }) => cells[c]));
    assert.ok(Math.abs(column3(1) - side(a)) < 1e-6 * (1 + side(a)), 'A');
    assert.ok(Math.abs(column3(2) - side(b)) < 1e-6 * (1 + side(b)), 'B');
    for (const { cells, change } of rows) {
      if (typeof cells[1] === 'number' && typeof cells[2] === 'number') assert.equal(cells[3], cells[2] - cells[1]);
      assert.equal(cells[0], change);
      assert.equal(cells[1] === null && change === 'new', change === 'new');
      assert.equal(cells[2] === null && change === 'gone', change === 'gone');
    }
    const sizes = rows.map(({ cells }) => Math.abs(Number(cells[3] ?? 0)));
    assert.deepEqual(
      sizes,
      [...sizes].sort((x, y) => y - x),
      'what changed most first',
    );
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length, 'each row once');
  });
}

test('processes of another run are matched by user and command, whatever their numbers', () => {
  const [a, b] = [tableOf('procs', BEFORE), tableOf('procs', AFTER)];
  const { rows, columns } = compareTables(a, b, 2);
  assert.ok(rows.every(({ key }) => !/^\d+$/.test(key)));
  assert.ok(columns.every(({ name }) => name !== 'PID'));
});
