// SPDX-License-Identifier: Apache-2.0
// exec: what a thread becomes, which fds it keeps, where its executable is, and who is left of its process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExeFlag } from '../../../src/engine/state/thread-info.js';
import { START } from '../scap/block-writer.js';
import { CLONE, cloned, executed } from './clone-events.js';
import { listedFile, USUAL, World } from './world.js';

const O_CLOEXEC = 1 << 12;

test('everything that the event says', () => {
  const world = new World().exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1));
  const { attributes: a, vmSizeKb, vmRssKb, vmSwapKb, pfMajor, pfMinor } = world.thread(100);
  assert.deepEqual([a.comm, a.exe, a.exePath, a.args], ['ls', '/bin/ls', '/usr/bin/ls', ['-l', '', 'x y']]);
  assert.deepEqual([a.env, a.cgroups, a.tty, a.fdLimit], [['A=1', 'B='], [['cpuset', '/']], 34817, 4096]);
  assert.deepEqual([a.vpgid, a.pgid, a.loginUid, a.uid, a.gid], [4242, 4343, 1001, 1000, 100]);
  assert.equal(a.exeFlags, ExeFlag.WRITABLE | ExeFlag.UPPER_LAYER | ExeFlag.LOWER_LAYER);
  assert.deepEqual([a.capInheritable, a.capPermitted, a.capEffective], [1n, 2n, 2n ** 40n]);
  assert.deepEqual(
    [a.exeIno, a.exeInoCtime, a.exeInoMtime],
    [999, 1_590_000_000_000_000_500n, 1_590_000_000_000_000_400n],
  );
  assert.deepEqual([vmSizeKb, vmRssKb, vmSwapKb, pfMajor, pfMinor], [3000, 1500, 1, 5, 6]);
  assert.equal(a.execTime, START);
  assert.equal(a.cwd, '/home/ann/', 'stays');
  assert.equal(world.field('proc.cmdline'), 'ls -l  x y');
});

test('a failed exec changes nothing', () => {
  const world = new World();
  const before = world.thread(100).attributes;
  world.exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1, { res: -2 }));
  assert.equal(world.thread(100).attributes, before);
});

test('close-on-exec fds are gone for the event itself and after it, others stay', () => {
  const fds = [listedFile(0, '/a'), listedFile(3, '/b', 1 | O_CLOEXEC), listedFile(4, '/c', O_CLOEXEC)];
  const world = new World({ ...USUAL, fds: { 100: fds } });
  world.exit(100, 'open', { fd: 5, name: '/d', flags: 1 | O_CLOEXEC });
  world.exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1));
  assert.deepEqual(world.fds(100), [0]);
  assert.deepEqual(
    world.view.openFds().map((fd) => fd.name),
    ['/a'],
  );
  assert.ok(world.view.moveToRow(0));
  assert.deepEqual(
    world.view.openFds().map((fd) => fd.name),
    ['/a', '/b', '/c', '/d'],
  );
  assert.equal(world.thread(100).process?.leader, world.thread(100));
});

test('the executable of older captures comes from the enter event', () => {
  const old = executed('/x', 100, 100, 1);
  const without = (...names: readonly string[]) => {
    const kept = Object.entries(old).filter(([name]) => !names.includes(name));
    return Object.fromEntries(kept);
  };
  const before = without('trusted_exepath', 'pgid', 'gid', 'filename', 'uid');
  for (const [filename, path] of [
    ['/sbin/../bin/prog', '/bin/prog'],
    ['./prog', '/home/ann/prog'],
    ['../bin/prog', '/home/bin/prog'],
    ['prog', '/home/ann/prog'],
    ['<NA>', '<NA>'],
    [undefined, '<NA>'],
  ] as const) {
    const world = new World().enter(100, 'execve_19', { filename }).exit(100, 'execve_19', before);
    assert.equal(world.thread(100).attributes.exePath, path, String(filename));
  }
  const lost = new World().exit(100, 'execve_19', before);
  assert.equal(
    lost.thread(100).attributes.exePath,
    '/usr/bin/exe100',
    'without an enter event nothing is known to have changed',
  );
  const deleted = new World().exit(
    100,
    'execve_19',
    executed('/x', 100, 100, 1, { trusted_exepath: '/usr/x (deleted)' }),
  );
  assert.equal(deleted.thread(100).attributes.exePath, '/usr/x');
});

test('execveat: relative to a directory, by the directory fd itself, or unknown', () => {
  const old = { res: 0, exe: '/x', args: [], tid: 100, pid: 100, ptid: 1, cwd: '', fdlimit: 1 };
  const fds = [listedFile(3, '/opt/dir'), listedFile(4, '/opt/prog')];
  for (const [params, path] of [
    [{ dirfd: -100, pathname: 'prog', flags: 0 }, '/home/ann/prog'],
    [{ dirfd: 3, pathname: 'prog', flags: 0 }, '/opt/dir/prog'],
    [{ dirfd: 3, pathname: '/abs/prog', flags: 0 }, '/abs/prog'],
    [{ dirfd: 4, pathname: '', flags: 1 }, '/opt/prog'],
    [{ dirfd: 9, pathname: 'prog', flags: 0 }, '<NA>'],
    [{ dirfd: 3, pathname: undefined, flags: 0 }, '<NA>'],
  ] as const) {
    const world = new World({ ...USUAL, fds: { 100: fds } });
    world.enter(100, 'execveat', params).exit(100, 'execve_19', old);
    assert.equal(world.thread(100).attributes.exePath, path, JSON.stringify(params));
    assert.equal(world.view.latency, 1000, 'the two are one call');
  }
});

