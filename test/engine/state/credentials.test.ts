// SPDX-License-Identifier: Apache-2.0
// Who and where a thread is: ids, capabilities, session, directories, limits. New captures carry the arguments on the exit
// event, old ones on the enter event; a failed call changes nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThreadAttributes } from '../../../src/engine/state/thread.js';
import type { Params } from './event-encoder.js';
import { listed, listedFile, USUAL, World } from './world.js';

const ALL_CAPABILITIES = (1n << 41n) - 1n;
const NEWUSER = 1 << 20;

interface Row {
  readonly call: string;
  readonly exit: Params;
  /** Where old captures have the arguments; the exit then has the result alone. */
  readonly enter?: Params;
  readonly changes: Partial<ThreadAttributes>;
}

const ROWS: readonly Row[] = [
  { call: 'setuid', exit: { res: 0, uid: 7 }, enter: { uid: 7 }, changes: { uid: 7 } },
  { call: 'setgid', exit: { res: 0, gid: 8 }, enter: { gid: 8 }, changes: { gid: 8 } },
  {
    call: 'setresuid',
    exit: { res: 0, ruid: 1, euid: 2, suid: 3 },
    enter: { ruid: 1, euid: 2, suid: 3 },
    changes: { uid: 2 },
  },
  {
    call: 'setresuid',
    exit: { res: 0, ruid: 1, euid: 0xffffffff, suid: 3 },
    enter: { ruid: 1, euid: 0xffffffff, suid: 3 },
    changes: {},
  },
  {
    call: 'setresgid',
    exit: { res: 0, rgid: 1, egid: 0xffffffff, sgid: 3 },
    enter: { rgid: 1, egid: 0xffffffff, sgid: 3 },
    changes: {},
  },
  {
    call: 'setresgid',
    exit: { res: 0, rgid: 1, egid: 2, sgid: 3 },
    enter: { rgid: 1, egid: 2, sgid: 3 },
    changes: { gid: 2 },
  },
  { call: 'setreuid', exit: { res: 0, ruid: 1, euid: 2 }, changes: { uid: 2 } },
  { call: 'setregid', exit: { res: 0, rgid: 1, egid: 2 }, changes: { gid: 2 } },
  { call: 'setsid', exit: { res: 4711 }, changes: { sid: 4711 } },
  { call: 'setpgid', exit: { res: 0, pid: 100, pgid: 5 }, changes: {} },
  {
    call: 'capset',
    exit: { res: 0, cap_inheritable: 1n, cap_permitted: 2n ** 40n, cap_effective: 3n },
    changes: { capInheritable: 1n, capPermitted: 2n ** 40n, capEffective: 3n },
  },
  {
    call: 'unshare',
    exit: { res: 0, flags: NEWUSER },
    enter: { flags: NEWUSER },
    changes: { capInheritable: ALL_CAPABILITIES, capPermitted: ALL_CAPABILITIES, capEffective: ALL_CAPABILITIES },
  },
  { call: 'unshare', exit: { res: 0, flags: 1 << 5 }, enter: { flags: 1 << 5 }, changes: {} },
  {
    call: 'setns',
    exit: { res: 0, fd: 3, nstype: NEWUSER },
    enter: { fd: 3, nstype: NEWUSER },
    changes: { capInheritable: ALL_CAPABILITIES, capPermitted: ALL_CAPABILITIES, capEffective: ALL_CAPABILITIES },
  },
  { call: 'chroot', exit: { res: 0, path: '/jail/./x' }, changes: { root: '/jail/x' } },
  { call: 'chroot', exit: { res: 0, path: 'jail' }, changes: { root: '/home/ann/jail' } },
  { call: 'chdir', exit: { res: 0, path: '/tmp' }, changes: { cwd: '/tmp/' } },
  { call: 'chdir', exit: { res: 0, path: '/' }, changes: { cwd: '/' } },
  { call: 'chdir', exit: { res: 0, path: 'a/../b/' }, changes: { cwd: '/home/ann/b/' } },
  { call: 'chdir', exit: { res: 0, path: '..' }, changes: { cwd: '/home/' } },
  { call: 'chdir', exit: { res: 0, path: '../../../..' }, changes: { cwd: '/' } },
  { call: 'getcwd', exit: { res: 0, path: '/really/here' }, changes: { cwd: '/really/here/' } },
  {
    call: 'getrlimit',
    exit: { res: 0, cur: 99, max: 100, resource: 7 },
    enter: { resource: 7 },
    changes: { fdLimit: 99 },
  },
  {
    call: 'setrlimit',
    exit: { res: 0, cur: 98, max: 100, resource: 7 },
    enter: { resource: 7 },
    changes: { fdLimit: 98 },
  },
  { call: 'setrlimit', exit: { res: 0, cur: 98, max: 100, resource: 3 }, enter: { resource: 3 }, changes: {} },
  {
    call: 'prlimit',
    exit: { res: 0, newcur: 55, newmax: 66, oldcur: 1, oldmax: 2, pid: 0, resource: 7 },
    enter: { pid: 0, resource: 7 },
    changes: { fdLimit: 55 },
  },
  {
    call: 'prlimit',
    exit: { res: 0, newcur: -1, newmax: -1, oldcur: 1, oldmax: 2, pid: 0, resource: 7 },
    enter: { pid: 0, resource: 7 },
    changes: {},
  },
];

