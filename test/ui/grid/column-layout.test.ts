// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CellDisplay, ColumnInfo } from '../../../src/engine/protocol/protocol.js';
import { columnAt, layoutColumns, maxSkip, skipFor } from '../../../src/ui/grid/column-layout.js';

function column(width: number, display: CellDisplay = 'text'): ColumnInfo {
  return {
    name: 'C',
    title: 'C',
    field: 'a.b',
    description: '',
    width,
    align: 'left',
    startsDescending: false,
    display,
    maximum: 0,
    total: null,
  };
}

const widths = (layout: { boxes: readonly { width: number }[] }): number[] => layout.boxes.map((box) => box.width);

describe('layoutColumns', () => {
  it('gives the rest of the line to a last column of width 0', () => {
    const layout = layoutColumns([column(5), column(7), column(0)], [1, 1, 7], [2, 2, 20], 60);
    assert.deepEqual(widths(layout), [5, 7, 60 - 14]);
    assert.deepEqual(
      layout.boxes.map((box) => box.x),
      [0, 6, 14],
    );
    assert.equal(layout.total, 60);
  });

  it('leaves a column out that yields where the line has no room for it', () => {
    const columns = [column(5), { ...column(10), yields: 1 }, column(0)];
    const shown = (available: number) =>
      layoutColumns(columns, [1, 1, 1], [5, 10, 5], available).boxes.map((b) => b.index);
    assert.deepEqual(shown(60), [0, 1, 2]);
    assert.deepEqual(shown(36), [0, 2]);
  });

  it('leaves the columns with the highest number out first, but not the one that the table is sorted by', () => {
    const columns = [column(5), { ...column(10), yields: 2 }, { ...column(8), yields: 1 }, column(0)];
    const shown = (available: number, kept?: number) => {
      const arrangement = {
        shown: [0, 1, 2, 3],
        widths: new Map<number, number>(),
        ...(kept === undefined ? {} : { kept }),
      };
      return layoutColumns(columns, [1, 1, 1, 1], [5, 10, 8, 5], available, arrangement).boxes.map((b) => b.index);
    };
    assert.deepEqual(shown(50), [0, 1, 2, 3]);
    assert.deepEqual(shown(49), [0, 2, 3]);
    assert.deepEqual(shown(38), [0, 3]);
    assert.deepEqual(shown(38, 1), [0, 1, 3]);
  });

  it('cuts long texts before the one at the end has less than it wants', () => {
    const columns = [column(5), column(40), column(0)];
    const layout = layoutColumns(columns, [1, 4, 7], [5, 40, 50], 60);
    assert.deepEqual(widths(layout).slice(0, 2), [5, 60 - 24 - 7]);
  });

  it('lets the last column be scrolled where its texts are longer than the rest', () => {
    const layout = layoutColumns([column(5), column(0)], [1, 1], [5, 100], 40);
    assert.equal(layout.total, 106);
    assert.equal(maxSkip(layout, 40), 66);
  });

  it('never cuts a number or a title, and keeps a cell for the sort mark', () => {
    const layout = layoutColumns([column(4, 'id'), column(3, 'bytes')], [3, 8], [7, 5], 80);
    assert.deepEqual(widths(layout), [7, 9]);
  });

  it('takes from columns what they do not need where the line is too short', () => {
    const columns = [column(7, 'id'), column(12), column(9, 'bytes'), column(0)];
    const layout = layoutColumns(columns, [3, 4, 3, 7], [5, 8, 6, 60], 40);
    assert.deepEqual(widths(layout).slice(0, 3), [5, 8, 6]);
    assert.equal(layout.boxes[3]?.x, 22);
    const wide = layoutColumns(columns, [3, 4, 3, 7], [5, 8, 6, 60], 60);
    assert.deepEqual(widths(wide).slice(0, 3), [7, 12, 9]);
    const between = layoutColumns(columns, [3, 4, 3, 7], [5, 8, 6, 60], 53);
    assert.equal(between.boxes[3]?.x, 53 - 24);
  });

  it('shares what is left among texts, the last first', () => {
    const layout = layoutColumns([column(5), column(5)], [1, 1], [9, 12], 20);
    assert.deepEqual(widths(layout), [7, 12]);
  });

  it('finds the column under a cell, scrolled or not', () => {
    const layout = layoutColumns([column(5, 'id'), column(7, 'id'), column(0)], [1, 1, 1], [1, 1, 1], 60);
    assert.equal(columnAt(layout, 0, 0), 0);
    assert.equal(columnAt(layout, 5, 0), 0);
    assert.equal(columnAt(layout, 6, 0), 1);
    assert.equal(columnAt(layout, 0, 6), 1);
    assert.equal(columnAt(layout, 500, 0), undefined);
  });

  it('scrolls just far enough to show a column', () => {
    const layout = layoutColumns([column(10, 'id'), column(10, 'id'), column(10, 'id')], [1, 1, 1], [10, 10, 10], 15);
    assert.equal(skipFor(layout, 1, 0, 15), 6);
    assert.equal(skipFor(layout, 2, 6, 15), 17);
    assert.equal(skipFor(layout, 0, 17, 15), 0);
    assert.equal(skipFor(layout, 1, 11, 15), 11);
  });
});
