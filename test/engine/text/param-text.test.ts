// SPDX-License-Identifier: Apache-2.0
// Every parameter type, raw and resolved. Expected texts: sysdig 0.36 printed the same bytes so, or (for types that no
// event of that version carries) the format's documentation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ParamSchema,
  ParamType,
  type ParamTypeName,
  type PrintFormat,
} from '../../../src/engine/scap/event-types.js';
import { FLAG_TABLES } from '../../../src/engine/scap/flag-tables.js';
import { FdType, L4 } from '../../../src/engine/state/fd-info.js';
import { ByteLine } from '../../../src/engine/text/byte-line.js';
import { compileParam, paramTools } from '../../../src/engine/text/param-text.js';
import { DEFAULT_PRINT, type PrintOptions } from '../../../src/engine/text/print-options.js';
import {
  EMPTY,
  type FakeParts,
  fakeEvent,
  fdList,
  fdOf,
  hex,
  raw,
  sockaddr,
  socktuple,
  str,
  strs,
  threadOf,
  u8,
  u16,
  u32,
  u64,
  unixTuple,
} from '../fields/fake-event.js';

const UTC: PrintOptions = { ...DEFAULT_PRINT, zoneOffset: 0 };

interface Sample {
  readonly type: ParamTypeName;
  readonly format?: PrintFormat;
  readonly table?: string;
  readonly bytes: Uint8Array;
  readonly raw: string;
  readonly resolved?: string;
  readonly world?: Partial<FakeParts>;
  readonly dynamic?: ParamSchema['dynamic'];
  readonly dirFdParam?: number;
}

/** Both texts of one value. The type of the carrying event does not matter: it has room for four parameters. */
function print(sample: Sample, options = UTC): { raw: string; resolved: string } {
  const schema: ParamSchema = {
    name: 'x',
    type: ParamType[sample.type],
    format: sample.format ?? 'DEC',
    flags: sample.table === undefined ? undefined : FLAG_TABLES[sample.table],
    dynamic: sample.dynamic,
    dirFdParam: sample.dirFdParam ?? -1,
  };
  const event = fakeEvent({ type: 'fcntl_x', params: [sample.bytes, u64(5)], ...sample.world });
  const out = new ByteLine();
  compileParam(schema, paramTools(options))(event, event.params(), 0, out);
  if (out.resolvedAt < 0) return { raw: out.slice(0), resolved: '' };
  return { raw: out.slice(0, out.resolvedAt - 1), resolved: out.slice(out.resolvedAt) };
}

function check(samples: readonly Sample[]): void {
  for (const sample of samples) {
    const { raw: rawText, resolved } = print(sample);
    const label = `${sample.type} ${sample.format ?? ''} ${Buffer.from(sample.bytes).toString('hex')}`;
    assert.equal(rawText, sample.raw, label);
    assert.equal(resolved, sample.resolved ?? '', label);
  }
}

test('integers in every format', () => {
  check([
    { type: 'INT8', bytes: u8(-1), raw: '-1' },
    { type: 'INT16', bytes: u16(-32768), raw: '-32768' },
    { type: 'INT32', bytes: u32(-2147483648), raw: '-2147483648' },
    { type: 'INT64', bytes: u64(-1n), raw: '-1' },
    { type: 'INT64', bytes: u64(9223372035781033984n), raw: '9223372035781033984' },
    { type: 'INT64', bytes: u64(-9007199254740993n), raw: '-9007199254740993' },
    { type: 'UINT8', bytes: u8(255), raw: '255' },
    { type: 'UINT16', bytes: u16(65535), raw: '65535' },
    // Through a signed conversion, as in sysdig.
    { type: 'UINT32', bytes: u32(4294967295), raw: '-1' },
    { type: 'UINT32', bytes: u32(2147483647), raw: '2147483647' },
    { type: 'UINT64', bytes: u64(140332215693312n), raw: '140332215693312' },
    // Through a signed conversion, as in sysdig: the unlimited limit is -1.
    { type: 'UINT64', bytes: u64(18446744073709551615n), raw: '-1' },
    { type: 'UINT64', format: 'HEX', bytes: u64(0x5608a9fa6000n), raw: '5608A9FA6000' },
    { type: 'UINT64', format: 'HEX', bytes: u64(0xffff888116b7db00n), raw: 'FFFF888116B7DB00' },
    { type: 'UINT64', format: 'HEX', bytes: u64(0x100000000n), raw: '100000000' },
    { type: 'UINT64', format: 'HEX', bytes: u64(0), raw: '0' },
    { type: 'UINT32', format: 'HEX', bytes: u32(0xfe00), raw: 'FE00' },
    { type: 'INT32', format: 'HEX', bytes: u32(-1), raw: 'FFFFFFFF' },
    { type: 'UINT32', format: 'OCT', bytes: u32(0o755), raw: '0755' },
    { type: 'UINT32', format: 'OCT', bytes: u32(0), raw: '0' },
    { type: 'UINT64', format: 'OCT', bytes: u64(8), raw: '010' },
    { type: 'UINT32', format: '10_PADDED_DEC', bytes: u32(42), raw: '000000042' },
    { type: 'PORT', bytes: u16(443), raw: '443' },
    { type: 'L4PROTO', bytes: u8(2), raw: '2' },
    { type: 'SOCKFAMILY', bytes: u8(10), raw: '10' },
    { type: 'BOOL', bytes: u32(1), raw: 'true' },
    { type: 'DOUBLE', bytes: hex('000000000000f83f'), raw: '1.5' },
  ]);
});

