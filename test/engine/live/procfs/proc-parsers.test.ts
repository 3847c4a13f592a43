// SPDX-License-Identifier: Apache-2.0
// Texts of /proc that this machine may not have at hand: IPv6, other kernels, other architectures, cgroups v1 and v2.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ProcCgroups } from '../../../../src/engine/live/procfs/proc-cgroups.js';
import { formatOpenFlags, parseMountInfo } from '../../../../src/engine/live/procfs/proc-fds.js';
import {
  type ListedSocket,
  parseIpTable,
  parseNetlink,
  parseUnix,
} from '../../../../src/engine/live/procfs/proc-net.js';
import { ProcReader } from '../../../../src/engine/live/procfs/proc-reader.js';
import { parseStat, parseStatus } from '../../../../src/engine/live/procfs/proc-status.js';
import { parseGroup, parsePasswd, readUsers } from '../../../../src/engine/live/procfs/users.js';
import { formatIp } from '../../../../src/engine/scap/ip-address.js';
import { FdType, L4 } from '../../../../src/engine/state/fd-info.js';

const STATUS = `Name:	a\\nUid:	9
Umask:	0022
State:	S (sleeping)
Tgid:	4002
Ngid:	0
Pid:	4003
PPid:	3999
TracerPid:	0
Uid:	1000	1001	1002	1003
Gid:	100	101	102	103
NStgid:	4002	17	3
NSpid:	4003	18	4
NSpgid:	4002	17	3
NSsid:	3900	0	0
VmPeak:	   99999 kB
VmSize:	   12345 kB
VmRSS:	     678 kB
VmSwap:	       9 kB
CapInh:	0000000000000000
CapPrm:	000001ffffffffff
CapEff:	0000000000000002
`;

test('status: effective ids, ids of the innermost namespace, capabilities', () => {
  assert.deepEqual(parseStatus(STATUS), {
    pid: 4002,
    ptid: 3999,
    uid: 1001,
    gid: 101,
    capInheritable: 0n,
    capPermitted: 0x1ffffffffffn,
    capEffective: 2n,
    vmSizeKb: 12345,
    vmRssKb: 678,
    vmSwapKb: 9,
    vtid: 4,
    vpid: 3,
    pgid: 4002,
    vpgid: 3,
    sid: 0,
    namespaceDepth: 3,
  });
});

test('status: of old kernels without namespaces, of a thread without memory, of one that ended', () => {
  const old = parseStatus(STATUS.replace(/^(NS|Vm).*\n/gm, ''));
  assert.deepEqual(
    [old?.vtid, old?.vpid, old?.pgid, old?.sid, old?.vmSizeKb, old?.namespaceDepth],
    [-1, -1, -1, -1, 0, 1],
  );
  assert.equal(old?.capEffective, 2n);
  assert.equal(parseStatus(STATUS.slice(0, 60)), undefined);
  assert.equal(parseStatus(''), undefined);
});

test('stat: the name may look like the rest of the line', () => {
  const line = '42 (a) S 1 (b) R 7 55 44 34816 55 4194304 301 0 12 0 5 6 0 0 20 0 1 0 987654 1000 2 3';
  assert.deepEqual(parseStat(Buffer.from(line)), {
    comm: 'a) S 1 (b',
    pgid: 55,
    sid: 44,
    tty: 34816,
    pfMinor: 301,
    pfMajor: 12,
    startTicks: 987654,
  });
  assert.equal(parseStat(Buffer.from('42 (a) S 1')), undefined);
});

test('IP tables: addresses are words of this machine, a socket without a peer listens', () => {
  const sockets = new Map<number, ListedSocket>();
  parseIpTable(
    `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
   1: 0200A8C0:0050 0300A8C0:D5DA 01 00000000:00000000 00:00000000 00000000     0        0 112 1 0000000000000000 20 4 30 10 -1
   2: 0200A8C0:0050 0300A8C0:D5DB 06 00000000:00000000 03:00001234 00000000     0        0 0 3 0000000000000000
`,
    L4.TCP,
    sockets,
  );
  parseIpTable(
    `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 000080FE00000000FF565002BD69B1FE:0035 00000000000000000000000001000000:1234 07 00000000:00000000 00:00000000 00000000  0  0 113 2 0000000000000000 0
`,
    L4.UDP,
    sockets,
  );
  assert.deepEqual([...sockets.keys()], [111, 112, 113]);
  const server = sockets.get(111);
  assert.deepEqual(
    [server?.type, server?.destPort, server?.destIp && formatIp(server.destIp)],
    [FdType.IPV4_SERVSOCK, 8080, '127.0.0.1'],
  );
  const connection = sockets.get(112);
  assert.deepEqual([connection?.type, connection?.sourcePort, connection?.destPort], [FdType.IPV4_SOCK, 80, 54746]);
  assert.equal(connection?.sourceIp && formatIp(connection.sourceIp), '192.168.0.2');
  const v6 = sockets.get(113);
  assert.deepEqual([v6?.type, v6?.l4, v6?.sourcePort], [FdType.IPV6_SOCK, L4.UDP, 53]);
  assert.equal(v6?.sourceIp && formatIp(v6.sourceIp), 'fe80::250:56ff:feb1:69bd');
  assert.equal(v6?.destIp && formatIp(v6.destIp), '::1');
});

