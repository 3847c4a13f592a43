// SPDX-License-Identifier: Apache-2.0
// Fd, interface and user lists and the machine block: both versions, all types, unknown ones and wrong lengths.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIp, type IpAddress } from '../../../src/engine/scap/ip-address.js';
import {
  decodeFds,
  decodeInterfaces,
  decodeMachine,
  decodeUsers,
  MetadataDamage,
} from '../../../src/engine/scap/metadata.js';
import { ByteList, concat } from './byte-list.js';
import {
  FD_BODIES,
  fdEntry,
  fdList,
  groupEntry,
  interfaceEntry,
  ipv6,
  machineBody,
  prefixed,
  userEntry,
} from './list-writer.js';

const ip = (bytes: readonly number[]): IpAddress => String.fromCharCode(...bytes) as IpAddress;
const BASE = { fd: 7, ino: 4_294_967_300, name: '', openFlags: 0, dev: 0 };
const OF_TYPE: Readonly<Record<number, object>> = {
  0: {},
  3: { sourceIp: ip([10, 0, 0, 1]), destIp: ip([10, 0, 0, 2]), sourcePort: 22, destPort: 40000, l4: 2 },
  4: { sourceIp: ip(ipv6(1)), destIp: ip(ipv6(2)), sourcePort: 443, destPort: 50000, l4: 3 },
  5: { destIp: ip([127, 0, 0, 1]), destPort: 80, l4: 2 },
  6: { destIp: ip(ipv6(0)), destPort: 53, l4: 3 },
  8: { unixSource: 0xffff8881abcdef00n, unixDest: 0x10n, name: '/run/a.sock' },
  16: { openFlags: 0x1001, name: '/etc/passwd', dev: 0x800002 },
};

for (const [type, body] of FD_BODIES) {
  const fields = { ...BASE, type, ...(OF_TYPE[type] ?? { name: `name of ${type}` }) };

  test(`fd of type ${type}, version 2`, () => {
    const entry = prefixed(fdEntry(7, type, body));
    const next = prefixed(fdEntry(8, 9, new ByteList().str16('next').done()));
    const { tid, fds } = decodeFds(fdList(-1, entry, next, new Uint8Array(3)), true);
    assert.equal(tid, -1);
    assert.deepEqual(fds[0], fields);
    assert.equal(fds[1]?.name, 'next');
    assert.equal(fds.length, 2);
  });

  test(`fd of type ${type}, version 1`, () => {
    // The device of a file came with version 2.
    const old = type === 16 ? body.slice(0, -4) : body;
    const entry = fdEntry(7, type, old);
    const { fds } = decodeFds(fdList(42, entry, fdEntry(8, 0, new Uint8Array(0))), false);
    assert.deepEqual(fds[0], type === 16 ? { ...fields, dev: 0 } : fields);
    assert.equal(fds[1]?.fd, 8);
  });

  test(`fd of type ${type}: an entry that ends early is damage, a longer one is not`, () => {
    for (let size = 17; size < 17 + body.length; size++) {
      const entry = prefixed(fdEntry(7, type, body).slice(0, size));
      // A file's device is optional: without it the entry is whole.
      if (type === 16 && size >= 17 + body.length - 4) {
        assert.equal(decodeFds(fdList(1, entry), true).fds[0]?.dev, 0);
        continue;
      }
      assert.throws(() => decodeFds(fdList(1, entry), true), MetadataDamage, `${size} bytes`);
    }
    const longer = prefixed(concat(fdEntry(7, type, body), new Uint8Array(9)));
    assert.deepEqual(decodeFds(fdList(1, longer, longer), true).fds.length, 2);
  });
}

test('an fd of unknown type keeps its place in version 2 and is damage in version 1', () => {
  const entry = fdEntry(3, 99, new ByteList().zeros(11).done());
  const { fds } = decodeFds(fdList(1, prefixed(entry), prefixed(fdEntry(4, 0, new Uint8Array(0)))), true);
  assert.deepEqual(fds[0], { ...BASE, fd: 3, type: 10, name: 'unknown-type:[99]' });
  assert.equal(fds[1]?.fd, 4);
  assert.throws(() => decodeFds(fdList(1, entry), false), MetadataDamage);
});

