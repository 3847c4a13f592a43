// SPDX-License-Identifier: Apache-2.0
// Calls that make, copy and close fds, and which fd an event is about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FdType } from '../../../src/engine/state/fd-info.js';
import type { Params } from './event-encoder.js';
import { listed, listedFile, USUAL, World } from './world.js';

const O_CLOEXEC = 1 << 12;
const FILES = [listedFile(0, '/a', 1), listedFile(3, '/b', 2 | O_CLOEXEC), listedFile(4, '/c', 3)];
const fresh = (): World => new World({ ...USUAL, fds: { 100: FILES } });

const CREATORS: readonly (readonly [call: string, exit: Params, type: number, openFlags: number])[] = [
  ['eventfd', { res: 7 }, FdType.EVENT, 0],
  ['eventfd2', { res: 7, flags: 0x1000, initval: 0 }, FdType.EVENT, 0x1000],
  ['signalfd', { res: 7, fd: -1 }, FdType.SIGNALFD, 0],
  ['signalfd4', { res: 7, flags: 0x1000 }, FdType.SIGNALFD, 0x1000],
  ['timerfd_create', { res: 7 }, FdType.TIMERFD, 0],
  ['inotify_init', { res: 7 }, FdType.INOTIFY, 0],
  ['inotify_init1', { res: 7, flags: 0x1000 }, FdType.INOTIFY, 0x1000],
  ['epoll_create', { res: 7, size: 1 }, FdType.EVENTPOLL, 0],
  ['epoll_create1', { res: 7, flags: 1 }, FdType.EVENTPOLL, O_CLOEXEC],
  ['bpf_2', { fd: 7 }, FdType.BPF, 0],
  ['userfaultfd', { res: 7, flags: 0x1000 }, FdType.USERFAULTFD, 0x1000],
  ['io_uring_setup', { res: 7 }, FdType.IOURING, 0],
];

for (const [call, exit, type, openFlags] of CREATORS) {
  test(call, () => {
    const world = fresh().exit(100, call, exit);
    assert.deepEqual([world.fd(100, 7)?.type, world.fd(100, 7)?.openFlags], [type, openFlags]);
    assert.equal(world.view.fd?.id, world.fd(100, 7)?.id);
    assert.equal(world.view.fdNum, 7);
    const [result] = Object.keys(exit);
    const failed = fresh().exit(100, call, { ...exit, [result ?? '']: -24 });
    assert.deepEqual(failed.fds(100), [0, 3, 4]);
  });
}

test('memfd_create and pidfd_open have names', () => {
  const world = fresh().exit(100, 'memfd_create', { fd: 7, name: 'secret', flags: 1 });
  assert.deepEqual([world.fd(100, 7)?.type, world.fd(100, 7)?.name], [FdType.MEMFD, 'secret']);
  world.exit(100, 'pidfd_open', { fd: 8, pid: 200, flags: 0 });
  const pidfd = world.fd(100, 8);
  assert.deepEqual([pidfd?.type, pidfd?.name, pidfd?.pid], [FdType.PIDFD, '/proc/200', 200]);
});

test('pidfd_getfd copies another process’s fd', () => {
  const world = new World({ ...USUAL, fds: { 200: [listedFile(5, '/their')] } });
  world.exit(100, 'pidfd_open', { fd: 8, pid: 200 }).exit(100, 'pidfd_getfd', { fd: 9, pid_fd: 8, target_fd: 5 });
  assert.deepEqual([world.fd(100, 9)?.name, world.fd(100, 9)?.openFlags], ['/their', 1 | O_CLOEXEC]);
  world.exit(100, 'pidfd_getfd', { fd: 10, pid_fd: 8, target_fd: 99 });
  assert.equal(world.fd(100, 10), undefined);
});

