// SPDX-License-Identifier: Apache-2.0
// Latency from pairs of events. What was not recorded is NaN, never 0.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES } from '../../../src/engine/scap/event-types.js';
import { cloned } from './clone-events.js';
import { World } from './world.js';

/** Latency and result of the last event, and how far back its enter event is. */
function seen(world: World): [latency: number, isPaired: boolean] {
  return [world.view.latency, world.view.enterEvent() !== undefined];
}

test('an exit has the time since its enter event', () => {
  const world = new World().enter(100, 'read', { fd: 0, size: 1 });
  assert.deepEqual(seen(world), [0, false]);
  world.wait(5_000).exit(100, 'read', { res: 1 });
  assert.deepEqual(seen(world), [6_000, true]);
  assert.equal(world.view.enterEvent()?.num, 1);
  assert.equal(world.field('evt.latency'), 6_000);
});

test('other threads do not disturb it', () => {
  const world = new World().enter(100, 'read', { fd: 0, size: 1 }).enter(200, 'read', { fd: 0, size: 1 });
  world.exit(200, 'read', { res: 1 });
  assert.deepEqual(seen(world), [1_000, true]);
  world.exit(100, 'read', { res: 1 });
  assert.deepEqual(seen(world), [3_000, true]);
  assert.equal(world.view.enterEvent()?.num, 1);
});

test('what interrupts a call does not end it', () => {
  const world = new World().enter(100, 'poll', { timeout: 100 });
  world.event(100, 'signaldeliver_e', { spid: 1, dpid: 100, sig: 17 });
  assert.equal(world.view.latency, Number.NaN, 'a signal is not a call');
  world.event(100, 'schedswitch_6_e', { next: 1 });
  world.event(100, 'page_fault_e', { addr: 1, ip: 2, error: 0 });
  world.event(100, 'procinfo_e', { cpu_usr: 1, cpu_sys: 2 });
  world.exit(100, 'poll', { res: 1 });
  assert.deepEqual(seen(world), [5_000, true]);
});

test('a lost enter event: the latency is unknown', () => {
  const world = new World().exit(100, 'read', { res: 1 });
  assert.deepEqual(seen(world), [Number.NaN, false]);
  assert.equal(world.field('evt.latency'), undefined);
  assert.equal(world.capture.latencyRecorded, false);
  world.enter(100, 'read', { fd: 0, size: 1 }).exit(100, 'write', { res: 1 });
  assert.deepEqual(seen(world), [Number.NaN, false], 'another call’s enter event does not count');
  world.enter(100, 'read', { fd: 0, size: 1 }).exit(100, 'read', { res: 1 });
  assert.equal(world.capture.latencyRecorded, true);
});

test('a lost exit event: the next call is measured from its own start', () => {
  const world = new World().enter(100, 'read', { fd: 0, size: 1 }).wait(9e9);
  world.enter(100, 'read', { fd: 0, size: 1 }).exit(100, 'read', { res: 1 });
  assert.deepEqual(seen(world), [1_000, true]);
  assert.equal(world.view.enterEvent()?.num, 2);
});

test('an enter event serves one exit', () => {
  const world = new World().enter(100, 'read', { fd: 0, size: 1 }).exit(100, 'read', { res: 1 });
  world.exit(100, 'read', { res: 1 });
  assert.deepEqual(seen(world), [Number.NaN, false]);
});

test('a thread’s number used again takes no enter event of the old thread', () => {
  const world = new World().enter(101, 'read', { fd: 0, size: 1 });
  world.event(101, 'procexit_1_e', { status: 0 }).tick();
  world.exit(101, 'read', { res: 1 });
  assert.deepEqual(seen(world), [Number.NaN, false]);
});

test('events without a time', () => {
  const timeless = new World();
  timeless.enter(100, 'read', { fd: 0, size: 1 });
  timeless.wait(2n ** 64n - 1n - (1_600_000_000_000_000_000n + 1_000n));
  timeless.exit(100, 'read', { res: 1 });
  assert.equal(timeless.view.time, Number.NaN);
  assert.equal(timeless.view.absoluteTime, undefined);
  assert.equal(timeless.view.latency, Number.NaN);
  assert.equal(timeless.view.enterEvent()?.num, 1, 'the pair is still known');
});