test('a thread without fds', () => {
  assert.deepEqual(decodeFds(fdList(99), true), { tid: 99, fds: [] });
  assert.deepEqual(decodeFds(fdList(99), false), { tid: 99, fds: [] });
});

test('names of fds are at most 1023 bytes, bytes that are no UTF-8 survive', () => {
  const name = new ByteList().u16(4).raw([0x2f, 0xff, 0x80, 0x41]).done();
  const { fds } = decodeFds(fdList(1, prefixed(fdEntry(3, 1, name))), true);
  assert.equal(fds[0]?.name, '/\udcff\udc80A');
  const long = new ByteList().str16('x'.repeat(2000)).done();
  assert.throws(() => decodeFds(fdList(1, prefixed(fdEntry(3, 1, long))), true), MetadataDamage);
});

test('interfaces of types 1 to 4 in both versions', () => {
  for (const isV2 of [true, false]) {
    const entries = [1, 2, 3, 4].map((type) => {
      const entry = interfaceEntry(type, `eth${type}`);
      // This list's length does not count itself.
      return isV2 ? concat(new ByteList().u32(entry.length).done(), entry) : entry;
    });
    const list = decodeInterfaces(concat(...entries, new Uint8Array(2)), isV2);
    assert.deepEqual(
      list.map((i) => [i.name, formatIp(i.address), formatIp(i.netmask), formatIp(i.broadcast)]),
      [
        ['eth1', '192.168.1.1', '255.255.255.0', '192.168.1.255'],
        ['eth2', '2001:db8::2', 'ffff:ffff:ffff:ffff::', '::'],
        ['eth3', '192.168.1.3', '255.255.255.0', '192.168.1.255'],
        ['eth4', '2001:db8::4', 'ffff:ffff:ffff:ffff::', '::'],
      ],
    );
  }
});

test('interfaces: longer entries are skipped to their end, others are damage', () => {
  const entry = interfaceEntry(1, 'lo');
  const longer = concat(new ByteList().u32(entry.length + 6).done(), entry, new Uint8Array(6));
  assert.deepEqual(
    decodeInterfaces(concat(longer, longer), true).map((i) => i.name),
    ['lo', 'lo'],
  );
  assert.throws(() => decodeInterfaces(interfaceEntry(5, 'x'), false), MetadataDamage);
  assert.throws(() => decodeInterfaces(concat(new ByteList().u32(3).done(), entry), true), MetadataDamage);
  assert.throws(() => decodeInterfaces(entry.slice(0, -1), false), MetadataDamage);
});

test('users and groups in both versions', () => {
  for (const isV2 of [true, false]) {
    const wrap = (entry: Uint8Array): Uint8Array => (isV2 ? prefixed(entry) : entry);
    const body = concat(wrap(userEntry(0, 'root')), wrap(groupEntry(4, 'adm')), wrap(userEntry(4_000_000_000, 'ü')));
    const { users, groups } = decodeUsers(concat(body, new Uint8Array(1)), isV2);
    assert.deepEqual(users, [
      { uid: 0, gid: 7, name: 'root', home: '/home/root', shell: '/bin/sh' },
      { uid: 4_000_000_000, gid: 7, name: 'ü', home: '/home/ü', shell: '/bin/sh' },
    ]);
    assert.deepEqual(groups, [{ gid: 4, name: 'adm' }]);
  }
  assert.throws(() => decodeUsers(userEntry(1, 'x'.repeat(256)), false), MetadataDamage);
  assert.throws(() => decodeUsers(prefixed(userEntry(1, 'a'), -3), true), MetadataDamage);
  const longer = concat(prefixed(concat(groupEntry(1, 'a'), new Uint8Array(7))), prefixed(groupEntry(2, 'b')));
  assert.deepEqual(
    decodeUsers(longer, true).groups.map((g) => g.gid),
    [1, 2],
  );
});

test('the machine', () => {
  assert.deepEqual(decodeMachine(machineBody('hôst')), {
    cpus: 4,
    memoryBytes: 8_000_000_000,
    maxPid: 32768,
    hostname: 'hôst',
    bootTime: 1_600_000_000_000_000_123n,
  });
  assert.throws(() => decodeMachine(new Uint8Array(100)), MetadataDamage);
});
