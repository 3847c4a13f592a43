// SPDX-License-Identifier: Apache-2.0
// evt.*, syscall.*, fs.path.*, fdlist.*, syslog.*: what one event says.

import { test } from 'node:test';
import { FdType, L4 } from '../../../src/engine/state/fd-info.js';
import { EMPTY, fakeEvent, fdList, fdOf, hex, ip, sockaddr, str, threadOf, u16, u32, u64 } from './fake-event.js';
import { checkFields } from './read.js';

const file = fdOf({ name: '/etc/passwd' });
const cwd = threadOf({ comm: 'cat', tid: 7, cwd: '/srv/labs/' });

test('what kind of event it is', () => {
  const exit = fakeEvent({
    type: 'read_x',
    params: [u64(4), str('abc')],
    fd: file,
    columns: { num: 9, result: 4, cpu: 3 },
  });
  checkFields(exit, {
    'evt.num': 9,
    'evt.cpu': 3,
    'evt.dir': '<',
    'evt.type': 'read',
    'syscall.type': 'read',
    'evt.type.is.7': 1,
    'evt.type.is.read': 1,
    'evt.type.is.6': 0,
    'evt.category': 'file',
    'evt.source': 'syscall',
    'evt.is_async': false,
    'evt.asynctype': undefined,
    'evt.is_io': true,
    'evt.is_io_read': true,
    'evt.is_io_write': false,
    'evt.io_dir': 'read',
    'evt.is_wait': false,
    'evt.is_syslog': false,
    'evt.hostname': 'testhost',
    'evt.rawres': 4,
    'evt.res': 'SUCCESS',
    'evt.failed': false,
    'evt.pluginname': undefined,
    'util.cnt': undefined,
  });
  const enter = fakeEvent({ type: 'write_e', params: [u64(1), u32(5)] });
  checkFields(enter, {
    'evt.dir': '>',
    'evt.is_io_write': true,
    'evt.io_dir': 'write',
    'evt.rawres': undefined,
    'evt.res': undefined,
    'evt.failed': false,
    'evt.category': 'unknown',
  });
  const other = fakeEvent({ type: 'schedswitch_6_e' });
  checkFields(other, {
    'syscall.type': undefined,
    'evt.type': 'switch',
    'evt.category': 'scheduler',
    'evt.io_dir': undefined,
    'evt.is_io': false,
  });
  checkFields(fakeEvent({ type: 'poll_e', params: [fdList(), u64(1)] }), {
    'evt.is_wait': true,
    'evt.category': 'wait',
  });
  checkFields(fakeEvent({ type: 'asyncevent_e', kind: { name: 'container' } }), {
    'evt.is_async': true,
    'evt.asynctype': 'container',
  });
  checkFields(fakeEvent({ type: 'pluginevent_e' }), { 'evt.source': undefined });
});

test('io is filed under what it moves data through', () => {
  const of = (type: number) => fakeEvent({ type: 'read_x', fd: fdOf({ type }) });
  checkFields(of(FdType.DIRECTORY), { 'evt.category': 'file' });
  checkFields(of(FdType.IPV6_SERVSOCK), { 'evt.category': 'net' });
  checkFields(of(FdType.FIFO), { 'evt.category': 'ipc' });
  checkFields(of(FdType.TIMERFD), { 'evt.category': 'unknown' });
  checkFields(fakeEvent({ type: 'socketpair_e' }), { 'evt.category': 'IPC' });
});

test('results', () => {
  const failed = fakeEvent({ type: 'open_x', params: [u64(-2n), str('/x'), u32(1), u32(0)], columns: { result: -2 } });
  checkFields(failed, { 'evt.res': 'ENOENT', 'evt.rawres': -2, 'evt.failed': true });
  const odd = fakeEvent({ type: 'close_x', params: [u64(-9999n)], columns: { result: -9999 } });
  checkFields(odd, { 'evt.res': '-9999' });
});