test('results: negative ones are failures, calls without a result have none', () => {
  const world = new World().exit(100, 'read', { res: -11 });
  assert.equal(world.view.result, -11);
  assert.equal(world.enter(100, 'read', { fd: 0, size: 1 }).view.result, Number.NaN);
  assert.equal(world.exit(100, 'read', {}).view.result, Number.NaN);
  assert.equal(world.event(100, 'generic_x', { ID: 5 }).view.result, Number.NaN);
  assert.equal(world.event(100, 'signaldeliver_e', { spid: 1, dpid: 2, sig: 3 }).view.result, Number.NaN);
});

test('every call pairs with its own exit', () => {
  for (const exit of EVENT_TYPES) {
    if (!exit.isExit || exit.origin !== 'syscall' || (exit.flags & 64) !== 0) continue;
    const enter = EVENT_TYPES[exit.id - 1];
    if (enter === undefined || (enter.flags & 64) !== 0) continue;
    const world = new World().event(100, enter.key).event(100, exit.key);
    assert.deepEqual(seen(world), [1_000, true], exit.key);
  }
});

test('time on the CPU: since the last switch of that CPU', () => {
  const world = new World().event(100, 'schedswitch_6_e', { next: 200 });
  assert.equal(world.field('thread.exectime'), undefined, 'the first switch of a CPU says nothing');
  world.wait(499_000).event(200, 'schedswitch_6_e', { next: 100 });
  assert.equal(world.field('thread.exectime'), 500_000);
  assert.equal(world.view.latency, Number.NaN, 'and is not the latency of a call');
  world.onCpu(1).event(100, 'schedswitch_6_e', { next: 1 });
  assert.equal(world.field('thread.exectime'), undefined);
});

test('CPU of a thread: the difference of two samples, unknown at the first', () => {
  const world = new World().cpuSample(100, 100, 50);
  assert.equal(world.field('thread.cpu'), undefined);
  world.cpuSample(100, 130, 60);
  assert.deepEqual(world.fields('thread.cpu', 'thread.cpu.user', 'thread.cpu.system'), [40, 30, 10]);
  world.cpuSample(9999, 1, 1);
  assert.equal(world.state.threads.has(9999), false, 'a sample makes no thread');
});

test('CPU of a thread that was born in the capture: from its birth on', () => {
  const world = new World()
    .exit(100, 'clone_20', cloned(500, 100, 100, 1))
    .exit(500, 'clone_20', cloned(0, 500, 500, 100));
  world.cpuSample(500, 3, 1);
  assert.deepEqual(world.fields('thread.cpu', 'thread.cpu.user', 'thread.cpu.system'), [4, 3, 1]);
});

test('CPU in ns, where the event has them: less than a hundredth of a second is not nothing', () => {
  const world = new World().exit(100, 'clone_20', cloned(500, 100, 100, 1));
  world.cpuSample(500, 0, 0, 2_500_000, 500_000);
  assert.deepEqual(world.fields('thread.cpu', 'thread.cpu.user', 'thread.cpu.system'), [0.3, 0.25, 0.05]);
  world.cpuSample(500, 1, 0, 12_500_000, 500_000);
  assert.deepEqual(world.fields('thread.cpu', 'thread.cpu.user', 'thread.cpu.system'), [1, 1, 0]);
});

test('a part that shrinks while the sum grows: the other part has all of it', () => {
  const world = new World().cpuSample(100, 10, 5).cpuSample(100, 8, 9);
  assert.deepEqual(world.fields('thread.cpu.user', 'thread.cpu.system'), [0, 2]);
  world.cpuSample(100, 12, 8);
  assert.deepEqual(world.fields('thread.cpu.user', 'thread.cpu.system'), [3, 0]);
});

test('a sum that has become less is another thread’s: unknown', () => {
  const world = new World().cpuSample(100, 100, 50).cpuSample(100, 10, 5);
  assert.equal(world.field('thread.cpu'), undefined);
  world.cpuSample(100, 12, 6);
  assert.equal(world.field('thread.cpu'), 3);
});
