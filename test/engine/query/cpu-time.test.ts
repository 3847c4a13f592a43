// SPDX-License-Identifier: Apache-2.0
// CPU of a table is CPU time by the length of the window: of samples in passes, of samples without, of scheduler switches.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import type { CellValue, TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { QueryCache } from '../../../src/engine/query/query-cache.js';
import { StreamTable } from '../../../src/engine/query/stream-table.js';
import { Table, tableSource } from '../../../src/engine/query/table.js';
import type { TableData } from '../../../src/engine/query/table-data.js';
import { TableRun } from '../../../src/engine/query/table-query.js';
import { planView, type ViewPlan } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { VIEWS } from '../../../src/views/index.js';
import { CLONE, cloned } from '../state/clone-events.js';
import { World } from '../state/world.js';
import { filterOf } from './loaded.js';

const SECOND = 1e9;

function planOf(id: string): ViewPlan {
  const view = VIEWS.find((v) => v.id === id) ?? assert.fail(id);
  const plan = planView(view, false);
  return plan.ok ? plan.value : assert.fail(plan.error);
}

/** A column of a table by the key of its rows; NaN is null. */
function cells(data: TableData, column: string): Record<string, CellValue> {
  const at = data.plan.columns.findIndex((c) => c.column.name === column);
  const numbers = data.cells[at] ?? assert.fail(column);
  return Object.fromEntries(
    data.keys.map((key, row) => {
      const number = Number(numbers[row]);
      return [String(key), Number.isNaN(number) ? null : Number(number.toPrecision(9))];
    }),
  );
}

interface Question {
  readonly view?: string;
  readonly column?: string;
  readonly filter?: string;
  readonly window?: TimeWindow;
}

function cpuOf(capture: Capture, question: Question = {}): Record<string, CellValue> {
  const { view = 'procs', column = 'CPU', filter, window = EVERYTHING } = question;
  const query = { plan: planOf(view), filter: filter === undefined ? undefined : filterOf(filter), window };
  const run = new TableRun(capture, query, new QueryCache());
  return cells(run.data(), column);
}

/** Process 200 spins; 100 starts a thread of 0.1 s in each second, which ends before the next pass. */
function spinning(seconds: number): World {
  const world = new World().sampled().pass(0, { 1: 5, 100: 1000, 200: 3000 });
  for (let s = 1; s <= seconds; s++) {
    const tid = 500 + s;
    world.at((s - 0.9) * SECOND);
    world.exit(tid, 'clone_20', cloned(0, tid, 100, 1, { flags: CLONE.THREAD }));
    world.at((s - 0.5) * SECOND).cpuSample(tid, 10, 0);
    world.event(tid, 'procexit_1_e', { status: 0, ret: 0, sig: 0, core: 0, reaper_tid: 0 });
    world.pass(s * SECOND, { 100: 1000 + s, 200: 3000 + 100 * s });
  }
  return world;
}

suite('CPU by samples in passes', () => {
  test('is that of all threads, ended ones included, by the length of the window', () => {
    const { capture } = spinning(10);
    assert.deepEqual(cpuOf(capture), { 1: 0, 100: 11, 200: 100 });
  });

  test('windows cover whole passes', () => {
    const { capture } = spinning(10);
    for (const from of [2, 2.3, 2.9]) {
      const window = { from: from * SECOND, to: (from + 5) * SECOND };
      assert.deepEqual(cpuOf(capture, { window }), { 1: 0, 100: 11, 200: 100 }, `from ${from} s`);
    }
    const short = { from: 2.2 * SECOND, to: 2.3 * SECOND };
    assert.deepEqual(cpuOf(capture, { window: short }), { 1: 0, 100: 11, 200: 100 });
    const late = { from: 10 * SECOND, to: 10.5 * SECOND };
    assert.deepEqual(cpuOf(capture, { window: late }), { 1: 0, 100: 11, 200: 100 });
  });

  test('threads have theirs', () => {
    const { capture } = spinning(2);
    assert.deepEqual(cpuOf(capture, { view: 'threads' }), { 1: 0, 100: 1, 101: 0, 200: 100, 501: 5, 502: 5 });
  });

  test('a thread that has ended has its last sample a moment later', () => {
    const world = spinning(3);
    world.at(3.2 * SECOND).exit(600, 'clone_20', cloned(0, 600, 100, 1, { flags: CLONE.THREAD }));
    world.at(3.3 * SECOND).cpuSample(600, 1, 0);
    world.event(600, 'procexit_1_e', { status: 0, ret: 0, sig: 0, core: 0, reaper_tid: 0 }).tick();
    world.at(3.4 * SECOND).cpuSample(600, 30, 0);
    world.pass(4 * SECOND, { 100: 1004, 200: 3400 });
    const window = { from: 3 * SECOND, to: 4 * SECOND };
    assert.deepEqual(cpuOf(world.capture, { window }), { 1: 0, 100: 31, 200: 100 });
    const threads = cpuOf(world.capture, { view: 'threads', window });
    assert.equal(threads['600'], 30);
  });

  test('a sample of a number that nobody has had for long is of nobody', () => {
    const world = spinning(3);
    world.at(5 * SECOND).cpuSample(501, 90, 0);
    world.pass(6 * SECOND, { 100: 1004, 200: 3400 });
    assert.equal(cpuOf(world.capture)['100'], Number((34 / 6).toPrecision(9)));
  });

  test('a filter on events does not change it, one on threads does', () => {
    const world = spinning(3);
    world.at(2.5 * SECOND).exit(100, 'getcwd', { res: -2 });
    const { capture } = world;
    assert.deepEqual(cpuOf(capture, { filter: 'evt.type = getcwd' }), { 100: 11 });
    assert.deepEqual(cpuOf(capture, { filter: 'proc.name = server' }), { 200: 100 });
  });

  test('nothing is known before the second pass', () => {
    const { capture } = new World()
      .sampled()
      .pass(0, { 1: 5, 200: 7 })
      .at(SECOND / 2)
      .tick();
    assert.deepEqual(cpuOf(capture), { 1: null, 100: null, 200: null });
  });

  test('what ran after the last pass is not shown as 0', () => {
    const world = spinning(2).at(2.1 * SECOND);
    world
      .exit(700, 'clone_20', cloned(0, 700, 700, 1))
      .at(2.3 * SECOND)
      .cpuSample(700, 20, 0);
    assert.equal(cpuOf(world.capture)['700'], null);
    world.pass(3 * SECOND, { 100: 1003, 200: 3300 });
    assert.equal(cpuOf(world.capture)['700'], Number((20 / 3).toPrecision(9)));
  });

  test('a table that goes on shows what a new one does', () => {
    const world = new World().sampled().pass(0, { 1: 0, 100: 0, 200: 0 });
    const run = new TableRun(
      world.capture,
      { plan: planOf('procs'), filter: undefined, window: EVERYTHING },
      new QueryCache(),
    );
    for (let s = 1; s <= 4; s++) {
      world.at((s - 0.5) * SECOND).tick(200);
      assert.deepEqual(cells(run.data(), 'CPU'), cpuOf(world.capture));
      world.pass(s * SECOND, { 100: 3 * s, 200: 80 * s });
      assert.deepEqual(cells(run.data(), 'CPU'), { 1: 0, 100: 3, 200: 80 });
    }
  });

  test('a stream that is not kept gives the same', () => {
    const { capture } = new World().sampled();
    const source = spinning(8).bytes();
    const other = new World();
    const table = new StreamTable(other.capture, planOf('procs'), undefined, EVERYTHING);
    assert.equal(capture.defect, undefined);
    const rest = source.subarray(other.bytes().length);
    for (let at = 0; at < rest.length; at += 500) {
      other.capture.feed(rest.subarray(at, at + 500));
      table.take();
      other.capture.drain(0);
    }
    assert.deepEqual(cells(table.finish(), 'CPU'), { 1: 0, 100: 11, 200: 100 });
  });
});

