// SPDX-License-Identifier: Apache-2.0
// How processes and threads come to be: the caller's event, the child's, both in either order, and each alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Thread } from '../../../src/engine/state/thread.js';
import { START } from '../scap/block-writer.js';
import { CLONE, cloned } from './clone-events.js';
import { BOOT, listed, USUAL, World } from './world.js';

const CALLS = ['clone_20', 'clone3', 'fork_20'] as const;

/** What both sides agree on. */
function family({ attributes: a, parent }: Thread): unknown[] {
  return [a.tid, a.pid, a.ptid, a.comm, a.exe, a.args, a.uid, a.fdLimit, parent?.tid];
}

for (const call of CALLS) {
  const orders: Readonly<Record<string, (world: World) => unknown>> = {
    'caller first': (w) => w.exit(100, call, cloned(500, 100, 100, 1)).exit(500, call, cloned(0, 500, 500, 100)),
    'child first': (w) => w.exit(500, call, cloned(0, 500, 500, 100)).exit(100, call, cloned(500, 100, 100, 1)),
    'caller alone': (w) => w.exit(100, call, cloned(500, 100, 100, 1)),
    'child alone': (w) => w.exit(500, call, cloned(0, 500, 500, 100)),
  };
  for (const [order, run] of Object.entries(orders)) {
    test(`${call}: a process, ${order}`, () => {
      const world = new World();
      run(world);
      const child = world.thread(500);
      assert.deepEqual(family(child), [500, 500, 100, 'bash', '/bin/exe100', ['-x'], 1000, 512, 100]);
      assert.deepEqual(world.fds(500), [0, 1, 2]);
      assert.equal(world.fd(500, 1)?.id, world.fd(100, 1)?.id, 'unchanged fds are shared');
      assert.equal(child.cwd, '/home/ann/');
      assert.deepEqual(child.attributes.env, ['HOME=/home/ann']);
      assert.equal(child.attributes.exePath, '/usr/bin/exe100');
      assert.equal(child.attributes.sid, 100);
      assert.equal(child.attributes.loginUid, 1000);
      assert.equal(child.attributes.capEffective, 0x3fn);
      assert.ok(child.attributes.cloneTime >= START);
      assert.equal(child.attributes.pidnsInitStart, BOOT);
      assert.equal(child.vmRssKb, 1000);
      assert.deepEqual(child.attributes.cgroups, [
        ['cpuset', '/'],
        ['memory', '/user'],
      ]);
      assert.ok(world.thread(100).children.has(child));
    });

    test(`${call}: a thread, ${order}`, () => {
      const world = new World();
      const flags = CLONE.THREAD | CLONE.FILES;
      const steps: Readonly<Record<string, () => unknown>> = {
        'caller first': () => {
          world.exit(100, call, cloned(500, 100, 100, 1, { flags }));
          world.exit(500, call, cloned(0, 500, 100, 1, { flags }));
        },
        'child first': () => {
          world.exit(500, call, cloned(0, 500, 100, 1, { flags }));
          world.exit(100, call, cloned(500, 100, 100, 1, { flags }));
        },
        'caller alone': () => world.exit(100, call, cloned(500, 100, 100, 1, { flags })),
        'child alone': () => world.exit(500, call, cloned(0, 500, 100, 1, { flags })),
      };
      steps[order]?.();
      const thread = world.thread(500);
      assert.deepEqual(family(thread), [500, 100, 1, 'bash', '/bin/exe100', ['-x'], 1000, 512, 1]);
      assert.equal(thread.leader, world.thread(100));
      assert.equal(thread.fds, world.thread(100).fds, 'one table');
      assert.equal(thread.cwd, '/home/ann/');
      assert.equal(thread.process?.alive, 3);
      world.exit(500, 'open', { fd: 7, name: '/x', flags: 1 });
      assert.equal(world.fd(100, 7)?.name, '/x');
    });
  }
}

test('after the fork the tables are apart', () => {
  const world = new World().exit(100, 'clone_20', cloned(500, 100, 100, 1));
  world.exit(500, 'open', { fd: 3, name: '/child', flags: 1 });
  world.exit(100, 'open', { fd: 3, name: '/parent', flags: 1 });
  world.enter(500, 'close', { fd: 0 }).exit(500, 'close', { res: 0 }).tick();
  assert.equal(world.fd(500, 3)?.name, '/child');
  assert.equal(world.fd(100, 3)?.name, '/parent');
  assert.deepEqual(world.fds(100), [0, 1, 2, 3]);
  assert.deepEqual(world.fds(500), [1, 2, 3]);
});

test('vfork: the child speaks first, the caller only when the child has its program', () => {
  for (const [call, flags] of [
    ['vfork_20', CLONE.VFORK],
    ['vfork_20', 0],
    ['clone_20', CLONE.VFORK],
  ] as const) {
    const world = new World();
    world.exit(500, call, cloned(0, 500, 500, 100, { flags }));
    world.event(500, 'procexit_1_e', { status: 0 });
    world.exit(100, call, cloned(500, 100, 100, 1, { flags }));
    assert.equal(world.state.threads.has(500), false, `${call} ${flags}: the caller's late event makes no ghost`);
  }
});

test('a child that has ended before its caller returns is not made again', () => {
  const world = new World();
  world.exit(500, 'clone_20', cloned(0, 500, 500, 100));
  world.event(500, 'procexit_1_e', { status: 0 });
  world.exit(100, 'clone_20', cloned(500, 100, 100, 1));
  assert.equal(world.state.threads.has(500), false);
  world.wait(3e9).exit(100, 'clone_20', cloned(500, 100, 100, 1));
  assert.equal(world.state.threads.has(500), true, 'two seconds later the number is a new process');
});