test('pipe, pipe2 and socketpair make two', () => {
  for (const [call, params, flags] of [
    ['pipe', { res: 0, fd1: 5, fd2: 6, ino: 99 }, 0],
    ['pipe2', { res: 0, fd1: 5, fd2: 6, ino: 99, flags: O_CLOEXEC }, O_CLOEXEC],
  ] as const) {
    const world = fresh().exit(100, call, params);
    for (const n of [5, 6]) {
      const fd = world.fd(100, n);
      assert.deepEqual([fd?.type, fd?.ino, fd?.name, fd?.openFlags], [FdType.FIFO, 99, '', flags], call);
    }
    assert.deepEqual(
      fresh()
        .exit(100, call, { ...params, res: -24 })
        .fds(100),
      [0, 3, 4],
    );
  }
  const world = fresh().exit(100, 'socketpair', { res: 0, fd1: 5, fd2: 6, source: 0xffff880000000001n, peer: 0x20n });
  for (const n of [5, 6]) {
    const fd = world.fd(100, n);
    assert.deepEqual([fd?.type, fd?.unixSource, fd?.unixDest], [FdType.UNIX_SOCK, 'ffff880000000001', '20']);
  }
});

test('copies: close-on-exec does not go along unless it is asked for', () => {
  const rows: readonly (readonly [string, (world: World) => unknown, number, boolean])[] = [
    ['dup, exit alone', (w) => w.exit(100, 'dup_1', { res: 7, oldfd: 3 }), 7, false],
    ['dup, both', (w) => w.enter(100, 'dup_1', { fd: 3 }).exit(100, 'dup_1', { res: 7, oldfd: 3 }), 7, false],
    ['dup of 2016', (w) => w.enter(100, 'dup', { fd: 3 }).exit(100, 'dup', { res: 7 }), 7, false],
    ['dup2', (w) => w.exit(100, 'dup2', { res: 7, oldfd: 3, newfd: 7 }), 7, false],
    ['dup2, both', (w) => w.enter(100, 'dup2', { fd: 3 }).exit(100, 'dup2', { res: 7, oldfd: 3, newfd: 7 }), 7, false],
    ['dup3', (w) => w.exit(100, 'dup3', { res: 7, oldfd: 3, newfd: 7, flags: 0 }), 7, false],
    ['dup3 with O_CLOEXEC', (w) => w.exit(100, 'dup3', { res: 7, oldfd: 3, newfd: 7, flags: O_CLOEXEC }), 7, true],
    ['fcntl F_DUPFD', (w) => w.exit(100, 'fcntl', { res: 7, fd: 3, cmd: 1 }), 7, false],
    ['fcntl F_DUPFD of 2016', (w) => w.enter(100, 'fcntl', { fd: 3, cmd: 1 }).exit(100, 'fcntl', { res: 7 }), 7, false],
    ['fcntl F_DUPFD_CLOEXEC', (w) => w.exit(100, 'fcntl', { res: 7, fd: 3, cmd: 26 }), 7, true],
    ['dup2 onto an open fd', (w) => w.exit(100, 'dup2', { res: 4, oldfd: 3, newfd: 4 }), 4, false],
  ];
  for (const [what, run, target, cloexec] of rows) {
    const world = fresh();
    run(world);
    const copy = world.fd(100, target);
    assert.deepEqual([copy?.name, copy?.openFlags], ['/b', cloexec ? 2 | O_CLOEXEC : 2], what);
    assert.equal(world.fd(100, 3)?.openFlags, 2 | O_CLOEXEC, `${what}: the source is as it was`);
  }
  const failed = fresh().exit(100, 'dup2', { res: -9, oldfd: 3, newfd: 7 }).exit(100, 'dup_1', { res: 8, oldfd: 77 });
  assert.deepEqual(failed.fds(100), [0, 3, 4]);
});

test('fcntl F_SETFD sets and clears close-on-exec; other commands change nothing', () => {
  const world = fresh().exit(100, 'fcntl', { res: 0, fd: 3, cmd: 3, arg: 0 });
  assert.equal(world.fd(100, 3)?.openFlags, 2);
  world.exit(100, 'fcntl', { res: 0, fd: 3, cmd: 3, arg: 1 });
  assert.equal(world.fd(100, 3)?.openFlags, 2 | O_CLOEXEC);
  world.exit(100, 'fcntl', { res: 0, fd: 3, cmd: 4, arg: 0x800 });
  assert.equal(world.fd(100, 3)?.openFlags, 2 | O_CLOEXEC);
  assert.deepEqual(world.fds(100), [0, 3, 4]);
});

