// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CellValue, ColumnInfo, SnapshotRow } from '../../../src/engine/protocol/protocol.js';
import { safeText } from '../../../src/ui/safe-text.js';
import { formatOfName, type TableContent, tableText } from '../../../src/ui/save/table-file.js';
import { HOSTILE_NAMES } from '../hostile-names.js';

function column(name: string, display: ColumnInfo['display'] = 'text', title = name): ColumnInfo {
  return {
    name,
    title,
    field: `f.${name}`,
    description: '',
    width: 8,
    align: 'left',
    startsDescending: false,
    display,
    maximum: 0,
    total: null,
  };
}

function content(columns: readonly ColumnInfo[], rows: readonly (readonly CellValue[])[]): TableContent {
  return {
    columns,
    shown: columns.map((_, i) => i),
    rows: rows.map(
      (cells, i): SnapshotRow => ({
        key: `k${i}`,
        keyValue: i,
        cells,
        alive: true,
        firstEvent: 0,
        depth: 0,
        descendants: 0,
      }),
    ),
    context: { baseTime: 1_506_127_469_900_000_000n },
  };
}

const COLUMNS = [column('PID', 'id'), column('NET', 'rate-bytes', 'NET/s'), column('TIME', 'time'), column('CMD')];
const ROWS = [
  [4121, 1234.5678901, 1_500_000_000, 'nginx: worker, "x"'],
  [7, null, 1_506_127_469_900_000_001n, ''],
] as const;

describe('a table as a file', () => {
  it('is what the name says', () => {
    assert.deepEqual(['a.csv', 'b.TSV', '/x.y/c.json', 'd.jsonl', 'e.txt', 'f', 'csv'].map(formatOfName), [
      'csv',
      'tsv',
      'json',
      'jsonl',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is CSV with whole numbers, times in UTC, and nothing where nothing is known', () => {
    assert.equal(
      tableText(content(COLUMNS, ROWS), 'csv'),
      [
        'PID,NET/s,TIME,CMD',
        '4121,1234.5678901,2017-09-23T00:44:31.400000000Z,"nginx: worker, ""x"""',
        '7,,2017-09-23T00:44:29.900000001Z,',
        '',
      ].join('\n'),
    );
  });

  it('is TSV without quotes', () => {
    assert.equal(
      tableText(content(COLUMNS, ROWS), 'tsv').split('\n')[1],
      '4121\t1234.5678901\t2017-09-23T00:44:31.400000000Z\tnginx: worker, "x"',
    );
  });

  it('is JSON with the names that --json uses, and null where nothing is known', () => {
    const twice = [column('A'), column('A')];
    assert.deepEqual(JSON.parse(tableText(content(twice, [['x', 'y']]), 'json')), [{ key: 'k0', A: 'x', 'f.A': 'y' }]);
    const lines = tableText(content(COLUMNS, ROWS), 'jsonl').trimEnd().split('\n');
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      key: 'k0',
      PID: 4121,
      NET: 1234.5678901,
      TIME: 1_500_000_000,
      CMD: 'nginx: worker, "x"',
    });
    assert.equal(JSON.parse(lines[1] ?? '').NET, null);
    assert.ok(lines[1]?.includes('"TIME":1506127469900000001'), 'no digit of a large number is lost');
    assert.deepEqual(JSON.parse(tableText(content(COLUMNS, []), 'json')), []);
  });

  it('has the columns that are shown, in their order', () => {
    const table = { ...content(COLUMNS, ROWS), shown: [3, 0] };
    assert.equal(tableText(table, 'tsv').split('\n')[0], 'CMD\tPID');
    assert.deepEqual(Object.keys(JSON.parse(tableText(table, 'jsonl').split('\n')[0] ?? '')), ['key', 'CMD', 'PID']);
  });

  it('holds no formula for a spreadsheet', () => {
    const names = ['=1+1', '+1', '-1', '@SUM(A1)', '=cmd|"/c calc"!A1', '＝1', '\t=1', 'a=1'];
    const cells = tableText(
      content(
        [column('CMD')],
        names.map((name) => [name]),
      ),
      'tsv',
    )
      .trimEnd()
      .split('\n')
      .slice(1);
    assert.deepEqual(cells, ["'=1+1", "'+1", "'-1", "'@SUM(A1)", '\'=cmd|"/c calc"!A1', "'＝1", '␉=1', 'a=1']);
    const numbers = tableText(content([column('N', 'count')], [[-5]]), 'csv');
    assert.equal(numbers, 'N\n-5\n', 'a number stays one');
  });

  it('holds no byte that acts on a terminal, and loses none in JSON', () => {
    const name = fc.oneof(
      fc.constantFrom(...HOSTILE_NAMES),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const table = content(
          [column('CMD')],
          names.map((text) => [text]),
        );
        for (const format of ['csv', 'tsv', 'json', 'jsonl'] as const) {
          for (const line of tableText(table, format).split('\n')) {
            const shown = format === 'tsv' ? line.replaceAll('\t', ' ') : line;
            if (format.startsWith('json')) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
            else assert.equal(safeText(shown), shown);
          }
        }
        const back: unknown = JSON.parse(tableText(table, 'json'));
        assert.deepEqual(
          back,
          names.map((text, i) => ({ key: `k${i}`, CMD: text })),
        );
        assert.equal(tableText(table, 'tsv').split('\n').length, names.length + 2, 'a line is a row');
      }),
    );
  });
});