test('unix and netlink tables', () => {
  const sockets = new Map<number, ListedSocket>();
  const text = `Num       RefCount Protocol Flags    Type St Inode Path
000000007dda8507: 00000003 00000000 00000000 0001 03  1060
ffff888106b1d000: 00000002 00000000 00010000 0001 01 16113 /run/a b
000000003c869a44: 00000002 00000000 00010000 0001 01 16114 @abstract
`;
  parseUnix(Buffer.from(text), sockets);
  assert.deepEqual(
    [...sockets].map(([ino, s]) => [ino, s.name, s.unixSource]),
    [
      [1060, '', 0x7dda8507n],
      [16113, '/run/a b', 0xffff888106b1d000n],
      [16114, '@abstract', 0x3c869a44n],
    ],
  );
  parseNetlink(
    'sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode\n000000008f95b70e 0 0 00000000 0 0 0 2 0 77  \n',
    sockets,
  );
  assert.equal(sockets.get(77)?.type, FdType.NETLINK);
});

test('open flags differ between architectures', () => {
  assert.equal(formatOpenFlags(0), 1);
  assert.equal(formatOpenFlags(0o2, 'x64'), 3);
  assert.equal(formatOpenFlags(0o2300001, 'x64'), 2 | 0x1000 | 0x800 | 0x400);
  assert.equal(formatOpenFlags(0o2040000, 'arm64'), 1 | 0x1000 | 0x400);
  assert.equal(formatOpenFlags(0o4010000, 'x64'), 1 | 0x80 | 0x10);
});

test('devices of mounts in the encoding of the kernel', () => {
  const devices = parseMountInfo('36 35 254:0 / / rw - ext4 /dev/vda rw\n37 36 259:65537 / /x rw - xfs /dev/nvme rw\n');
  assert.equal(devices.get(36), 0xfe00);
  assert.equal(devices.get(37), ((65537 & 0xff) | (259 << 8) | ((65537 & ~0xff) << 12)) >>> 0);
});

test('passwd and group: strange lines are skipped', () => {
  const users = parsePasswd(
    'root:x:0:0:root:/root:/bin/bash\n+nis\n-x:x:1:1:::\n# a:b:1:2\nann:x:1000:1000:Ann, B:/home/ann:\nbad:x:minus:0::/:\n',
  );
  assert.deepEqual(
    users.map((u) => [u.uid, u.name, u.home, u.shell]),
    [
      [0, 'root', '/root', '/bin/bash'],
      [1000, 'ann', '/home/ann', ''],
    ],
  );
  assert.deepEqual(parseGroup('root:x:0:\nwheel:x:10:ann,bob\n'), [
    { gid: 0, name: 'root' },
    { gid: 10, name: 'wheel' },
  ]);
  assert.deepEqual(readUsers(new Set([0xffffffff]), new Set(), '/nowhere'), { users: [], groups: [] });
});

test('cgroups: several controllers on one line, and the v2 tree where each is enabled', () => {
  const root = mkdtempSync(join(tmpdir(), 'sysdrill-proc-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  try {
    const id = 'f'.repeat(64);
    put('1/mounts', `proc /proc proc rw 0 0\ncgroup2 ${root}/cg cgroup2 rw 0 0\n`);
    put('cg/cgroup.controllers', 'cpuset cpu io memory pids\n');
    put('cg/system.slice/cgroup.controllers', 'cpu memory pids\n');
    put(`cg/system.slice/docker-${id}.scope/cgroup.controllers`, 'memory pids\n');
    put('7/cgroup', `0::/system.slice/docker-${id}.scope\n`);
    put('8/cgroup', '3:cpu,cpuacct:/a:b\n1:name=systemd:/user.slice\n0::/\n');
    const cgroups = new ProcCgroups(new ProcReader(root));
    assert.deepEqual(cgroups.of('7'), [
      ['memory', `/system.slice/docker-${id}.scope`],
      ['pids', `/system.slice/docker-${id}.scope`],
      ['cpu', '/system.slice'],
      ['cpuset', '/'],
      ['io', '/'],
    ]);
    const mixed = cgroups.of('8');
    assert.deepEqual(mixed.slice(0, 3), [
      ['cpu', '/a:b'],
      ['cpuacct', '/a:b'],
      ['name=systemd', '/user.slice'],
    ]);
    assert.deepEqual(cgroups.of('9'), []);
  } finally {
    rmSync(root, { recursive: true });
  }
});
