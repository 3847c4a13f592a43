// SPDX-License-Identifier: Apache-2.0
// Whole chunks are added up by cells (chunk-cells.ts), others by rows: a table says the same either way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import type { CellCache } from '../../../src/engine/query/cell-cache.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { QueryCache } from '../../../src/engine/query/query-cache.js';
import { tableSource } from '../../../src/engine/query/table.js';
import { runTableQuery, type TableQuery } from '../../../src/engine/query/table-query.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { VIEWS } from '../../../src/views/index.js';
import { FILES_CAPTURE } from '../scap/capture-files.js';
import { filterOf, loaded } from './loaded.js';

const TABLES = VIEWS.filter((view) => view.key !== undefined);
/** About threads, kinds and types of fds, which cells answer, and about what they do not. */
const FILTERS = [
  '',
  'proc.name contains s',
  'evt.type in (read, write, openat, switch)',
  'fd.type = file or fd.type = ipv4',
  'not fd.type = pipe and user.uid = 0',
  'fd.name contains /',
];

/** Counts the chunks that it has cells of, or answers that there are none. */
class CountedCells extends QueryCache {
  taken = 0;

  constructor(hasCells: boolean) {
    super();
    const none: Pick<CellCache, 'of' | 'slicesOf'> = { of: () => undefined, slicesOf: () => NO_SLICES };
    const { of } = this.cells;
    this.cells.of = (capture, packed) => {
      const cells = hasCells ? of.call(this.cells, capture, packed) : none.of(capture, packed);
      if (cells !== undefined) this.taken++;
      return cells;
    };
    if (!hasCells) this.cells.slicesOf = none.slicesOf;
  }
}

/** Lie within no stretch of time. */
const NO_SLICES = {
  samples: new Uint16Array(0),
  version: new Uint16Array(0),
  ns: new Float64Array(0),
  first: new Uint16Array(0),
  from: Number.NaN,
  to: Number.NaN,
  shift: 0,
};

function rounded(_: string, cell: unknown): unknown {
  if (typeof cell === 'bigint') return `${cell}n`;
  return typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(9)) : cell;
}

function rowsOf(capture: Capture, query: TableQuery, cache: QueryCache): string[] {
  const data = runTableQuery(capture, query, cache);
  const source = tableSource(data, kinship(capture, query.window));
  const columns = data.plan.columns.map((_, c) => c);
  const rows = Array.from({ length: source.length }, (_, row) => {
    const cells = columns.map((c) => source.cell(row, c));
    return JSON.stringify([source.keyValue(row), source.firstEvent(row), ...cells], rounded);
  });
  return [String(data.matchedEvents), ...rows.sort()];
}

function queriesOf(user: string, window: TableQuery['window']): readonly TableQuery[] {
  return TABLES.map((view) => {
    const plan = planView(view, false);
    const parts = [view.filter ?? '', user].filter((part) => part !== '').map((part) => `(${part})`);
    const filter = parts.length === 0 ? undefined : filterOf(parts.join(' and '));
    return { plan: plan.ok ? plan.value : assert.fail(plan.error), filter, window };
  });
}

test('cells say what rows say', () => {
  const capture = loaded(FILES_CAPTURE);
  for (const chunk of capture.store.chunks) chunk.seal((bytes) => new ArrayBuffer(bytes));
  const { from, to } = capture.store.span();
  const middle = { from: from + (to - from) * 0.01, to: to - (to - from) * 0.01 };
  const [withCells, without] = [new CountedCells(true), new CountedCells(false)];
  const cases = [...FILTERS.map((user) => ({ user, window: EVERYTHING })), { user: '', window: middle }];
  for (const { user, window } of cases) {
    for (const query of queriesOf(user, window)) {
      const expected = rowsOf(capture, query, without);
      assert.deepEqual(rowsOf(capture, query, withCells), expected, `${query.plan.view.id} where ${user}`);
    }
  }
  assert.ok(withCells.taken > 30, `${withCells.taken} chunks were taken by cells`);
  assert.equal(without.taken, 0);
});