test('an empty parameter is NULL or <NA> by its type', () => {
  for (const type of ['BYTEBUF', 'SOCKTUPLE', 'FDLIST', 'CHARBUFARRAY', 'DYN'] as const) {
    assert.deepEqual(print({ type, bytes: EMPTY, raw: '' }), { raw: 'NULL', resolved: '' }, type);
  }
  const others: readonly ParamTypeName[] = [
    'CHARBUF',
    'FSPATH',
    'FSRELPATH',
    'INT64',
    'UINT32',
    'ERRNO',
    'FD',
    'SOCKADDR',
  ];
  for (const type of others) {
    assert.deepEqual(print({ type, bytes: EMPTY, raw: '' }), { raw: '<NA>', resolved: '' }, type);
  }
  // Too short for its type.
  assert.equal(print({ type: 'UINT64', bytes: u32(1), raw: '' }).raw, '<NA>');
});

test('strings', () => {
  check([
    { type: 'CHARBUF', bytes: str('curl'), raw: 'curl' },
    { type: 'CHARBUF', bytes: str(''), raw: '' },
    { type: 'CHARBUF', bytes: str('(NULL)'), raw: '<NA>' },
    { type: 'CHARBUF', bytes: raw('no end'), raw: 'no end' },
    { type: 'CHARBUF', bytes: raw('two\0parts\0'), raw: 'two' },
    { type: 'CHARBUF', bytes: str('naïve 😀'), raw: 'naïve 😀' },
    // Bytes that are not text come out as they went in.
    { type: 'CHARBUF', bytes: hex('61 ff fe 62 00'), raw: 'a\udcff\udcfeb' },
    { type: 'CHARBUFARRAY', bytes: strs('a', 'b c'), raw: 'a.b c' },
  ]);
});

test('paths resolve where they are relative', () => {
  const thread = threadOf({ comm: 'curl', tid: 17498, cwd: '/srv/labs/' });
  const world = { thread };
  const dirFd = { thread, fds: { 5: fdOf({ type: FdType.DIRECTORY, name: '/proj/conftest.dir' }) }, params: undefined };
  check([
    { type: 'FSPATH', bytes: str('/etc/ld.so.cache'), raw: '/etc/ld.so.cache', world },
    {
      type: 'FSPATH',
      bytes: str('proj/obj/m14.o'),
      raw: 'proj/obj/m14.o',
      resolved: '/srv/labs/proj/obj/m14.o',
      world,
    },
    { type: 'FSPATH', bytes: str('../x'), raw: '../x', resolved: '/srv/x', world },
    { type: 'FSPATH', bytes: str(''), raw: '', world },
    { type: 'FSPATH', bytes: str('(NULL)'), raw: '<NA>', world },
    { type: 'FSPATH', bytes: str('a'), raw: 'a', world: { noThread: true } },
  ]);
  const relative: Sample = { type: 'FSRELPATH', bytes: str('conftest.one'), raw: '', dirFdParam: 1 };
  const inDirectory = { ...dirFd, params: [relative.bytes, u64(5)] };
  assert.equal(print({ ...relative, world: inDirectory }).resolved, '/proj/conftest.dir/conftest.one');
  const atRoot = { ...inDirectory, fds: { 5: fdOf({ type: FdType.DIRECTORY, name: '/' }) } };
  assert.equal(print({ ...relative, world: atRoot }).resolved, '/conftest.one');
  assert.equal(print({ ...relative, world: { ...inDirectory, fds: {} } }).resolved, 'conftest.one');
  const atCwd = { ...inDirectory, params: [relative.bytes, u64(-100n)] };
  assert.equal(print({ ...relative, world: atCwd }).resolved, '/srv/labs/conftest.one');
});