test('parameters by name and number', () => {
  const event = fakeEvent({
    type: 'openat_2_x',
    thread: cwd,
    params: [u64(3), u64(-100n), str('a'), u32(4097), u32(0), u32(0xfe00), u64(2n ** 63n)],
    fds: { 3: file },
  });
  checkFields(event, {
    'evt.arg.fd': '<f>/etc/passwd',
    'evt.arg[0]': '<f>/etc/passwd',
    'evt.arg.dirfd': 'AT_FDCWD',
    'evt.arg.name': '/srv/labs/a',
    'evt.arg[2]': '/srv/labs/a',
    'evt.arg.flags': 'O_RDONLY|O_CLOEXEC',
    'evt.arg.mode': '0',
    'evt.arg.resolve': undefined,
    'evt.arg[9]': undefined,
    'evt.rawarg.fd': 3,
    'evt.rawarg.dirfd': -100,
    'evt.rawarg.name': 'a',
    'evt.rawarg.flags': 4097,
    'evt.rawarg.ino': 2n ** 63n,
    'evt.rawarg.tuple': undefined,
    'evt.args':
      'fd=3(<f>/etc/passwd) dirfd=-100(AT_FDCWD) name=a(/srv/labs/a) flags=4097(O_RDONLY|O_CLOEXEC) mode=0 dev=FE00 ino=-9223372036854775808 ',
  });
  const empty = fakeEvent({ type: 'write_x', params: [EMPTY, EMPTY, u64(3), u32(1)] });
  checkFields(empty, {
    'evt.arg.res': '<NA>',
    'evt.arg.data': 'NULL',
    'evt.rawarg.res': undefined,
    'evt.rawarg.data': undefined,
    'evt.buffer': undefined,
  });
  const bound = fakeEvent({ type: 'bind_x', params: [u64(0), sockaddr('127.0.0.1', 80)] });
  checkFields(bound, { 'evt.rawarg.addr': new Uint8Array(hex('02 7f000001 5000')) });
  const data = fakeEvent({ type: 'read_x', params: [u64(2), hex('00ff')] });
  checkFields(data, { 'evt.buffer': new Uint8Array([0, 255]), 'evt.rawarg.data': new Uint8Array([0, 255]) });
  checkFields(fakeEvent({ type: 'getuid_x', params: [u32(1000)] }), { 'evt.rawarg.uid': 1000 });
  checkFields(fakeEvent({ type: 'kill_e', params: [u64(5), new Uint8Array([9])] }), {
    'evt.arg.sig': 'SIGKILL',
    'evt.rawarg.sig': 9,
  });
});

test('time and latency', () => {
  const event = fakeEvent({
    type: 'read_x',
    time: 2_000_000_005,
    columns: { time: 2_000_000_005, latency: 1_500_000_000, deltaTime: 1_000_000_001, waitLatency: Number.NaN },
  });
  checkFields(event, {
    'evt.rawtime': 1534527350000000005n,
    'evt.rawtime.s': 1534527350n,
    'evt.rawtime.ns': 5n,
    'evt.reltime': 2_000_000_005,
    'evt.reltime.s': 2,
    'evt.reltime.ns': 5,
    'evt.deltatime.s': 1,
    'evt.deltatime.ns': 1,
    'evt.latency': 1_500_000_000,
    'evt.latency.s': 1,
    'evt.latency.ns': 500_000_000,
    'evt.latency.human': '1.50s',
    'evt.latency.quantized': 92,
    'evt.wait_latency': undefined,
    'evt.time.iso8601': '2018-08-17T17:35:50.000000005+0000',
    'evt.around[1534527349000000005]': 1000,
    'evt.around[x]': undefined,
  });
  // Not recorded is not 0.
  checkFields(fakeEvent({ type: 'read_x', time: Number.NaN }), {
    'evt.latency': undefined,
    'evt.latency.s': undefined,
    'evt.latency.human': undefined,
    'evt.latency.quantized': undefined,
    'evt.rawtime': undefined,
    'evt.time': undefined,
    'evt.reltime.s': undefined,
  });
  checkFields(fakeEvent({ type: 'read_e', columns: { latency: 0 } }), {
    'evt.latency': 0,
    'evt.latency.human': '0ns',
    'evt.latency.quantized': undefined,
  });
});

