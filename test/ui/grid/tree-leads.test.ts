// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ColumnInfo, SnapshotRow } from '../../../src/engine/protocol/protocol.js';
import { treeLeads } from '../../../src/ui/grid/tree-leads.js';
import { glyphsFor } from '../../../src/ui/theme/glyphs.js';

function column(field: string, display: ColumnInfo['display'] = 'text'): ColumnInfo {
  return {
    name: field,
    title: field,
    field,
    description: '',
    width: 8,
    align: 'left',
    startsDescending: false,
    display,
    maximum: 0,
    total: null,
  };
}

function row(key: string, depth: number, descendants: number): SnapshotRow {
  return { key, keyValue: key, cells: [], alive: true, firstEvent: 0, depth, descendants };
}

const COLUMNS = [column('proc.pid', 'id'), column('user.name'), column('proc.exeline')];
const ROWS = [
  row('init', 0, 5),
  row('sshd', 1, 2),
  row('bash', 2, 1),
  row('vi', 3, 0),
  row('cron', 1, 1),
  row('job', 2, 0),
  row('lone', 0, 0),
];
const drawn = (rows: readonly SnapshotRow[], folded: readonly string[] = [], level: 'unicode' | 'ascii' = 'unicode') =>
  treeLeads(COLUMNS, rows, new Set(folded), glyphsFor(level))?.texts;

describe('the branches of a tree', () => {
  it('join parents and children', () => {
    assert.deepEqual(drawn(ROWS), ['▾ ', '├▾ ', '│ └▾ ', '│   └─ ', '└▾ ', '  └─ ', '']);
  });

  it('say how much is folded away', () => {
    const rows = [row('init', 0, 5), row('sshd', 1, 2), row('cron', 1, 1)];
    assert.deepEqual(drawn(rows, ['sshd', 'cron']), ['▾ ', '├▸(2) ', '└▸(1) ']);
  });

  it('have signs for every terminal', () => {
    assert.deepEqual(drawn(ROWS, [], 'ascii'), ['- ', '|- ', '| `- ', '|   `- ', '`- ', '  `- ', '']);
  });

  it('know of all children, also of some that follow each other deep down', () => {
    const rows = [row('a', 0, 3), row('b', 1, 0), row('c', 1, 0), row('d', 1, 0)];
    assert.deepEqual(drawn(rows), ['▾ ', '├─ ', '├─ ', '└─ ']);
  });

  it('are in the column that says what a row is', () => {
    assert.equal(treeLeads(COLUMNS, ROWS, new Set(), glyphsFor('unicode'))?.column, 2);
    const others = [column('proc.pid', 'id'), column('user.name')];
    assert.equal(treeLeads(others, ROWS, new Set(), glyphsFor('unicode'))?.column, 1);
    assert.equal(treeLeads([column('proc.pid', 'id')], ROWS, new Set(), glyphsFor('unicode')), undefined);
  });
});
