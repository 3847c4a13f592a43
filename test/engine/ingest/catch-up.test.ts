// SPDX-License-Identifier: Apache-2.0
// An engine that is too late leaves out rows, not what they say of the machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catchUp, lagOf } from '../../../src/engine/ingest/catch-up.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { START } from '../scap/block-writer.js';
import { World } from '../state/world.js';

const SECOND = 1e9;

/** ms since the epoch, a number of seconds after the first event. */
function clock(seconds: number): number {
  return Number(START / 1_000_000n) + seconds * 1000;
}

/** An event of 100 at a second; it is read `behind` seconds later. */
function read(world: World, at: number, behind: number): void {
  world.at(at * SECOND);
  world.tick(100);
  catchUp(world.capture, clock(at + behind));
}

test('behind is how old the newest event is', () => {
  const { capture } = new World();
  assert.equal(lagOf(capture, clock(3)), 0);
  const world = new World().at(0).tick();
  assert.equal(lagOf(world.capture, clock(3)), 3 * SECOND);
  assert.equal(lagOf(world.capture, clock(-3)), 0);
});

test('more than five seconds late it skips until it is up to date, and counts', () => {
  const world = new World();
  for (const [at, behind] of [
    [0, 0],
    [1, 4.5],
    [2, 5.5],
  ] as const)
    read(world, at, behind);
  const { capture } = world;
  assert.deepEqual([capture.skips, capture.skipped], [true, 0]);
  world.at(3 * SECOND).exit(100, 'openat_2', { fd: 7, dirfd: -100, name: '/late', flags: 1, mode: 0 });
  catchUp(capture, clock(6));
  assert.deepEqual([capture.skips, capture.skipped], [true, 1]);
  world.at(7 * SECOND).tick(100);
  catchUp(capture, clock(7.2));
  assert.deepEqual([capture.skips, capture.skipped], [false, 2]);
  read(world, 8, 0.1);
  read(world, 9, 0.1);
  assert.equal(world.fd(100, 7)?.name, '/late', 'the state has followed');
  const list = new EventList(capture, { filter: undefined, window: EVERYTHING, internal: false });
  const rows = Array.from({ length: list.length }, (_, n) => list.row(n));
  assert.deepEqual(rows, [0, 1, 2, 5, 6], 'rows 3 and 4 were skipped');
  assert.equal(capture.store.locate(3), undefined);
  assert.equal(capture.store.span().to, 9 * SECOND);
});