test('a number that is used again', () => {
  const world = new World();
  world.exit(100, 'clone_20', cloned(500, 100, 100, 1));
  const first = world.thread(500);
  // Its end was lost; the child's event says that it is somebody else.
  world.wait(3e9).exit(500, 'clone_20', cloned(0, 500, 500, 200, { comm: 'new' }));
  const second = world.thread(500);
  assert.notEqual(second, first);
  assert.equal(second.attributes.comm, 'new');
  assert.equal(second.parent?.tid, 200);
  assert.equal(world.thread(100).children.has(first), false);
  // And by the caller's event alone.
  world.wait(3e9).exit(100, 'clone_20', cloned(500, 100, 100, 1, { comm: 'third' }));
  assert.equal(world.thread(500).attributes.comm, 'new', 'the child has spoken for itself');
});

test('a stale entry that only its caller announced gives way to a new one', () => {
  const world = new World();
  world.exit(100, 'clone_20', cloned(500, 100, 100, 1));
  const first = world.thread(500);
  world.wait(10).exit(200, 'clone_20', cloned(500, 200, 200, 1, { comm: 'other' }));
  assert.notEqual(world.thread(500), first);
  assert.equal(world.thread(500).parent?.tid, 200);
});

test('in a pid namespace the child alone knows its numbers', () => {
  const world = new World();
  for (const flags of [CLONE.NEWPID, CLONE.CHILD_IN_PIDNS, CLONE.PARENT]) {
    world.exit(100, 'clone_20', cloned(5, 100, 100, 1, { flags }));
    assert.equal(world.state.threads.has(5), false);
  }
  const contained = new World({ ...USUAL, processes: [listed(1), listed(300, { vtid: 7, vpid: 7 })] });
  contained.exit(300, 'clone_20', cloned(8, 300, 300, 1, { vtid: 7, vpid: 7 }));
  assert.equal(contained.state.threads.has(8), false);
  contained.exit(301, 'clone_20', cloned(0, 301, 301, 300, { vtid: 8, vpid: 8, pidns_init_start_ts: 1_000_000 }));
  const child = contained.thread(301).attributes;
  assert.deepEqual([child.vtid, child.vpid, child.ptid], [8, 8, 300]);
  assert.equal(child.pidnsInitStart, BOOT + 1_000_000n);
});

test('a failed clone makes nothing', () => {
  const world = new World();
  world.exit(100, 'clone_20', cloned(-11, 100, 100, 1));
  assert.equal(world.state.threads.size, 4);
  assert.equal(world.view.result, -11);
});

test('callers that nobody knew are completed from their event', () => {
  const world = new World();
  world.exit(900, 'clone_20', cloned(901, 900, 900, 100, { comm: 'late', exe: '/bin/late' }));
  const caller = world.thread(900);
  assert.equal(caller.isPlaceholder, false);
  assert.deepEqual([caller.attributes.comm, caller.attributes.pid, caller.parent?.tid], ['late', 900, 100]);
  const child = world.thread(901);
  assert.deepEqual([child.attributes.comm, child.parent?.tid], ['late', 900]);
  assert.equal(child.attributes.exePath, '', 'what the caller does not know is not invented');
});

test('a thread whose leader nobody knew completes the leader', () => {
  const world = new World();
  const flags = CLONE.THREAD | CLONE.FILES;
  world.exit(951, 'clone_20', cloned(0, 951, 950, 100, { flags, comm: 'srv' }));
  assert.equal(world.thread(950).attributes.comm, 'srv');
  assert.equal(world.thread(950).isPlaceholder, false);
  assert.equal(world.thread(951).leader, world.thread(950));
});

test('old revisions of the event carry less', () => {
  const old = { res: 500, exe: '/bin/exe100', args: ['-x'], tid: 100, pid: 100, ptid: 1, cwd: '', fdlimit: 9 };
  const memory = { pgft_maj: 1, pgft_min: 2, vm_size: 30, vm_rss: 20, vm_swap: 10 };
  const ids = { flags: 0, uid: 5, gid: 6 };
  for (const [call, params, comm] of [
    ['clone_11', { ...old, ...ids }, '/bin/exe100'],
    ['clone_16', { ...old, ...memory, ...ids }, '/bin/exe100'],
    ['fork', { ...old, ...memory, ...ids }, '/bin/exe100'],
    ['clone_17', { ...old, ...memory, comm: 'sh', ...ids }, 'sh'],
    ['fork_17', { ...old, ...memory, comm: 'sh', ...ids }, 'sh'],
  ] as const) {
    const world = new World().exit(100, call, params);
    const child = world.thread(500);
    assert.deepEqual([child.attributes.comm, child.attributes.uid, child.attributes.gid], [comm, 5, 6], call);
    assert.equal(child.vmRssKb, call === 'clone_11' ? 0 : 20, call);
    assert.deepEqual(world.fds(500), [0, 1, 2], call);
  }
});

test('an event without a time can still make a thread', () => {
  const timeless = new World();
  timeless.wait(2n ** 64n - 1n - START).exit(100, 'clone_20', cloned(500, 100, 100, 1));
  assert.equal(timeless.thread(500).attributes.cloneTime, 0n, 'unknown');
  timeless.exit(500, 'execve_19', { res: 0, exe: '/bin/x' });
  assert.equal(timeless.thread(500).attributes.comm, '/bin/x');
});
