// SPDX-License-Identifier: Apache-2.0
// A call is one call: counts and means per call, whatever else happened meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryCache } from '../../../src/engine/query/query-cache.js';
import { TableRun } from '../../../src/engine/query/table-query.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { VIEWS } from '../../../src/views/index.js';
import { CLONE, cloned } from '../state/clone-events.js';
import { World } from '../state/world.js';
import { filterOf } from './loaded.js';

const MS = 1e6;

/** Cells by key, as a total over the window where they are rates. */
function totals(world: World, id: string, column: string): Record<string, number> {
  const view = VIEWS.find((v) => v.id === id) ?? assert.fail(id);
  const planned = planView(view, false);
  const plan = planned.ok ? planned.value : assert.fail(planned.error);
  const filter = view.filter === undefined ? undefined : filterOf(view.filter);
  const data = new TableRun(world.capture, { plan, filter, window: EVERYTHING }, new QueryCache()).data();
  const at = plan.columns.findIndex((c) => c.column.name === column);
  const isRate = plan.columns[at]?.aggregate === 'TIME_AVG';
  const cells = data.cells[at] ?? assert.fail(column);
  const total = (row: number) => Number((Number(cells[row]) * (isRate ? data.seconds : 1)).toPrecision(6));
  return Object.fromEntries(data.keys.map((key, row) => [String(key), total(row)]));
}

/** 100 reads twice, 2 ms each, is switched out and gets a signal; starts a thread; fails to open; begins a read. */
function busy(): World {
  const world = new World().sampled().at(0);
  for (let i = 0; i < 2; i++) {
    world.enter(100, 'read', { fd: 0, size: 8 }).event(100, 'schedswitch_6_e', { next: 0 });
    world.wait(2 * MS - 2000).exit(100, 'read', { res: 8 });
  }
  world.event(1, 'signaldeliver_e', { spid: 1, dpid: 100, sig: 17 });
  world.enter(100, 'clone_20').exit(100, 'clone_20', cloned(500, 500, 100, 1, { flags: CLONE.THREAD }));
  world.exit(500, 'clone_20', cloned(0, 500, 100, 1, { flags: CLONE.THREAD }));
  world.enter(100, 'openat_2', { dirfd: -100 }).exit(100, 'openat_2', { fd: -2, dirfd: -100 });
  return world.pass(SECOND, { 1: 1, 100: 1, 200: 1 }).enter(100, 'read', { fd: 0, size: 8 });
}

const SECOND = 1e9;

test('calls count once, when they have ended; a new thread has made none', () => {
  const world = busy();
  assert.deepEqual(totals(world, 'syscalls', 'CALLS/S'), { clone: 1, openat: 1, read: 2 });
  assert.deepEqual(totals(world, 'syscall_procs', 'CALLS/S'), { 100: 4 });
  assert.deepEqual(totals(world, 'procs_cpu', 'SYSCALLS'), { 1: 0, 100: 4, 200: 0 });
  assert.deepEqual(totals(world, 'procs', 'CALLS'), { 1: 0, 100: 4, 200: 0 });
  assert.deepEqual(totals(world, 'procs', 'ERR'), { 1: 0, 100: 1, 200: 0 });
  assert.deepEqual(totals(world, 'errors', 'COUNT'), { ENOENT: 1 });
});

test('the mean time of a call is that of one call', () => {
  assert.equal(totals(busy(), 'syscalls', 'AVG TIME')['read'], 2 * MS);
  assert.equal(totals(busy(), 'syscalls', 'TOT TIME')['read'], 4 * MS);
});
