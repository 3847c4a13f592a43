// SPDX-License-Identifier: Apache-2.0
// A table that goes on as its capture grows says what one says that is computed over all of it: every view, with rows that
// come in pieces of any length, before and after chunks are packed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { QueryCache } from '../../../src/engine/query/query-cache.js';
import { tableSource } from '../../../src/engine/query/table.js';
import type { TableData } from '../../../src/engine/query/table-data.js';
import { runTableQuery, type TableQuery, TableRun } from '../../../src/engine/query/table-query.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes } from '../scap/capture-files.js';
import { filterOf } from './loaded.js';

const TABLES = VIEWS.filter((view) => view.key !== undefined);

function queriesOf(window: TableQuery['window']): readonly TableQuery[] {
  return TABLES.map((view) => {
    const plan = planView(view, false);
    const filter = view.filter === undefined ? undefined : filterOf(view.filter);
    return { plan: plan.ok ? plan.value : assert.fail(plan.error), filter, window };
  });
}

/** Rows as texts, in an order of their own: numbers that were added up in another order differ in their last bits. */
function textsOf(capture: Capture, data: TableData, window: TableQuery['window']): string[] {
  const source = tableSource(data, kinship(capture, window));
  const rounded = (_: string, cell: unknown): unknown => {
    if (typeof cell === 'bigint') return `${cell}n`;
    return typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(9)) : cell;
  };
  const columns = data.plan.columns.map((_, c) => c);
  return Array.from({ length: source.length }, (_, row) => {
    const cells = columns.map((c) => source.cell(row, c));
    return JSON.stringify([source.keyValue(row), source.firstEvent(row), ...cells], rounded);
  }).sort();
}

function newCapture(): Capture {
  return new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
}

for (const path of [FILES_CAPTURE, DEMO_CAPTURE]) {
  for (const [name, window] of [
    ['everything', EVERYTHING],
    ['a window', { from: 2e8, to: 9e9 }],
  ] as const) {
    test(`${path.split('/').at(-1)}, ${name}`, () => {
      const bytes = plainBytes(path);
      const queries = queriesOf(window);
      const whole = newCapture();
      whole.feed(bytes);
      whole.end();
      const grown = newCapture();
      const cache = new QueryCache();
      const runs = queries.map((query) => new TableRun(grown, query, cache));
      // Thirds, and a little more: the last piece begins within a chunk.
      for (const end of [0.001, 0.3, 0.301, 0.7, 0.9, 1].map((part) => Math.floor(part * bytes.length))) {
        grown.feed(bytes.slice(grown.raw.memoryBytes, end));
        for (const run of runs) run.data();
      }
      grown.end();
      for (const [k, run] of runs.entries()) {
        const query = queries[k] ?? assert.fail();
        const expected = textsOf(whole, runTableQuery(whole, query), window);
        assert.deepEqual(textsOf(grown, run.data(), window), expected, query.plan.view.id);
      }
    });
  }
}