/** What the exit event of an old capture has: results, but none of the arguments. */
function oldExit({ exit, enter = {} }: Row): Params {
  return Object.fromEntries(Object.entries(exit).filter(([name]) => !Object.hasOwn(enter, name)));
}

for (const row of ROWS) {
  const { call, exit, enter, changes } = row;
  const name = `${call} ${JSON.stringify(exit, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`;
  const run = (steps: (world: World) => unknown): Partial<ThreadAttributes> => {
    const world = new World();
    const before = world.tick(100).thread(100).attributes;
    steps(world);
    const after = world.thread(100).attributes;
    const names = Object.keys(after) as (keyof ThreadAttributes)[];
    return Object.fromEntries(names.filter((n) => before[n] !== after[n]).map((n) => [n, after[n]]));
  };

  test(name, () => {
    assert.deepEqual(
      run((w) => w.exit(100, call, exit)),
      changes,
    );
  });

  test(`${name}, failed`, () => {
    assert.deepEqual(
      run((w) => w.exit(100, call, { ...exit, res: -1 })),
      {},
    );
  });

  if (enter !== undefined) {
    test(`${name}, arguments on the enter event`, () => {
      assert.deepEqual(
        run((w) => w.enter(100, call, enter).exit(100, call, oldExit(row))),
        changes,
      );
      assert.deepEqual(
        run((w) => w.exit(100, call, oldExit(row))),
        {},
        'unknown where the enter event was lost',
      );
    });
  }
}

test('the event already shows what it has changed, and events before it do not', () => {
  const world = new World().tick(100).exit(100, 'setuid', { res: 0, uid: 0 });
  assert.equal(world.field('user.name'), 'root');
  world.exit(100, 'chdir', { res: 0, path: '/etc' });
  assert.equal(world.field('proc.cwd'), '/etc/');
  assert.ok(world.view.moveToRow(0));
  assert.deepEqual(world.fields('user.name', 'proc.cwd'), ['ann', '/home/ann/']);
});

test('ids are a thread’s own, directory and limit its process’s', () => {
  const world = new World();
  world.exit(101, 'setuid', { res: 0, uid: 5 });
  assert.equal(world.thread(100).attributes.uid, 1000);
  world.exit(101, 'chdir', { res: 0, path: 'sub' });
  world.exit(101, 'setrlimit', { res: 0, cur: 3, max: 4, resource: 7 });
  assert.equal(world.thread(100).attributes.fdLimit, 3);
  assert.equal(world.tick(100).field('proc.cwd'), '/home/ann/sub/');
  assert.equal(world.tick(101).field('proc.cwd'), '/home/ann/sub/');
});

