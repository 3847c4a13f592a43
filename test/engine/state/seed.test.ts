// SPDX-License-Identifier: Apache-2.0
// The machine before the first event: processes, their fds and sockets, whatever the order of the lists.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import type { ListedFd } from '../../../src/engine/scap/metadata.js';
import { fdsBlock, processesBlock, sectionBlock, usersBlock } from '../../../src/engine/scap/scap-writer.js';
import { FdType } from '../../../src/engine/state/fd-info.js';
import { ExeFlag } from '../../../src/engine/state/thread-info.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { event, u64 } from '../scap/block-writer.js';
import { listed, listedFile, USUAL, World } from './world.js';

const ip = (text: string) => parseIp(text) ?? assert.fail(text);

function socket(fd: number, source: string, sourcePort: number, dest: string, destPort: number, l4 = 2): ListedFd {
  const type = source.includes(':') ? 4 : 3;
  return {
    fd,
    ino: fd,
    type,
    name: '',
    openFlags: 0,
    dev: 0,
    sourceIp: ip(source),
    sourcePort,
    destIp: ip(dest),
    destPort,
    l4,
  };
}

function listening(fd: number, address: string, port: number, l4 = 2): ListedFd {
  const type = address.includes(':') ? 6 : 5;
  return { fd, ino: fd, type, name: '', openFlags: 0, dev: 0, destIp: ip(address), destPort: port, l4 };
}

function unix(fd: number, name: string): ListedFd {
  return { fd, ino: fd, type: 8, name, openFlags: 0, dev: 0, unixSource: 0x10n, unixDest: 0n };
}

/** Fd 5 of a process after seeding. */
function seeded(...fds: readonly ListedFd[]) {
  const world = new World({ ...USUAL, fds: { 100: fds } }).tick(100);
  const fd = world.fd(100, 5);
  return fd === undefined ? undefined : { name: fd.name, type: fd.type, role: fd.role, connected: fd.connected };
}

test('sockets: who listens on the port is the server', () => {
  const { IPV4_SOCK, IPV6_SOCK, IPV4_SERVSOCK, IPV6_SERVSOCK } = FdType;
  // It has no role of its own: a bound datagram socket that sends is the client of whom it sends to.
  assert.deepEqual(seeded(listening(5, '0.0.0.0', 80)), {
    name: '0.0.0.0:80',
    type: IPV4_SERVSOCK,
    role: 'none',
    connected: false,
  });
  assert.deepEqual(seeded(listening(5, '::', 80)), {
    name: ':::80',
    type: IPV6_SERVSOCK,
    role: 'none',
    connected: false,
  });
  const outgoing = socket(5, '10.0.0.5', 4000, '10.0.0.9', 80);
  assert.deepEqual(seeded(outgoing), {
    name: '10.0.0.5:4000->10.0.0.9:80',
    type: IPV4_SOCK,
    role: 'client',
    connected: true,
  });
  const incoming = socket(5, '10.0.0.5', 80, '10.0.0.9', 4000);
  assert.deepEqual(seeded(incoming, listening(6, '0.0.0.0', 80)), {
    name: '10.0.0.9:4000->10.0.0.5:80',
    type: IPV4_SOCK,
    role: 'server',
    connected: true,
  });
  // The list of who listens may come after, and from another process.
  const world = new World({ ...USUAL, fds: { 100: [incoming], 200: [listening(3, '0.0.0.0', 80)] } }).tick(100);
  assert.equal(world.fd(100, 5)?.role, 'server');
  const v6 = socket(5, '2001:db8::5', 80, '2001:db8::9', 4000);
  assert.deepEqual(seeded(v6, listening(6, '::', 80)), {
    name: '2001:db8::5:80->2001:db8::9:4000',
    type: IPV6_SOCK,
    role: 'none',
    connected: true,
  });
  const mapped = socket(5, '::ffff:10.0.0.5', 80, '::ffff:10.0.0.9', 4000);
  assert.deepEqual(seeded(mapped, listening(6, '::', 80))?.name, '10.0.0.9:4000->10.0.0.5:80');
  assert.equal(seeded(socket(5, '10.0.0.5', 4000, '10.0.0.9', 53, 3))?.connected, false, 'UDP is not connected');
});

test('sockets: an address that is open is completed from the interfaces', () => {
  assert.equal(seeded(socket(5, '0.0.0.0', 4000, '10.0.0.9', 53, 3))?.name, '10.0.0.5:4000->10.0.0.9:53');
  assert.equal(seeded(socket(5, '127.0.0.1', 4000, '0.0.0.0', 0, 3))?.name, '127.0.0.1:4000->127.0.0.1:0');
});

