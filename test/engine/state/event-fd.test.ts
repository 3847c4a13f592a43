// SPDX-License-Identifier: Apache-2.0
// Which fd an event is about: the one that the enter event named where there was one, else the exit's own parameter, at
// the place that the format's description gives for each call.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventType } from '../../../src/engine/scap/event-types.js';
import type { Params } from './event-encoder.js';
import { listedFile, USUAL, World } from './world.js';

/** Index of the parameter with the fd on exit events, as the description lists them. */
const EXIT_FD: Readonly<Record<number, string>> = {
  1: 'setns listen shutdown fchdir lseek llseek ioctl_3 fstat close getdents getdents64 flock copy_file_range fcntl dup_1 dup2 dup3 newfstatat fchownat fchmodat mkdirat unlinkat_2 mknodat sendmmsg recvmmsg io_uring_register io_uring_enter setsockopt getsockopt fsconfig finit_module fchmod fchown',
  2: 'read pread bind write pwrite recv send sendto sendmsg sendfile splice writev pwritev connect symlinkat',
  3: 'recvfrom readv preadv',
  5: 'recvmsg',
  8: 'mmap mmap2',
};

const fds = [3, 9].map((fd) => listedFile(fd, `/file${fd}`));
const fresh = (): World => new World({ ...USUAL, fds: { 100: fds } });

/** An exit that failed, so that it changes nothing, with fd 9 at this place and other numbers around it. */
function failedExit(call: string, at: number): Params {
  const { params } = eventType(`${call}_x`);
  return Object.fromEntries(
    params.map((param, i) => {
      if (i === 0) return [param.name, -1];
      if (i === at) return [param.name, 9];
      return [param.name, new Uint8Array(0)];
    }),
  );
}

for (const [index, calls] of Object.entries(EXIT_FD)) {
  for (const call of calls.split(' ')) {
    test(`${call}: parameter ${index} where the enter event is missing`, () => {
      const world = fresh().exit(100, call, failedExit(call, Number(index)));
      assert.equal(world.view.fdNum, 9);
      assert.deepEqual(world.fields('fd.num', 'fd.name'), [9, '/file9']);
    });
  }
}

test('the enter event’s fd counts for both sides, whatever the exit says', () => {
  const rows: readonly (readonly [call: string, enter: Params, exit: Params])[] = [
    ['read', { fd: 3, size: 10 }, { res: 1, data: '', fd: 9, size: 10 }],
    ['write', { fd: 3, size: 10 }, { res: 1 }],
    ['fstat', { fd: 3 }, { res: 0 }],
    ['ioctl_3', { fd: 3 }, { res: 0 }],
    ['sendfile', { out_fd: 3, in_fd: 9 }, { res: 1 }],
    ['splice', { fd_in: 3, fd_out: 9 }, { res: 1 }],
    ['lseek', { fd: 3 }, { res: 0 }],
  ];
  for (const [call, enter, exit] of rows) {
    const world = fresh().enter(100, call, enter);
    assert.deepEqual(world.fields('fd.num', 'fd.name'), [3, '/file3'], `${call}, enter`);
    world.exit(100, call, exit);
    assert.deepEqual(world.fields('fd.num', 'fd.name'), [3, '/file3'], `${call}, exit`);
  }
});

test('the fd of another call in between is not taken', () => {
  const world = fresh().enter(100, 'read', { fd: 3, size: 1 });
  world.enter(101, 'read', { fd: 9, size: 1 }).exit(101, 'read', { res: 0 });
  assert.equal(world.field('fd.num'), 9);
  world.exit(100, 'read', { res: 0 });
  assert.equal(world.field('fd.num'), 3);
});

test('an exit of another call takes nothing from the enter event', () => {
  const world = fresh().enter(100, 'read', { fd: 3, size: 1 }).exit(100, 'write', { res: 0 });
  assert.equal(world.field('fd.num'), -1);
  assert.equal(world.view.fd, undefined);
});

test('fds that nobody knows, negative ones and events without any', () => {
  const world = fresh().enter(100, 'read', { fd: 77, size: 1 });
  assert.deepEqual(world.fields('fd.num', 'fd.name'), [77, undefined]);
  world.enter(100, 'read', { fd: -1, size: 1 });
  assert.deepEqual(world.fields('fd.num', 'fd.name'), [-1, undefined]);
  world.enter(100, 'read', {});
  assert.equal(world.view.fd, undefined);
  world.exit(100, 'getcwd', { res: 0, path: '/x' });
  assert.deepEqual([world.view.fdNum, world.field('fd.num')], [-1, undefined]);
});
