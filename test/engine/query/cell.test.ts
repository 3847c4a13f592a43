// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnAlign, columnDisplay } from '../../../src/engine/query/cell.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { VIEWS } from '../../../src/views/index.js';

test('what is added up is a number, at the right edge of its column, whatever it is made of', () => {
  let summed = 0;
  for (const view of VIEWS) {
    const plan = planView(view, false);
    assert.ok(plan.ok, view.id);
    for (const column of plan.value.columns.filter(({ isNumeric }) => isNumeric)) {
      assert.equal(columnAlign(columnDisplay(column)), 'right', `${view.id}: ${column.column.name}`);
      summed++;
    }
  }
  assert.ok(summed > 50, `${summed} columns`);
});
