// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ColumnInfo } from '../../../src/engine/protocol/protocol.js';
import { allInOrder, arrange, movedColumn, resizedColumn, toggledColumn } from '../../../src/ui/grid/arrangement.js';
import { boxOf, columnAt, layoutColumns } from '../../../src/ui/grid/column-layout.js';
import { VIEWS } from '../../../src/views/index.js';

const COLUMNS = ['A', 'B', 'C', 'D'].map((name) => ({ name }));

function column(name: string, width: number, display: ColumnInfo['display'] = 'text'): ColumnInfo {
  return {
    name,
    title: name,
    field: name,
    description: '',
    width,
    align: 'left',
    startsDescending: false,
    display,
    maximum: 0,
    total: null,
  };
}

describe('the arrangement of columns', () => {
  it('is the own of the view where nothing is set', () => {
    assert.deepEqual(arrange(COLUMNS, {}), { shown: [0, 1, 2, 3], widths: new Map() });
  });

  it('puts named columns first, leaves hidden ones out, and knows widths', () => {
    const { shown, widths } = arrange(COLUMNS, { order: ['C', 'A'], hidden: ['B'], widths: { D: 9 } });
    assert.deepEqual(shown, [2, 0, 3]);
    assert.deepEqual([...widths], [[3, 9]]);
  });

  it('takes no notice of names that are not there', () => {
    assert.deepEqual(arrange(COLUMNS, { order: ['X', 'B', 'B'], hidden: ['Y'], widths: { Z: 3 } }).shown, [1, 0, 2, 3]);
  });

  it('always shows something', () => {
    assert.deepEqual(arrange(COLUMNS, { hidden: ['A', 'B', 'C', 'D'] }).shown, [0]);
    assert.deepEqual(arrange([], {}).shown, []);
  });

  it('moves a column past the next one that is shown', () => {
    const moved = movedColumn(COLUMNS, { hidden: ['B'] }, 0, 1);
    assert.deepEqual(arrange(COLUMNS, moved).shown, [2, 0, 3]);
    assert.deepEqual(arrange(COLUMNS, { ...moved, hidden: [] }).shown, [1, 2, 0, 3]);
    assert.deepEqual(arrange(COLUMNS, movedColumn(COLUMNS, moved, 0, -1)).shown, [0, 2, 3]);
  });

  it('moves nothing beyond the ends, and forgets an order that is the own of the view', () => {
    const settings = {};
    assert.equal(movedColumn(COLUMNS, settings, 0, -1), settings);
    assert.equal(movedColumn(COLUMNS, settings, 3, 1), settings);
    const there = movedColumn(COLUMNS, settings, 1, 1);
    assert.deepEqual(there.order, ['A', 'C', 'B', 'D']);
    assert.deepEqual(movedColumn(COLUMNS, there, 1, -1).order, []);
  });

  it('hides, shows, resizes', () => {
    const hidden = toggledColumn(COLUMNS, {}, 2);
    assert.deepEqual(hidden.hidden, ['C']);
    assert.deepEqual(toggledColumn(COLUMNS, hidden, 2).hidden, []);
    assert.deepEqual(resizedColumn(COLUMNS, {}, 1, 12).widths, { B: 12 });
    assert.deepEqual(resizedColumn(COLUMNS, {}, 1, -5).widths, { B: 2 });
    assert.deepEqual(resizedColumn(COLUMNS, { widths: { A: 5, B: 7 } }, 1, undefined).widths, { A: 5 });
    assert.deepEqual(allInOrder(COLUMNS, { order: ['D'], hidden: ['A'] }), [3, 0, 1, 2]);
  });

  it('can name every column of every view: no two that are shown together have the same name', () => {
    for (const view of VIEWS) {
      for (const containers of [false, true]) {
        const names = view.columns
          .filter(({ when }) => when === undefined || (when === 'containers') === containers)
          .map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)], view.id);
      }
    }
  });
});

describe('the layout of arranged columns', () => {
  const columns = [column('PID', 7, 'id'), column('USER', 8), column('CMD', 0)];
  const titles = [3, 4, 3];
  const content = [5, 20, 30];

  it('is in the order of the arrangement, hidden columns nowhere', () => {
    const layout = layoutColumns(columns, titles, content, 60, arrange(columns, { order: ['CMD'], hidden: ['USER'] }));
    assert.deepEqual(layout.boxes, [
      { index: 2, x: 0, width: 52 },
      { index: 0, x: 53, width: 7 },
    ]);
    assert.equal(layout.total, 60);
    assert.equal(boxOf(layout, 1), undefined);
    assert.equal(columnAt(layout, 54, 0), 0);
  });

  it('keeps widths that were set, and gives the rest to the others', () => {
    const layout = layoutColumns(columns, titles, content, 60, arrange(columns, { widths: { USER: 3, CMD: 10 } }));
    assert.equal(boxOf(layout, 1)?.width, 3);
    assert.equal(boxOf(layout, 2)?.width, 10);
    const wide = layoutColumns(columns, titles, content, 60, arrange(columns, { widths: { USER: 30 } }));
    assert.equal(boxOf(wide, 1)?.width, 30);
    assert.equal(boxOf(wide, 2)?.width, 30);
  });
});
