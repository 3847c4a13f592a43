// SPDX-License-Identifier: Apache-2.0
// fd.*: the fd of a call, its addresses, and what is said of it where there is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FdType, fdTypeChar, L4, type Tuple } from '../../../src/engine/state/fd-info.js';
import { EMPTY, fakeEvent, fdOf, ip, socktuple, str, threadOf, u8, u32, u64 } from './fake-event.js';
import { checkFields, read } from './read.js';

const cwd = threadOf({ comm: 'cat', tid: 7, pid: 7, cwd: '/srv/labs/' });
const tuple: Tuple = { sourceIp: ip('10.0.0.1'), sourcePort: 4242, destIp: ip('10.0.0.2'), destPort: 443 };
const connection = fdOf({
  type: FdType.IPV4_SOCK,
  l4: L4.TCP,
  role: 'client',
  connected: true,
  name: '10.0.0.1:4242->10.0.0.2:443',
  tuple,
});

test('files', () => {
  const fd = fdOf({
    name: '/etc/ssl/cert.pem',
    nameRaw: '//etc///ssl/cert.pem',
    dev: 0xfe00 | (1 << 20) | 5,
    ino: 1196058,
    openFlags: 1 << 15,
  });
  const event = fakeEvent({
    type: 'read_x',
    thread: cwd,
    fd,
    fdNum: 3,
    columns: { fdNum: 3 },
    fds: { 3: fd, 4: connection },
  });
  checkFields(event, {
    'fd.num': 3,
    'fd.type': 'file',
    'fd.typechar': 'f',
    'fd.name': '/etc/ssl/cert.pem',
    'fd.nameraw': '/etc/ssl/cert.pem',
    'fd.directory': '/etc/ssl',
    'fd.filename': 'cert.pem',
    'fd.containername': ':/etc/ssl/cert.pem',
    'fd.containerdirectory': ':/etc/ssl',
    'fd.uid': '73',
    'fd.dev': 0xfe00 | (1 << 20) | 5,
    'fd.dev.major': 0xfe,
    'fd.dev.minor': (1 << 8) | 5,
    'fd.ino': 1196058,
    'fd.is_upper_layer': true,
    'fd.is_lower_layer': false,
    'fd.l4proto': '<NA>',
    'fd.sockfamily': undefined,
    'fd.cip': undefined,
    'fd.connected': false,
    'fd.name_changed': false,
    'fd.types': ['file', 'ipv4'],
    'fd.types[4]': ['ipv4'],
    'fd.types[5]': undefined,
    'fd.ip': undefined,
    'fd.is_server': false,
  });
  const named = (name: string, type: number = FdType.FILE_V2) =>
    fakeEvent({ type: 'read_x', fd: fdOf({ name, type }) });
  checkFields(named('/x'), { 'fd.directory': '/', 'fd.filename': 'x' });
  checkFields(named('x'), { 'fd.directory': '/', 'fd.filename': '/' });
  checkFields(named('/a/b/'), { 'fd.directory': '/a/b/', 'fd.filename': '/a/b/' });
  checkFields(named('/a/b', FdType.DIRECTORY), {
    'fd.directory': '/a/b',
    'fd.filename': undefined,
    'fd.type': 'directory',
  });
  checkFields(named('x', FdType.FIFO), { 'fd.directory': undefined, 'fd.filename': undefined, 'fd.type': 'pipe' });
  checkFields(named('x'), { 'fd.dev': undefined, 'fd.dev.major': undefined, 'fd.ino': undefined });
});

test('every type has a letter and a name', () => {
  for (const type of Object.values(FdType)) {
    const event = fakeEvent({ type: 'read_x', fd: fdOf({ type }) });
    assert.equal(read('fd.typechar', event), fdTypeChar(type));
    assert.match(String(read('fd.type', event)), /^[a-z0-9_]+$/);
  }
});

test('connections', () => {
  const event = fakeEvent({ type: 'read_x', thread: cwd, fd: connection, localIps: ['10.0.0.1'], fdNameChanged: true });
  checkFields(event, {
    'fd.type': 'ipv4',
    'fd.typechar': '4',
    'fd.l4proto': 'tcp',
    'fd.sockfamily': 'ip',
    'fd.connected': true,
    'fd.name_changed': true,
    'fd.cip': ip('10.0.0.1'),
    'fd.sip': ip('10.0.0.2'),
    'fd.lip': ip('10.0.0.1'),
    'fd.rip': ip('10.0.0.2'),
    'fd.cport': 4242,
    'fd.sport': 443,
    'fd.lport': 4242,
    'fd.rport': 443,
    'fd.cproto': '4242',
    'fd.sproto': '443',
    'fd.lproto': '4242',
    'fd.rproto': '443',
    'fd.ip': [ip('10.0.0.1'), ip('10.0.0.2')],
    'fd.net': [ip('10.0.0.1'), ip('10.0.0.2')],
    'fd.cnet': ip('10.0.0.1'),
    'fd.snet': ip('10.0.0.2'),
    'fd.lnet': ip('10.0.0.1'),
    'fd.rnet': ip('10.0.0.2'),
    'fd.port': [4242, 443],
    'fd.proto': [4242, 443],
    'fd.is_server': false,
    'fd.cip.name': undefined,
    'fd.directory': undefined,
  });
  const inbound = fakeEvent({ type: 'read_x', fd: connection, localIps: ['10.0.0.2'] });
  checkFields(inbound, {
    'fd.lip': ip('10.0.0.2'),
    'fd.rip': ip('10.0.0.1'),
    'fd.lport': 443,
    'fd.rport': 4242,
    'fd.is_server': true,
  });
  const unknown = fakeEvent({ type: 'read_x', fd: fdOf({ ...connection, role: 'none' }) });
  checkFields(unknown, {
    'fd.cip': undefined,
    'fd.sport': undefined,
    'fd.lip': undefined,
    'fd.l4proto': '<NA>',
    'fd.ip': [ip('10.0.0.1'), ip('10.0.0.2')],
  });
});