test('errors, fds and pids', () => {
  const fds = {
    3: fdOf({ name: '/etc/passwd' }),
    4: fdOf({ type: FdType.IPV4_SOCK, name: '127.0.0.1:59482->127.0.0.1:2222', l4: L4.TCP, role: 'server' }),
    5: fdOf({ type: FdType.IPV6_SOCK, l4: L4.UDP }),
    6: fdOf({ type: FdType.UNIX_SOCK, name: '/run/x' }),
    7: fdOf({ type: FdType.FIFO, name: 'pipe:[197957]' }),
    8: fdOf({ type: FdType.PIDFD, name: '/proc/14259' }),
    9: fdOf({ type: 99 }),
    10: fdOf({ type: FdType.IPV4_SERVSOCK, l4: L4.UDP, name: '0.0.0.0:53' }),
  };
  const world = { fds };
  check([
    { type: 'ERRNO', bytes: u64(0), raw: '0' },
    { type: 'ERRNO', bytes: u64(1234), raw: '1234' },
    { type: 'ERRNO', bytes: u64(-2n), raw: '-2', resolved: 'ENOENT' },
    { type: 'ERRNO', bytes: u64(-512n), raw: '-512', resolved: 'ERESTARTSYS' },
    { type: 'ERRNO', bytes: u64(-9999n), raw: '-9999' },
    // Always decimal, whatever the table says (mmap).
    { type: 'ERRNO', format: 'HEX', bytes: u64(140332215693312n), raw: '140332215693312' },
    { type: 'FD', bytes: u64(3), raw: '3', resolved: '<f>/etc/passwd', world },
    { type: 'FD', bytes: u64(4), raw: '4', resolved: '<4t>127.0.0.1:59482->127.0.0.1:2222', world },
    // The protocol shows only once the role is known.
    { type: 'FD', bytes: u64(5), raw: '5', resolved: '<6>', world },
    { type: 'FD', bytes: u64(6), raw: '6', resolved: '<u>/run/x', world },
    { type: 'FD', bytes: u64(7), raw: '7', resolved: '<p>pipe:[197957]', world },
    { type: 'FD', bytes: u64(8), raw: '8', resolved: '<P>/proc/14259', world },
    { type: 'FD', bytes: u64(9), raw: '9', resolved: '<?>', world },
    { type: 'FD', bytes: u64(10), raw: '10', resolved: '<4u>0.0.0.0:53', world },
    { type: 'FD', bytes: u64(11), raw: '11', world },
    { type: 'FD', bytes: u64(-100n), raw: '-100', resolved: 'AT_FDCWD' },
    { type: 'FD', bytes: u64(-2n), raw: '-2', resolved: 'ENOENT' },
    { type: 'FD', bytes: u64(0xffffffffn), raw: '4294967295' },
    { type: 'FD32', bytes: u32(3), raw: '3', resolved: '<f>/etc/passwd', world },
    { type: 'FD', bytes: u64(12), raw: '12', resolved: '<f>own', world: { fdNum: 12, fd: fdOf({ name: 'own' }) } },
  ]);
  const threads = [threadOf({ tid: 16907, comm: 'rec.sh' }), threadOf({ tid: 9, comm: '' })];
  check([
    { type: 'PID', bytes: u64(16907), raw: '16907', resolved: 'rec.sh', world: { threads } },
    { type: 'PID', bytes: u64(17498), raw: '17498', resolved: 'curl' },
    { type: 'PID', bytes: u64(9), raw: '9', world: { threads } },
    { type: 'PID', bytes: u64(5), raw: '5', world: { threads } },
    { type: 'PID32', bytes: u32(16907), raw: '16907', resolved: 'rec.sh', world: { threads } },
  ]);
});

