// SPDX-License-Identifier: Apache-2.0
// How threads and processes end, and who gets their children.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLONE, cloned } from './clone-events.js';
import { listed, USUAL, World } from './world.js';

const exitParams = (reaper?: number) => ({
  status: 0,
  ret: 0,
  sig: 0,
  core: 0,
  ...(reaper === undefined ? {} : { reaper_tid: reaper }),
});

/** 100 → 500 → 501 → 502. */
function chain(): World {
  const world = new World();
  world.exit(500, 'clone_20', cloned(0, 500, 500, 100));
  world.exit(501, 'clone_20', cloned(0, 501, 501, 500, { comm: 'child' }));
  world.exit(502, 'clone_20', cloned(0, 502, 502, 501, { comm: 'grandchild' }));
  return world;
}

const parentOf = (world: World, tid: number): number | undefined => world.thread(tid).parent?.tid;

test('the event of the end still sees the thread; the next one does not', () => {
  const world = chain().event(502, 'procexit_1_e', exitParams());
  assert.equal(world.field('proc.name'), 'grandchild');
  assert.equal(world.state.threads.has(502), true);
  world.tick();
  assert.equal(world.state.threads.has(502), false);
  assert.equal(world.thread(501).children.size, 0);
  assert.equal(world.capture.threadAt(502, 3)?.comm, 'grandchild', 'the past still knows it');
  assert.equal(world.capture.threadAt(502, 4), undefined);
});

test('a later event with its number is somebody unknown', () => {
  const world = chain().event(502, 'procexit_1_e', exitParams()).tick().tick(502);
  assert.equal(world.thread(502).isPlaceholder, true);
  assert.equal(world.field('proc.name'), '<NA>');
  assert.equal(world.field('thread.tid'), 502);
});

test('children go to whom the kernel names', () => {
  const world = chain().event(501, 'procexit_1_e', exitParams(200)).tick();
  assert.equal(parentOf(world, 502), 200);
  assert.equal(world.thread(502).attributes.ptid, 200);
  assert.ok(world.thread(200).children.has(world.thread(502)));
  assert.equal(world.thread(200).process?.isReaper, true, 'who reaps once is a reaper');
  world.tick(502);
  assert.equal(world.field('proc.pname'), 'server');
});

test('older captures do not name anybody: a sibling thread, else the nearest reaper', () => {
  const sibling = chain();
  sibling.exit(503, 'clone_20', cloned(0, 503, 501, 500, { flags: CLONE.THREAD | CLONE.FILES }));
  sibling.event(501, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(sibling, 502), 503);

  const init = chain().event(501, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(init, 502), 1);

  const subreaper = chain().exit(500, 'prctl', { res: 0, option: 36, arg2_int: 1 });
  subreaper.event(501, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(subreaper, 502), 500);

  const retired = chain().exit(500, 'prctl', { res: 0, option: 36, arg2_int: 1 });
  retired.exit(500, 'prctl', { res: 0, option: 36, arg2_int: 0 });
  retired.event(501, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(retired, 502), 1);

  const failed = chain().exit(500, 'prctl', { res: -22, option: 36, arg2_int: 1 });
  failed.event(501, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(failed, 502), 1);
});

test('a named reaper that nobody knows is not invented', () => {
  const world = chain().event(501, 'procexit_1_e', exitParams(4444)).tick();
  assert.equal(parentOf(world, 502), 1);
  assert.equal(world.state.threads.has(4444), false);
});

test('reparenting does not cross the border of a pid namespace', () => {
  const processes = [
    listed(1, { ptid: 0 }),
    listed(300, { ptid: 1, vtid: 1, vpid: 1 }),
    listed(301, { ptid: 300, vtid: 2, vpid: 2 }),
    listed(302, { ptid: 301, vtid: 3, vpid: 3 }),
    listed(400, { ptid: 1, vtid: 5, vpid: 5 }),
    listed(401, { ptid: 400, vtid: 6, vpid: 6 }),
  ];
  const world = new World({ processes });
  // The namespace's own init has vpid 1.
  world.event(301, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(world, 302), 300);
  // This namespace's init is unknown: outside of it nobody takes the child.
  world.event(400, 'procexit_1_e', exitParams()).tick();
  assert.equal(parentOf(world, 401), undefined);
  assert.equal(world.thread(401).attributes.ptid, 0);
});

