// SPDX-License-Identifier: Apache-2.0
// Sparklines add up to what the table says, go on where time was up, and keep what is over while the window moves.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { QueryCache } from '../../../src/engine/query/query-cache.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { Trend } from '../../../src/engine/query/trend.js';
import { trendColumn } from '../../../src/engine/query/trend-column.js';
import { planView, type ViewPlan } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO } from '../../fixtures/program-file.js';
import { loaded } from './loaded.js';

const NEVER = Number.POSITIVE_INFINITY;
const CAPTURE = loaded(DEMO);

function planOf(id: string): ViewPlan {
  const view = VIEWS.find((v) => v.id === id) ?? assert.fail(id);
  const plan = planView(view, false);
  return plan.ok ? plan.value : assert.fail(plan.error);
}

function columnOf(plan: ViewPlan, name: string): number {
  return plan.columns.findIndex(({ column }) => column.name === name);
}

function trendOf(plan: ViewPlan, filter = undefined): Trend {
  return new Trend(CAPTURE, { plan, filter }, new QueryCache());
}

/** Row keys with the number of a column. */
function tableOf(plan: ViewPlan, column: number, window: TimeWindow): Map<string, number> {
  const { keys, cells } = runTableQuery(CAPTURE, { plan, filter: undefined, window });
  return new Map(keys.map((key, row) => [String(key), Number((cells[column] ?? [])[row])]));
}

describe('trends', () => {
  it('add up to the table: sums and rates, of groups and of groups of groups', () => {
    for (const [view, name] of [
      ['procs', 'CALLS'],
      ['files', 'OPS'],
      ['syscalls', 'CALLS/S'],
    ] as const) {
      const plan = planOf(view);
      const column = columnOf(plan, name);
      const table = tableOf(plan, column, EVERYTHING);
      const seconds = (CAPTURE.store.span().to - CAPTURE.store.span().from) / 1e9;
      const keys = [...table.keys()];
      const read = trendOf(plan).read({ window: EVERYTHING, sort: column, keys, points: 10, deadline: NEVER });
      assert.ok(read?.complete === true && read.column === column);
      assert.ok(read.rows.length > 3 && (read.rows[0]?.length ?? 0) >= 8, 'so many stretches');
      const { from, to } = CAPTURE.store.span();
      const ends = read.rows[0]?.map((_, i) => (Math.floor(from / read.step) + i) * read.step) ?? [];
      const sums = read.rows.map((values) =>
        values.reduce<number>((all, value, i) => {
          const start = ends[i] ?? 0;
          const held = Math.min(to, start + read.step - 1) - Math.max(from, start);
          return all + (value ?? 0) * (held / 1e9);
        }, 0),
      );
      // The last stretch is left out where it has only begun.
      const isRate = plan.columns[column]?.aggregate === 'TIME_AVG';
      const wholes = keys.map((key) => (table.get(key) ?? 0) * (isRate ? seconds : 1));
      for (const [row, sum] of sums.entries())
        assert.ok(sum <= (wholes[row] ?? 0) * 1.001 + 0.01, `${view} ${keys[row]}`);
      const [all, whole] = [sums, wholes].map((list) => list.reduce((a, b) => a + b, 0));
      assert.ok((all ?? 0) > 0.9 * (whole ?? 0), `${view}: ${all} of ${whole}`);
    }
  });

  it('go on where time was up', () => {
    const plan = planOf('procs');
    const sort = columnOf(plan, 'CALLS');
    const keys = [...tableOf(plan, sort, EVERYTHING).keys()];
    const request = { window: EVERYTHING, sort, keys, points: 10 };
    const whole = trendOf(plan).read({ ...request, deadline: NEVER });
    const trend = trendOf(plan);
    assert.equal(trend.read({ ...request, deadline: 0 })?.complete, false);
    let read = trend.read({ ...request, deadline: performance.now() + 1 });
    for (let tries = 0; read?.complete !== true && tries < 1000; tries++) {
      read = trend.read({ ...request, deadline: performance.now() + 1 });
    }
    assert.deepEqual(read?.rows, whole?.rows);
  });

  it('keep what is over while the window moves', () => {
    const plan = planOf('procs');
    const sort = columnOf(plan, 'CALLS');
    const keys = [...tableOf(plan, sort, EVERYTHING).keys()];
    const { from } = CAPTURE.store.span();
    const trend = trendOf(plan);
    const request = { sort, keys, points: 8, deadline: NEVER };
    const first = trend.read({ ...request, window: { from, to: from + 2e9 } });
    const step = first?.step ?? 0;
    const later = trend.read({ ...request, window: { from: from + step, to: from + step + 2e9 } });
    assert.equal(later?.step, step, 'the same stretches');
    const settled = (first?.rows[0]?.length ?? 0) - 2;
    for (const [row, values] of (later?.rows ?? []).entries()) {
      assert.deepEqual(values.slice(0, settled - 1), first?.rows[row]?.slice(1, settled));
    }
  });

  it('follow the column that the table is sorted by, else CPU, calls or bytes', () => {
    const plan = planOf('procs');
    assert.equal(trendColumn(plan, columnOf(plan, 'RES')), columnOf(plan, 'RES'));
    assert.equal(trendColumn(plan, columnOf(plan, 'PID')), columnOf(plan, 'CPU'));
    assert.equal(trendColumn(plan, columnOf(plan, 'Command')), columnOf(plan, 'CPU'));
    const shells = planOf('netstat');
    assert.equal(trendColumn(shells, 0), undefined);
  });
});