test('older revisions of the event', () => {
  const least = { res: 0, exe: '/bin/sh', args: ['-c'], tid: 100, pid: 100, ptid: 1, cwd: '', fdlimit: 77 };
  const memory = { pgft_maj: 1, pgft_min: 2, vm_size: 30, vm_rss: 20, vm_swap: 10 };
  const all = { ...least, ...memory, comm: 'sh' };
  const cgroups = ['cpuset=/z'];
  for (const [revision, params, comm, env, tty] of [
    [8, least, '/bin/sh', ['HOME=/home/ann'], 34816],
    [13, { ...least, ...memory }, '/bin/sh', ['HOME=/home/ann'], 34816],
    [14, { ...least, ...memory, env: ['E=1'] }, '/bin/sh', ['E=1'], 34816],
    [15, { ...all, env: ['E=1'] }, 'sh', ['E=1'], 34816],
    [16, { ...all, cgroups, env: ['E=1'] }, 'sh', ['E=1'], 34816],
    [17, { ...all, cgroups, env: ['E=1'], tty: 5 }, 'sh', ['E=1'], 5],
    [18, { ...all, cgroups, env: ['E=1'], tty: 5 }, 'sh', ['E=1'], 5],
    [19, { ...all, cgroups, env: ['E=1'], tty: 5 }, 'sh', ['E=1'], 5],
  ] as const) {
    const world = new World().exit(100, `execve_${revision}`, params);
    const { attributes: a, vmRssKb } = world.thread(100);
    assert.deepEqual([a.comm, a.env, a.tty, a.fdLimit], [comm, env, tty, 77], `revision ${revision}`);
    assert.equal(vmRssKb, revision === 8 ? 500 : 20, `revision ${revision}`);
    assert.deepEqual(a.cgroups, revision >= 16 ? [['cpuset', '/z']] : [], `revision ${revision}`);
    assert.equal(a.uid, 1000, 'what the event does not say stays');
    assert.equal(a.loginUid, 1000);
  }
});

test('the other threads of the process are gone', () => {
  const world = new World();
  world.exit(101, 'clone_20', cloned(500, 101, 100, 1));
  const child = world.thread(500);
  world.exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1));
  assert.equal(world.state.threads.has(101), false);
  assert.equal(world.thread(100).process?.alive, 1);
  assert.equal(world.field('proc.nthreads'), 1);
  assert.equal(world.thread(500), child);
});

test('a secondary thread executes: the kernel gives it the number of the leader, who has died', () => {
  const world = new World();
  world.exit(100, 'open', { fd: 3, name: '/keep', flags: 1 });
  world.enter(101, 'execve_19', { filename: '/bin/ls' });
  world.event(100, 'procexit_1_e', { status: 0 });
  world.exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1));
  const leader = world.thread(100);
  assert.deepEqual([leader.dead, leader.attributes.comm, leader.process?.alive], [false, 'ls', 1]);
  assert.deepEqual(world.fds(100), [0, 1, 2, 3]);
  assert.equal(world.state.threads.has(101), false);
  world.tick(100);
  assert.equal(world.thread(100), leader, 'and stays');
  assert.equal(world.field('proc.name'), 'ls');
});

test('an exec of a process that nobody knew', () => {
  const world = new World().exit(777, 'execve_19', executed('/bin/ls', 777, 777, 100));
  const thread = world.thread(777);
  assert.deepEqual([thread.isPlaceholder, thread.attributes.pid, thread.attributes.vtid], [false, 777, 777]);
  assert.equal(thread.parent?.tid, 100);
  assert.equal(world.field('proc.pname'), 'bash');
});

test('flags of exec: what the new program inherits', () => {
  const world = new World();
  world.exit(500, 'clone_20', cloned(0, 500, 500, 100, { flags: CLONE.FILES }));
  world.exit(500, 'dup2', { res: 1, oldfd: 0, newfd: 1 });
  world.exit(500, 'execve_19', executed('/bin/ls', 500, 500, 100));
  const { flags } = world.thread(500).attributes;
  assert.equal(flags & CLONE.INVERTED, CLONE.INVERTED);
  assert.equal(flags & (1 << 21), 1 << 21, 'source of a shell pipe');
  assert.equal(flags & CLONE.FILES, 0, 'a program has its own table');
});

test('a duplicate of an unknown fd stays through an exec', () => {
  const w = new World();
  w.exit(100, 'fcntl', { res: 0, fd: 0, cmd: 3, arg: 1 }).exit(100, 'fcntl', { res: 0, fd: 1, cmd: 3, arg: 1 });
  w.enter(100, 'dup2', { fd: 18 }).exit(100, 'dup2', { res: 0, oldfd: 18, newfd: 0 });
  assert.equal(w.field('fd.type'), undefined);
  w.enter(100, 'dup3', { fd: 18 }).exit(100, 'dup3', { res: 2, oldfd: 18, newfd: 2, flags: O_CLOEXEC });
  assert.deepEqual(w.fds(100), [0, 1, 2]);
  w.exit(100, 'execve_19', executed('/bin/ls', 100, 100, 1));
  assert.deepEqual(w.tick(100).fds(100), [0]);
});