suite('CPU of other captures', () => {
  test('samples of each thread by itself count, and what has none is unknown', () => {
    const world = new World();
    for (let s = 0; s <= 4; s++) world.at(s * SECOND).cpuSample(200, 50 * s, 0);
    const { 1: idle, 200: busy } = cpuOf(world.capture);
    assert.equal(idle, null);
    assert.ok(typeof busy === 'number' && Math.abs(busy - 50) < 0.001, String(busy));
  });

  test('scheduler switches serve where there are no samples, whatever the number of the core', () => {
    const world = new World().at(0).event(1, 'schedswitch_6_e', { next: 200 });
    world.at(0.1 * SECOND).event(0, 'schedswitch_6_e', { next: 100 });
    world.at(0.5 * SECOND).event(200, 'schedswitch_6_e', { next: 0 });
    world.at(0.9 * SECOND).event(100, 'schedswitch_6_e', { next: 0 });
    world.at(SECOND).tick();
    assert.deepEqual(cpuOf(world.capture), { 1: 0, 100: 80, 200: 50 });
    const window = { from: 0.4 * SECOND, to: 0.8 * SECOND };
    assert.deepEqual(cpuOf(world.capture, { window }), { 1: 0, 100: 100, 200: 25 });
    assert.deepEqual(cpuOf(world.capture, { view: 'procs_cpu', column: 'USER' }), { 1: null, 100: null, 200: null });
  });

  test('with neither it is unknown', () => {
    const { capture } = new World().tick().wait(SECOND).tick();
    assert.deepEqual(cpuOf(capture), { 1: null, 100: null, 200: null });
  });
});

function tableOf(world: World, sort: string): Table {
  const plan = planOf('procs');
  const query = { plan, filter: undefined, window: EVERYTHING };
  const data = new TableRun(world.capture, query, new QueryCache()).data();
  const column = plan.columns.findIndex((c) => c.column.name === sort);
  const source = tableSource(data, kinship(world.capture, EVERYTHING));
  return new Table(source, { column, descending: true }, '');
}

const keys = (table: Table) => table.rows(0, 10).map(({ key }) => key);

suite('tables by CPU', () => {
  test('without CPU go by calls, and say so', () => {
    const world = new World().at(0);
    for (let i = 0; i < 3; i++) world.tick(200);
    const table = tableOf(world.tick(1).at(SECOND).tick(1), 'CPU');
    assert.deepEqual(keys(table), ['200', '1', '100']);
    const columns = table.columns();
    assert.equal(columns[table.sort.column]?.name, 'CALLS');
    const cpu = columns.find(({ name }) => name === 'CPU');
    assert.deepEqual([cpu?.total, cpu?.most], [Number.NaN, 200]);
  });

  test('have what is unknown at the end, and a sum that the cores can have', () => {
    const world = spinning(2).at(2.1 * SECOND);
    world
      .exit(700, 'clone_20', cloned(0, 700, 700, 1))
      .at(2.3 * SECOND)
      .cpuSample(700, 20, 0);
    const table = tableOf(world, 'CPU');
    assert.deepEqual(keys(table), ['200', '100', '1', '700']);
    assert.equal(Math.round(table.columns().find(({ name }) => name === 'CPU')?.total ?? 0), 111);
  });
});