test('unix sockets: with a path they serve; the line’s end of old captures is not part of it', () => {
  assert.deepEqual(seeded(unix(5, '/run/a\n')), {
    name: '/run/a',
    type: FdType.UNIX_SOCK,
    role: 'server',
    connected: false,
  });
  assert.equal(seeded(unix(5, ''))?.role, 'client');
});

test('processes: every field', () => {
  const full = listed(500, {
    ptid: 100,
    exePath: '/usr/bin/x (deleted)',
    cwd: '/srv/./data//x/..',
    exeWritable: true,
    exeFromMemfd: true,
    cgroups: [['cpuset', '/a']],
    pidnsInitStart: 7n,
    env: ['A=1'],
  });
  const thread = new World({ ...USUAL, processes: [...USUAL.processes, full] }).tick().thread(500);
  const { attributes: a } = thread;
  assert.deepEqual([a.exePath, a.cwd, a.env, a.cgroups], ['/usr/bin/x', '/srv/data/', ['A=1'], [['cpuset', '/a']]]);
  assert.equal(a.exeFlags, ExeFlag.WRITABLE | ExeFlag.FROM_MEMFD);
  assert.deepEqual([a.pidnsInitStart, a.cloneTime, a.execTime], [7n, 0n, 0n]);
  assert.deepEqual([thread.vmSizeKb, thread.pfMinor, thread.parent?.tid], [1000, 2, 100]);
  assert.equal(thread.isPlaceholder, false);
});

test('parents: named after their children, missing, or themselves', () => {
  const processes = [
    listed(700, { ptid: 701 }),
    listed(701, { ptid: 1 }),
    listed(1, { ptid: 0 }),
    listed(702, { ptid: 999 }),
    listed(703, { ptid: 703 }),
  ];
  const world = new World({ processes }).tick(700);
  assert.equal(world.thread(700).parent?.tid, 701);
  assert.deepEqual([world.thread(702).parent, world.thread(702).attributes.ptid], [undefined, 0]);
  world.tick(703);
  assert.ok(['comm703', undefined, '<NA>'].includes(String(world.field('proc.pname') ?? '<NA>')));
  world.event(703, 'procexit_1_e', { status: 0 }).tick();
  assert.equal(world.state.threads.has(703), false);
});

test('two that are each other’s parent do not loop', () => {
  const world = new World({
    processes: [listed(1, { ptid: 0 }), listed(800, { ptid: 801 }), listed(801, { ptid: 800 })],
  });
  world.tick(800);
  assert.equal(typeof world.text('proc.aname[5]'), 'string');
  assert.equal(typeof world.text('proc.sname'), 'string');
  assert.equal(world.field('proc.name'), 'comm800');
  world.event(800, 'procexit_1_e', { status: 0 }).tick(801);
  assert.equal(world.field('proc.name'), 'comm801');
});

test('threads use their leader’s fds, unless they have their own', () => {
  const shared = new World();
  assert.deepEqual(shared.tick().fds(101), [0, 1, 2]);
  const processes = [listed(1, { ptid: 0 }), listed(100), listed(101, { pid: 100, flags: 1 << 13 })];
  const own = new World({ processes, fds: { 100: [listedFile(1, '/a')], 101: [listedFile(2, '/b')] } }).tick();
  assert.deepEqual([own.fds(100), own.fds(101)], [[1], [2]]);
});

const ONE = event({ type: 4, tid: 100, params: [u64(1)] });

function read(...blocks: readonly Uint8Array[]): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  for (const block of [sectionBlock(), ...blocks, ONE]) capture.feed(block);
  capture.end();
  assert.equal(capture.defect, undefined);
  return capture;
}

test('fds that are listed before their process', () => {
  const capture = read(fdsBlock(100, [listedFile(3, '/x')], 'newest'), processesBlock([listed(100)], 'newest'));
  const fd = capture.state.threads.get(100)?.fd(3) ?? 0;
  assert.equal(capture.state.fdDictionary.at(fd).name, '/x');
  const nobody = read(fdsBlock(77, [listedFile(3, '/x')], 'newest'), processesBlock([listed(100)], 'newest'));
  assert.equal(nobody.state.threads.has(77), false);
});

test('a later user list replaces an earlier one', () => {
  const user = (uid: number, name: string) => ({ uid, gid: 1, name, home: '', shell: '' });
  const capture = read(
    usersBlock([user(1, 'a'), user(2, 'b')], [{ gid: 1, name: 'g' }]),
    usersBlock([user(1, 'c')], []),
  );
  assert.deepEqual(
    [1, 2].map((uid) => capture.state.users.user('', uid)?.name),
    ['c', undefined],
  );
  assert.equal(capture.state.users.group('', 1), undefined);
});

test('a section header without events in front is forgotten', () => {
  const capture = read(processesBlock([listed(55)], 'newest'), sectionBlock(), processesBlock([listed(100)], 'newest'));
  assert.deepEqual([...capture.state.threads.keys()], [100]);
});