test('opens', () => {
  const open = (flags: number, mode: number, result = 3) =>
    fakeEvent({
      type: 'openat2_x',
      params: [u64(result), u64(-100n), str('a'), u32(flags), u32(mode)],
      columns: { result },
    });
  checkFields(open(3, 0), { 'evt.is_open_read': true, 'evt.is_open_write': true, 'evt.is_open_exec': false });
  checkFields(open(1, 0), { 'evt.is_open_read': true, 'evt.is_open_write': false, 'evt.is_open_create': false });
  checkFields(open(2 | 4, 0o100), { 'evt.is_open_exec': true, 'evt.is_open_create': false });
  checkFields(open(2, 0o777), { 'evt.is_open_exec': false });
  checkFields(open(2 | (1 << 14), 0), { 'evt.is_open_create': true });
  checkFields(open(1 << 13, 0o1, 3), { 'evt.is_open_create': true, 'evt.is_open_exec': true });
  checkFields(open(1 << 13, 0, -2), { 'evt.is_open_create': false });
  const creat = (result: number) =>
    fakeEvent({ type: 'creat_x', params: [u64(result), str('/a'), u32(0o755)], columns: { result } });
  checkFields(creat(3), { 'evt.is_open_exec': true, 'evt.is_open_create': true, 'evt.is_open_write': false });
  checkFields(creat(-13), { 'evt.is_open_create': false });
  checkFields(fakeEvent({ type: 'close_x' }), { 'evt.is_open_read': false, 'evt.is_open_create': false });
});

test('absolute paths', () => {
  const fds = { 5: fdOf({ type: FdType.DIRECTORY, name: '/proj' }), 6: fdOf({ type: FdType.DIRECTORY, name: '/' }) };
  const rename = fakeEvent({
    type: 'renameat_x',
    thread: cwd,
    fds,
    params: [u64(0), u64(5), str('a'), u64(-100n), str('../b')],
    columns: { result: 0 },
  });
  checkFields(rename, {
    'evt.abspath': '/proj/a',
    'evt.abspath.src': '/proj/a',
    'evt.abspath.dst': '/srv/b',
    'fs.path.source': '/proj/a',
    'fs.path.sourceraw': 'a',
    'fs.path.target': '/srv/b',
    'fs.path.targetraw': '../b',
    'fs.path.name': undefined,
  });
  const unlink = (dirFd: bigint, name: string, result = 0) =>
    fakeEvent({
      type: 'unlinkat_2_x',
      thread: cwd,
      fds,
      params: [u64(result), u64(dirFd), str(name), u32(0)],
      columns: { result },
    });
  checkFields(unlink(6n, 'etc'), { 'evt.abspath': '/etc', 'fs.path.name': '/etc', 'fs.path.nameraw': 'etc' });
  checkFields(unlink(9n, 'x'), { 'evt.abspath': '<UNKNOWN>/x' });
  checkFields(unlink(9n, '/x/./y'), { 'evt.abspath': '/x/y' });
  checkFields(unlink(6n, 'etc', -2), { 'fs.path.name': undefined, 'evt.abspath': '/etc' });
  checkFields(fakeEvent({ type: 'close_x' }), { 'evt.abspath': undefined, 'fs.path.name': undefined });
});

test('paths of successful calls', () => {
  const exit = (type: string, params: readonly Uint8Array[], result = 0) =>
    fakeEvent({ type, thread: cwd, params, columns: { result } });
  checkFields(exit('mkdir_2_x', [u64(0), str('d')]), { 'fs.path.name': '/srv/labs/d', 'fs.path.nameraw': 'd' });
  checkFields(exit('link_2_x', [u64(0), str('old'), str('new')]), {
    'fs.path.source': '/srv/labs/new',
    'fs.path.target': '/srv/labs/old',
  });
  checkFields(exit('symlinkat_x', [u64(0), str('to'), u64(-100n), str('at')]), {
    'fs.path.source': '/srv/labs/at',
    'fs.path.target': '/srv/labs/to',
  });
  checkFields(exit('mount_x', [u64(0), str('/dev/sda'), str('/mnt')]), {
    'fs.path.source': '/dev/sda',
    'fs.path.target': '/mnt',
  });
  const opened = fakeEvent({
    type: 'open_x',
    thread: cwd,
    params: [u64(3), str('x'), u32(1), u32(0)],
    columns: { result: 3 },
    fd: fdOf({ name: '/really/x' }),
  });
  checkFields(opened, { 'fs.path.name': '/really/x', 'fs.path.nameraw': 'x' });
  const chmod = fakeEvent({ type: 'fchmod_x', fd: file, columns: { result: 0 } });
  checkFields(chmod, { 'fs.path.name': '/etc/passwd', 'fs.path.nameraw': '/etc/passwd', 'fs.path.source': undefined });
  // Old exit events name nothing themselves.
  const enter = fakeEvent({ type: 'unlinkat_e', thread: cwd, params: [u64(-100n), str('gone')] });
  checkFields(fakeEvent({ type: 'unlinkat_x', thread: cwd, columns: { result: 0 }, enter }), {
    'fs.path.name': '/srv/labs/gone',
    'fs.path.nameraw': 'gone',
  });
  checkFields(fakeEvent({ type: 'unlinkat_x', thread: cwd, columns: { result: 0 } }), { 'fs.path.name': undefined });
});