test('users, system calls, signals', () => {
  const world = { users: { 1000: 'bob' }, groups: { 65534: 'nogroup' } };
  check([
    { type: 'UID', bytes: u32(1000), raw: '1000', resolved: 'bob', world },
    { type: 'UID', bytes: u32(77), raw: '77', resolved: '<NA>', world },
    { type: 'UID', bytes: u32(0), raw: '0', resolved: 'root', world },
    { type: 'UID', bytes: u32(0xffffffff), raw: '-1', resolved: '<NONE>', world },
    { type: 'GID', bytes: u32(65534), raw: '65534', resolved: 'nogroup', world },
    { type: 'GID', bytes: u32(0xffffffff), raw: '-1', resolved: '<NONE>', world },
    { type: 'SYSCALLID', bytes: u16(3), raw: '3', resolved: 'read' },
    { type: 'SYSCALLID', bytes: u16(60000), raw: '<unknown syscall>' },
    { type: 'SIGTYPE', bytes: u8(17), raw: '17', resolved: 'SIGCHLD' },
    { type: 'SIGTYPE', bytes: u8(0), raw: '0' },
    { type: 'SIGTYPE', bytes: u8(64), raw: '64' },
    { type: 'SIGSET', bytes: u32((1 << 1) | (1 << 16)), raw: 'SIGINT SIGCHLD' },
    { type: 'SIGSET', bytes: u32(0), raw: '' },
  ]);
});

test('times', () => {
  check([
    { type: 'RELTIME', bytes: u64(20000), raw: '20000', resolved: '2e-05s' },
    { type: 'RELTIME', bytes: u64(100000000), raw: '100000000', resolved: '0.1s' },
    { type: 'RELTIME', bytes: u64(0), raw: '0', resolved: '0s' },
    { type: 'RELTIME', bytes: u64(1234567891234n), raw: '1234567891234', resolved: '1234.57s' },
    { type: 'RELTIME', bytes: u64(2n ** 64n - 1n), raw: 'none' },
    { type: 'ABSTIME', bytes: u64(1745016456147483648n), raw: '2025-04-18 22:47:36.147483648' },
  ]);
  const ahead = { ...UTC, zoneOffset: 7200 };
  const sample: Sample = { type: 'ABSTIME', bytes: u64(1745016456000000001n), raw: '' };
  assert.equal(print(sample, ahead).raw, '2025-04-19 00:47:36.000000001');
});

test('flags, enums and modes', () => {
  check([
    { type: 'FLAGS32', table: 'file_flags', bytes: u32(4097), raw: '4097', resolved: 'O_RDONLY|O_CLOEXEC' },
    { type: 'FLAGS32', table: 'file_flags', bytes: u32(0), raw: '0', resolved: 'O_NONE' },
    { type: 'FLAGS32', table: 'file_flags', bytes: u32(0x80000000), raw: '2147483648' },
    { type: 'FLAGS8', table: 'access_flags', bytes: u8(0), raw: '0', resolved: 'F_OK' },
    {
      type: 'FLAGS16',
      table: 'futex_operations',
      bytes: u16(129),
      raw: '129',
      resolved: 'FUTEX_PRIVATE_FLAG|FUTEX_WAKE',
    },
    { type: 'ENUMFLAGS32', table: 'socket_families', bytes: u32(1), raw: '1', resolved: 'AF_LOCAL|AF_UNIX' },
    { type: 'ENUMFLAGS8', table: 'shutdown_how', bytes: u8(1), raw: '1', resolved: 'SHUT_WR' },
    {
      type: 'MODE',
      format: 'OCT',
      table: 'chmod_mode',
      bytes: u32(0o620),
      raw: '0620',
      resolved: 'S_IWGRP|S_IWUSR|S_IRUSR',
    },
    {
      type: 'MODE',
      format: 'OCT',
      table: 'chmod_mode',
      bytes: u32(0o755),
      raw: '0755',
      resolved: 'S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR',
    },
  ]);
});