test('a shell that wires a pipe is marked', () => {
  const world = fresh().exit(100, 'dup2', { res: 0, oldfd: 4, newfd: 0 });
  assert.equal(world.thread(100).attributes.flags & (3 << 21), 1 << 22);
  world.exit(100, 'dup2', { res: 1, oldfd: 4, newfd: 1 });
  assert.equal(world.thread(100).attributes.flags & (3 << 21), 3 << 21);
});

test('close: the event itself still sees the fd', () => {
  for (const [what, run] of [
    ['both sides', (w: World) => w.enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: 0, fd: 3 })],
    ['of 2016', (w: World) => w.enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: 0 })],
    ['exit alone', (w: World) => w.exit(100, 'close', { res: 0, fd: 3 })],
  ] as const) {
    const world = run(fresh());
    assert.equal(world.field('fd.name'), '/b', what);
    assert.equal(world.view.fdAt(3)?.name, '/b', what);
    world.tick(100);
    assert.deepEqual(world.fds(100), [0, 4], what);
    assert.equal(world.view.fdAt(3), undefined, what);
  }
});

test('close that fails keeps the fd', () => {
  const world = fresh().enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: -9, fd: 3 }).tick();
  assert.deepEqual(world.fds(100), [0, 3, 4]);
});

test('an fd that is rebuilt between the enter and the exit of its close stays', () => {
  const world = fresh().enter(100, 'close', { fd: 3 });
  world.exit(101, 'openat_2', { fd: 3, dirfd: -100, name: '/new', flags: 1 });
  world.exit(100, 'close', { res: 0, fd: 3 }).tick();
  assert.equal(world.fd(100, 3)?.name, '/new');
  // And the next close of it is one.
  world.enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: 0, fd: 3 }).tick();
  assert.deepEqual(world.fds(100), [0, 4]);
});

test('an fd that is rebuilt right after the exit of its close stays', () => {
  const world = fresh().enter(100, 'close', { fd: 3 }).exit(100, 'close', { res: 0, fd: 3 });
  world.exit(100, 'openat_2', { fd: 3, dirfd: -100, name: '/new', flags: 1 });
  assert.equal(world.view.fdAt(3)?.name, '/new');
  assert.equal(world.tick().fd(100, 3)?.name, '/new');
});

test('close_range closes, or marks with its flag', () => {
  assert.deepEqual(fresh().exit(100, 'close_range', { res: 0, first: 1, last: 3, flags: 0 }).tick().fds(100), [0, 4]);
  assert.deepEqual(fresh().exit(100, 'close_range', { res: 0, first: 0, last: 0xffffffff }).tick().fds(100), []);
  assert.deepEqual(
    fresh().exit(100, 'close_range', { res: -22, first: 0, last: 99, flags: 0 }).tick().fds(100),
    [0, 3, 4],
  );
  const marked = fresh().exit(100, 'close_range', { res: 0, first: 4, last: 99, flags: 4 }).tick();
  assert.deepEqual(
    [0, 3, 4].map((n) => (marked.fd(100, n)?.openFlags ?? 0) & O_CLOEXEC),
    [0, O_CLOEXEC, O_CLOEXEC],
  );
});

test('threads without a process have no fds, and do not end the program', () => {
  const world = new World({ processes: [listed(1, { ptid: 0 }), listed(50, { pid: 49, flags: (1 << 13) | 1 })] });
  world.exit(50, 'openat_2', { fd: 3, dirfd: -100, name: '/x', flags: 1 });
  world.exit(50, 'dup2', { res: 4, oldfd: 3, newfd: 4 }).exit(50, 'close_range', { res: 0, first: 0, last: 9 });
  world.enter(50, 'close', { fd: 3 }).exit(50, 'close', { res: 0, fd: 3 });
  world
    .exit(50, 'pipe', { res: 0, fd1: 1, fd2: 2, ino: 1 })
    .exit(50, 'socket', { fd: 3, domain: 2, type: 2, proto: 0 });
  assert.deepEqual(world.fds(50), []);
});