test('listening sockets have a server only', () => {
  const listening = fdOf({
    type: FdType.IPV6_SERVSOCK,
    l4: L4.UDP,
    role: 'server',
    name: ':::53',
    tuple: { sourceIp: ip('::'), sourcePort: 0, destIp: ip('::1'), destPort: 53 },
  });
  checkFields(fakeEvent({ type: 'recvfrom_x', fd: listening }), {
    'fd.type': 'ipv6',
    'fd.l4proto': 'udp',
    'fd.cip': undefined,
    'fd.cport': undefined,
    'fd.sip': ip('::1'),
    'fd.sport': 53,
    'fd.lip': undefined,
    'fd.ip': [ip('::1')],
    'fd.port': [53],
    'fd.is_server': true,
  });
  checkFields(fakeEvent({ type: 'read_x', fd: fdOf({ type: FdType.UNIX_SOCK }) }), {
    'fd.sockfamily': 'unix',
    'fd.ip': undefined,
    'fd.port': undefined,
    'fd.is_server': false,
  });
  // Not connected yet.
  checkFields(fakeEvent({ type: 'connect_e', fd: fdOf({ type: FdType.IPV6_SOCK }) }), {
    'fd.ip': [ip('::')],
    'fd.port': [0],
    'fd.cip': undefined,
  });
});

test('a call that failed still names what it was about', () => {
  const failed = (type: string, params: readonly Uint8Array[]) => fakeEvent({ type, thread: cwd, params, fdNum: -1 });
  const open = failed('open_x', [u64(-2n), str('no/../such'), u32(1), u32(0)]);
  checkFields(open, {
    'fd.name': '/srv/labs/such',
    'fd.nameraw': 'no/../such',
    'fd.directory': '/srv/labs',
    'fd.filename': undefined,
    'fd.containername': ':/srv/labs/such',
    'fd.containerdirectory': ':/srv/labs',
    'fd.typechar': 'f',
    'fd.type': undefined,
    'fd.uid': '7-1',
    'fd.l4proto': undefined,
    'fd.ip': undefined,
  });
  checkFields(failed('openat2_x', [u64(-2n), u64(-100n), str('a//b')]), {
    'fd.name': '/srv/labs/a/b',
    'fd.nameraw': 'a/b',
  });
  const accept = failed('accept4_6_x', [u64(-11n), socktuple('1.2.3.4', 5, '6.7.8.9', 80), u8(0)]);
  checkFields(accept, { 'fd.name': '1.2.3.4:5->6.7.8.9:80', 'fd.typechar': '4' });
  checkFields(failed('connect_x', [u64(-2n), EMPTY]), { 'fd.name': 'NULL' });
  checkFields(failed('open_by_handle_at_x', [u64(-2n), u64(3), u32(0), str('/x')]), {
    'fd.name': '/x',
    'fd.typechar': 'o',
  });
  checkFields(failed('read_x', [u64(-9n)]), { 'fd.name': '', 'fd.typechar': 'o' });
  checkFields(failed('pipe2_x', [u64(-24n)]), { 'fd.typechar': 'p', 'fd.name': '' });
  const enter = fakeEvent({ type: 'openat_e', thread: cwd, params: [u64(-100n), str('old')] });
  checkFields(fakeEvent({ type: 'openat_x', thread: cwd, enter }), { 'fd.name': '/srv/labs/old', 'fd.nameraw': 'old' });
  checkFields(fakeEvent({ type: 'openat_x', thread: cwd }), { 'fd.name': undefined });
  // Enter events have no fd yet and say nothing.
  checkFields(fakeEvent({ type: 'open_e', params: [str('/x')] }), { 'fd.name': undefined });
});

test('calls without fds have no fd fields', () => {
  for (const event of [
    fakeEvent({ type: 'brk_4_x', fds: { 0: connection } }),
    fakeEvent({ type: 'read_x', noThread: true }),
  ]) {
    for (const name of [
      'name',
      'type',
      'typechar',
      'num',
      'containername',
      'uid',
      'types',
      'ip',
      'name_changed',
      'is_server',
    ]) {
      assert.equal(read(`fd.${name}`, event), undefined, `fd.${name}`);
    }
  }
});