test('addresses', () => {
  check([
    { type: 'SOCKADDR', bytes: sockaddr('127.0.0.1', 80), raw: '127.0.0.1:80' },
    { type: 'SOCKADDR', bytes: sockaddr('::1', 80), raw: '::1:80' },
    { type: 'SOCKADDR', bytes: Buffer.concat([u8(1), str('/var/run/nscd/socket')]), raw: '/var/run/nscd/socket' },
    { type: 'SOCKADDR', bytes: u8(1), raw: 'INVALID PATH' },
    { type: 'SOCKADDR', bytes: hex('02 7f0000'), raw: 'INVALID IPv4' },
    { type: 'SOCKADDR', bytes: hex('0a 00'), raw: 'INVALID IPv6' },
    { type: 'SOCKADDR', bytes: hex('10 00 00'), raw: 'family 16' },
    { type: 'SOCKTUPLE', bytes: socktuple('1.2.3.4', 5, '6.7.8.9', 80), raw: '1.2.3.4:5->6.7.8.9:80' },
    {
      type: 'SOCKTUPLE',
      bytes: socktuple('2001:db8::4', 54405, '2001:db8::3', 1234),
      raw: '2001:db8::4:54405->2001:db8::3:1234',
    },
    { type: 'SOCKTUPLE', bytes: socktuple('::ffff:1.2.3.4', 5, '::ffff:6.7.8.9', 80), raw: '1.2.3.4:5->6.7.8.9:80' },
    { type: 'SOCKTUPLE', bytes: unixTuple(0n, 0xffff88003c420800n, '/run/x'), raw: '0->ffff88003c420800 /run/x' },
    { type: 'SOCKTUPLE', bytes: unixTuple(0x100000000n, 1n, ''), raw: '100000000->1 ' },
    { type: 'SOCKTUPLE', bytes: hex('02 00'), raw: 'INVALID IPv4' },
    { type: 'SOCKTUPLE', bytes: hex('0a 00'), raw: 'INVALID IPv6' },
    { type: 'SOCKTUPLE', bytes: hex('01 00'), raw: 'INVALID PATH' },
    { type: 'SOCKTUPLE', bytes: hex('11 00'), raw: 'family 17' },
    { type: 'IPV4ADDR', bytes: hex('0a000001'), raw: '10.0.0.1' },
    { type: 'IPV6ADDR', bytes: hex('00000000 00000000 00000000 00000001'), raw: '::1' },
    { type: 'IPADDR', bytes: hex('0a000001'), raw: '10.0.0.1' },
  ]);
  const named = { ...UTC, portName: (port: number) => (port === 80 ? 'http' : undefined) };
  const sample: Sample = { type: 'SOCKTUPLE', bytes: socktuple('1.2.3.4', 5, '6.7.8.9', 80), raw: '' };
  assert.equal(print(sample, named).raw, '1.2.3.4:5->6.7.8.9:http');
});

test('fd lists', () => {
  const world = { fds: { 4: fdOf({ type: FdType.IPV6_SOCK }), 0: fdOf({ type: FdType.FIFO }) } };
  check([
    { type: 'FDLIST', bytes: fdList([4, 4], [8, 1], [0, 0x19]), raw: '4:64 8:?1 0:p19', world },
    { type: 'FDLIST', bytes: fdList(), raw: '', world },
    // Fewer entries than the count says.
    { type: 'FDLIST', bytes: Buffer.concat([u16(7), u64(4), u16(1)]), raw: '4:61', world },
    { type: 'FDLIST', bytes: u8(1), raw: '', world },
  ]);
});

test('dynamic parameters', () => {
  const dynamic = [
    { type: ParamType.BYTEBUF, format: 'HEX' },
    { type: ParamType.ERRNO, format: 'DEC' },
    { type: ParamType.UINT32, format: 'DEC' },
  ] as const;
  check([
    { type: 'DYN', dynamic, bytes: hex('02 01000000'), raw: '1' },
    { type: 'DYN', dynamic, bytes: hex('01 feffffffffffffff'), raw: '-2', resolved: 'ENOENT' },
    { type: 'DYN', dynamic, bytes: hex('00 41 00'), raw: 'A.' },
    { type: 'DYN', dynamic, bytes: hex('00'), raw: '' },
    { type: 'DYN', dynamic, bytes: hex('02 01'), raw: 'NULL' },
    { type: 'DYN', dynamic, bytes: hex('09 01'), raw: 'INVALID DYNAMIC PARAMETER' },
    // The number base is the outer parameter's.
    { type: 'DYN', dynamic, format: 'HEX', bytes: hex('02 ff000000'), raw: 'FF' },
  ]);
});