test('a leader that ends before its threads stays until they have ended', () => {
  const world = new World();
  world.event(100, 'procexit_1_e', exitParams()).tick();
  const leader = world.thread(100);
  assert.deepEqual([leader.dead, leader.process?.alive], [true, 1]);
  world.tick(101);
  assert.deepEqual(world.fields('proc.pid', 'proc.nthreads', 'proc.cwd'), [100, 1, '/home/ann/']);
  assert.deepEqual(world.fds(101), [0, 1, 2]);
  world.event(101, 'procexit_1_e', exitParams()).tick();
  assert.equal(world.state.threads.has(101), false);
  assert.equal(world.state.threads.has(100), false);
  assert.equal(world.state.table.processes.has(100), false);
});

test('counts of threads and fds follow', () => {
  const world = new World();
  world.exit(500, 'clone_20', cloned(0, 500, 100, 1, { flags: CLONE.THREAD | CLONE.FILES }));
  assert.equal(world.tick(100).field('proc.nthreads'), 3);
  assert.equal(world.field('proc.nchilds'), 2);
  world.event(500, 'procexit_1_e', exitParams()).tick(100);
  assert.equal(world.field('proc.nthreads'), 2);
});

test('a process that ends twice, and an end that nobody can place', () => {
  const world = new World();
  world.event(100, 'procexit_1_e', exitParams()).event(100, 'procexit_1_e', exitParams()).tick();
  assert.equal(world.thread(101).process?.alive, 1);
  world.event(7777, 'procexit_1_e', exitParams()).tick();
  assert.equal(world.state.threads.has(7777), false);
  assert.equal(world.thread(1).dead, false);
});

test('the old event without parameters ends a thread too', () => {
  const world = chain().event(501, 'procexit_e').tick();
  assert.equal(world.state.threads.has(501), false);
  assert.equal(parentOf(world, 502), 1);
});

test('the number of an ended process is used again at once', () => {
  const world = chain().event(501, 'procexit_1_e', exitParams());
  world.exit(501, 'clone_20', cloned(0, 501, 501, 200, { comm: 'second' }));
  assert.equal(world.thread(501).attributes.comm, 'second');
  assert.equal(parentOf(world, 501), 200);
  assert.equal(parentOf(world, 502), 1, 'the first one’s child is not its child');
  assert.equal(world.capture.threadAt(501, 3)?.comm, 'child');
  assert.equal(world.capture.threadAt(501, 4)?.comm, 'second');
});

test('a leader whose number is taken while its threads live', () => {
  const world = new World();
  world.event(100, 'procexit_1_e', exitParams()).tick();
  world.wait(3e9).exit(100, 'clone_20', cloned(0, 100, 100, 200, { comm: 'second' }));
  assert.equal(world.thread(100).attributes.comm, 'second');
  assert.equal(world.capture.threadAt(100, 1)?.comm, 'bash');
  assert.equal(world.capture.threadAt(100, 2)?.comm, 'second');
  assert.ok(
    world.state.table.everyThread.filter((t) => t.tid === 100 && t.deathRow > 1e9).length <= 1,
    'one of a number at a time',
  );
});

test('a concatenated capture starts from nothing', () => {
  const world = chain();
  const other = new World({ ...USUAL, processes: [listed(100, { comm: 'zsh' })], users: [], interfaces: [] });
  const bytes = other.capture.raw.read(0, 1e6) as Uint8Array;
  world.capture.feed(Uint8Array.from(bytes));
  world.tick(100);
  assert.equal(world.field('proc.name'), 'zsh');
  assert.equal(world.field('user.name'), '<NA>');
  assert.deepEqual(
    [...world.state.threads.keys()].sort((a, b) => a - b),
    [100],
  );
  assert.deepEqual(world.state.interfaces, []);
  assert.equal(world.capture.threadAt(502, 2)?.comm, 'grandchild');
  assert.equal(world.capture.threadAt(502, 4), undefined);
});
