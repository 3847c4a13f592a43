// SPDX-License-Identifier: Apache-2.0
// The open family: names resolved against working directory and directory fds, flags, device and inode, and arguments on
// either side of the call.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FdType } from '../../../src/engine/state/fd-info.js';
import type { Params } from './event-encoder.js';
import { listedFile, USUAL, World } from './world.js';

const O_DIRECTORY = 1 << 10;
const AT_FDCWD = -100;
const parts = { ...USUAL, fds: { 100: [listedFile(8, '/srv'), listedFile(9, '/')] } };
const fresh = (): World => new World(parts);

interface Row {
  readonly path: string;
  readonly dirfd?: number;
  readonly name: string;
}

const PATHS: readonly Row[] = [
  { path: '/etc/passwd', name: '/etc/passwd' },
  { path: '/etc//./x/../passwd/', name: '/etc/passwd' },
  { path: '/', name: '/' },
  { path: '/..', name: '/' },
  { path: 'notes', name: '/home/ann/notes' },
  { path: './a/../b', name: '/home/ann/b' },
  { path: '../bob/x', name: '/home/bob/x' },
  { path: '..', name: '/home' },
  { path: '.', name: '/home/ann' },
  { path: '...', name: '/home/ann/...' },
  { path: '.hidden', name: '/home/ann/.hidden' },
  { path: 'x', dirfd: 8, name: '/srv/x' },
  { path: '../x', dirfd: 8, name: '/x' },
  { path: 'x', dirfd: 9, name: '/x' },
  { path: 'x', dirfd: 77, name: '<UNKNOWN>x' },
  { path: '/abs', dirfd: 77, name: '/abs' },
  { path: `/${'d'.repeat(2000)}`, name: '/DIR_TOO_LONG/FILENAME_TOO_LONG' },
  { path: '\u{1f600}/\udcff', name: '/home/ann/\u{1f600}/\udcff' },
];

for (const { path, dirfd = AT_FDCWD, name } of PATHS) {
  const fromDir = dirfd !== AT_FDCWD;
  test(`${path.slice(0, 40)}${fromDir ? ` from fd ${dirfd}` : ''}`, () => {
    const runs: Readonly<Record<string, (world: World) => unknown>> = {
      'openat, exit alone': (w) => w.exit(100, 'openat_2', { fd: 3, dirfd, name: path, flags: 1 }),
      'openat, both sides': (w) =>
        w
          .enter(100, 'openat_2', { dirfd, name: path, flags: 1 })
          .exit(100, 'openat_2', { fd: 3, dirfd, name: path, flags: 1 }),
      'openat2, exit alone': (w) => w.exit(100, 'openat2', { fd: 3, dirfd, name: path, flags: 1 }),
      'openat of 2016': (w) => w.enter(100, 'openat', { dirfd, name: path, flags: 1 }).exit(100, 'openat', { fd: 3 }),
      ...(fromDir
        ? {}
        : {
            'open, exit alone': (w) => w.exit(100, 'open', { fd: 3, name: path, flags: 1 }),
            'open, both sides': (w) =>
              w.enter(100, 'open', { name: path, flags: 1 }).exit(100, 'open', { fd: 3, name: path, flags: 1 }),
            'creat, exit alone': (w) => w.exit(100, 'creat', { fd: 3, name: path }),
          }),
    };
    for (const [what, run] of Object.entries(runs)) {
      const world = fresh();
      run(world);
      assert.equal(world.fd(100, 3)?.name, name, what);
      assert.equal(world.fd(100, 3)?.nameRaw, path, what);
      assert.equal(world.field('fd.name'), name, what);
      assert.equal(world.view.fdNum, 3, what);
    }
  });
}

test('flags, device and inode', () => {
  for (const [call, params] of [
    ['open', { fd: 3, name: '/x', flags: 0x4003, mode: 0o644, dev: 0x801, ino: 2 ** 40 }],
    ['openat_2', { fd: 3, dirfd: -100, name: '/x', flags: 0x4003, mode: 0o644, dev: 0x801, ino: 2 ** 40 }],
    ['openat2', { fd: 3, dirfd: -100, name: '/x', flags: 0x4003, mode: 0o644, resolve: 0, dev: 0x801, ino: 2 ** 40 }],
    ['open_by_handle_at', { fd: 3, mountfd: 8, flags: 0x4003, path: '/x', dev: 0x801, ino: 2 ** 40 }],
    ['creat', { fd: 3, name: '/x', mode: 0o644, dev: 0x801, ino: 2 ** 40 }],
  ] as const) {
    const fd = fresh().exit(100, call, params).fd(100, 3);
    assert.deepEqual([fd?.name, fd?.type, fd?.dev, fd?.ino], ['/x', FdType.FILE_V2, 0x801, 2 ** 40], call);
    assert.equal(fd?.openFlags, call === 'creat' ? 0 : 0x4003, call);
  }
});

test('what was passed on entry counts; the probe’s own bits come from the exit', () => {
  const world = fresh();
  world.enter(100, 'openat_2', { dirfd: AT_FDCWD, name: '/entered', flags: 1 });
  world.exit(100, 'openat_2', { fd: 3, dirfd: 8, name: 'changed', flags: 2 | (1 << 14) });
  assert.deepEqual([world.fd(100, 3)?.name, world.fd(100, 3)?.openFlags], ['/entered', 1 | (1 << 14)]);
  // A name that could not be read on entry does not hide the one of the exit.
  world.enter(100, 'openat_2', { dirfd: AT_FDCWD, name: undefined, flags: 1 });
  world.exit(100, 'openat_2', { fd: 4, dirfd: AT_FDCWD, name: '/exited', flags: 1 });
  assert.equal(world.fd(100, 4)?.name, '/exited');
  world.enter(100, 'open', { name: '<NA>', flags: 1 }).exit(100, 'open', { fd: 5, name: '/exited', flags: 1 });
  assert.equal(world.fd(100, 5)?.name, '/exited');
});

test('directories', () => {
  const world = fresh().exit(100, 'openat_2', { fd: 3, dirfd: AT_FDCWD, name: '/d', flags: 1 | O_DIRECTORY });
  assert.equal(world.fd(100, 3)?.type, FdType.DIRECTORY);
  assert.equal(world.field('fd.typechar'), 'd');
});

test('a failed open makes no fd, but names its file', () => {
  const world = fresh();
  world.enter(100, 'openat_2', { dirfd: AT_FDCWD, name: '/none', flags: 1 });
  world.exit(100, 'openat_2', { fd: -2, dirfd: AT_FDCWD, name: '/none', flags: 1 });
  assert.deepEqual(world.fds(100), [8, 9]);
  assert.equal(world.view.fd, undefined);
  assert.deepEqual(world.fields('fd.name', 'evt.failed'), ['/none', true]);
});

test('an fd number that is opened again replaces the old one', () => {
  const world = fresh();
  world.exit(100, 'open', { fd: 3, name: '/one', flags: 1 }).exit(100, 'open', { fd: 3, name: '/two', flags: 1 });
  assert.equal(world.fd(100, 3)?.name, '/two');
  assert.ok(world.view.moveToRow(0));
  assert.equal(world.view.fdAt(3)?.name, '/one');
});

test('a thread without a known directory', () => {
  const world = fresh().exit(555, 'open', { fd: 3, name: 'rel', flags: 1 });
  assert.equal(world.fd(555, 3)?.name, './rel');
  const params: Params = { fd: 4, dirfd: AT_FDCWD, name: undefined, flags: 1 };
  world.exit(100, 'openat_2', params);
  assert.equal(world.fd(100, 4)?.name, '/home/ann/<NA>');
});