test('prlimit of another process', () => {
  const world = new World();
  world.exit(100, 'prlimit', { res: 0, newcur: 5, newmax: 6, oldcur: 1, oldmax: 2, pid: 200, resource: 7 });
  assert.deepEqual([world.thread(200).attributes.fdLimit, world.thread(100).attributes.fdLimit], [5, 1024]);
  world.exit(100, 'prlimit', { res: 0, newcur: 5, newmax: 6, oldcur: 1, oldmax: 2, pid: 9999, resource: 7 });
  assert.equal(world.state.threads.has(9999), false);
});

test('fchdir goes to the fd’s directory, whichever event names the fd', () => {
  const parts = { ...USUAL, fds: { 100: [listedFile(3, '/srv/data')] } };
  const now = new World(parts).exit(100, 'fchdir', { res: 0, fd: 3 });
  assert.equal(now.field('proc.cwd'), '/srv/data/');
  const old = new World(parts).enter(100, 'fchdir', { fd: 3 }).exit(100, 'fchdir', { res: 0 });
  assert.equal(old.field('proc.cwd'), '/srv/data/');
  const failed = new World(parts).exit(100, 'fchdir', { res: -20, fd: 3 });
  assert.equal(failed.field('proc.cwd'), '/home/ann/');
  const unknown = new World(parts).exit(100, 'fchdir', { res: 0, fd: 9 });
  assert.equal(unknown.field('proc.cwd'), '/home/ann/');
});

test('memory: of the thread that asks, shown for its process', () => {
  const world = new World();
  for (const [call, params] of [
    ['brk_4', { res: 0x1000, vm_size: 11, vm_rss: 12, vm_swap: 13 }],
    ['mmap', { res: 0x2000, vm_size: 21, vm_rss: 22, vm_swap: 23 }],
    ['mmap2', { res: 0x2000, vm_size: 31, vm_rss: 32, vm_swap: 33 }],
    ['munmap', { res: 0, vm_size: 41, vm_rss: 42, vm_swap: 43 }],
  ] as const) {
    world.exit(100, call, params);
    const { vm_size, vm_rss, vm_swap } = params;
    assert.deepEqual(world.fields('thread.vmsize', 'thread.vmrss', 'proc.vmswap'), [vm_size, vm_rss, vm_swap], call);
  }
  world.event(100, 'schedswitch_6_e', { next: 1, pgft_maj: 7, pgft_min: 8, vm_size: 51, vm_rss: 52, vm_swap: 53 });
  assert.deepEqual(world.fields('thread.pfmajor', 'thread.pfminor', 'proc.vmrss'), [7, 8, 52]);
  assert.ok(world.view.moveToRow(0));
  assert.deepEqual(world.fields('thread.vmsize', 'thread.pfmajor'), [11, 1]);
});

test('a chain of parents as it was', () => {
  const world = new World({
    processes: [listed(1, { ptid: 0, comm: 'init' }), listed(5, { comm: 'a' }), listed(6, { ptid: 5, comm: 'b' })],
  });
  world.tick(6);
  assert.deepEqual(world.fields('proc.pname', 'proc.aname[2]'), ['a', 'init']);
  world.exit(5, 'execve_19', {
    res: 0,
    exe: '/bin/z',
    args: [],
    tid: 5,
    pid: 5,
    ptid: 1,
    cwd: '',
    fdlimit: 1,
    comm: 'z',
  });
  world.tick(6);
  assert.deepEqual(world.fields('proc.pname', 'proc.aname[2]'), ['z', 'init']);
  assert.ok(world.view.moveToRow(0));
  assert.equal(world.field('proc.pname'), 'a');
});