test('fd lists', () => {
  const fds = {
    3: fdOf({
      type: FdType.IPV4_SOCK,
      l4: L4.TCP,
      name: 'a',
      tuple: { sourceIp: ip('10.0.0.1'), sourcePort: 5, destIp: ip('10.0.0.2'), destPort: 80 },
    }),
    4: fdOf({
      type: FdType.IPV6_SERVSOCK,
      name: 'b',
      tuple: { sourceIp: ip('::'), sourcePort: 0, destIp: ip('::1'), destPort: 22 },
    }),
    5: fdOf({ type: FdType.FIFO, name: '' }),
  };
  const poll = fakeEvent({ type: 'poll_x', params: [u64(1), fdList([3, 1], [4, 1], [5, 1], [9, 1])], fds });
  checkFields(poll, {
    'fdlist.nums': '3,4,5,9',
    'fdlist.names': 'a,b,<NA>,<NA>',
    'fdlist.cips': '10.0.0.1',
    'fdlist.sips': '10.0.0.2,::1',
    'fdlist.cports': '5',
    'fdlist.sports': '80',
  });
  const nothing = fakeEvent({ type: 'ppoll_e', params: [fdList()] });
  checkFields(nothing, { 'fdlist.nums': undefined, 'fdlist.cips': undefined });
  checkFields(fakeEvent({ type: 'close_x' }), { 'fdlist.nums': undefined });
});

test('messages to the system log', () => {
  const log = fdOf({ type: FdType.UNIX_SOCK, name: '/dev/log' });
  const write = (text: string, fd = log, result = 1) =>
    fakeEvent({ type: 'sendto_x', params: [u64(result), Buffer.from(text)], fd, columns: { result } });
  checkFields(write('<78>CRON[1]: hello'), {
    'syslog.facility': 9,
    'syslog.facility.str': 'clock',
    'syslog.severity': 6,
    'syslog.severity.str': 'info',
    'syslog.message': 'CRON[1]: hello',
    'evt.is_syslog': true,
    'evt.info': 'syslog sev=info msg=CRON[1]: hello',
    'evt.args': 'res=1 data=<78>CRON[1]: hello ',
  });
  const failed = write('<78>x', log, -11);
  checkFields(failed, { 'syslog.message': undefined, 'evt.info': 'res=-11(EAGAIN) data=<78>x ' });
  checkFields(write('<999>x'), {
    'syslog.facility': 124,
    'syslog.facility.str': '<NA>',
    'syslog.severity.str': 'debug',
  });
  for (const text of ['no priority', '<>x', '<a>x', '<12', ''])
    checkFields(write(text), { 'syslog.message': undefined });
  checkFields(write('<78>x', file), { 'syslog.message': undefined, 'evt.is_syslog': false });
});

test('container events of old captures', () => {
  const text = 'Event:start; ID:0123456789abcdef; name:web; Image:nginx@sha256:ab';
  const event = fakeEvent({ type: 'infrastructure_event_e', params: [str('docker'), str('x'), str(text), str('')] });
  checkFields(event, {
    'evt.infra.docker.name': 'start',
    'evt.infra.docker.container.id': '0123456789ab',
    'evt.infra.docker.container.name': 'web',
    'evt.infra.docker.container.image': 'nginx',
  });
  checkFields(fakeEvent({ type: 'close_x', params: [u64(0), u16(1)] }), { 'evt.infra.docker.name': undefined });
});
