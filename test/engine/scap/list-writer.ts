// SPDX-License-Identifier: Apache-2.0
// Entries of the lists before a capture's first event, of every version, as bytes: written from the format's description,
// not with the program's own writer.

import { ByteList, concat } from './byte-list.js';

/** Since which version of the process list a field is there, in the order of the format. */
const FIELDS: readonly (readonly [since: number, write: (out: ByteList, n: number) => void])[] = [
  [1, (out, n) => out.u64(tidOf(n))],
  [1, (out, n) => out.u64(tidOf(n) - 1)],
  [1, (out, n) => out.u64(tidOf(n) - 2)],
  [6, (out) => out.u64(-7)],
  [8, (out, n) => out.u64(tidOf(n) + 8)],
  [1, (out, n) => out.str16(`comm${n}`)],
  [1, (out) => out.str16('/bin/exe')],
  [7, (out) => out.str16('/usr/bin/exe')],
  [1, (out) => out.str16('-a\0\0ä\0')],
  [1, (out) => out.str16('/home')],
  [1, (out) => out.u64(1024)],
  [1, (out) => out.u32(0x2001)],
  [1, (out) => out.u32(1000)],
  [1, (out) => out.u32(100)],
  [2, (out) => out.u32(4_000_000_000).u32(200).u32(300)],
  [2, (out) => out.u64(5_000_000_000).u64(6)],
  // Without the last NUL, as some writers leave it.
  [3, (out) => out.str16('A=1\0B=2')],
  [4, (out, n) => out.u64(tidOf(n) - 100).u64(tidOf(n) - 101)],
  [4, (out) => out.str16('cpuset=/a\0perf=/b\0mem_cgroup=/c\0io=/d\0broken\0pids=/e\0')],
  [5, (out) => out.str16('/srv')],
];

function tidOf(n: number): number {
  return 5000 + n;
}

/** The full tail of version 9, every field in its own value. */
export const TAIL = new ByteList()
  .u64(1_500_000_000_000_000_001n)
  .u32(34816)
  .u32(1001)
  .u8(1)
  .u64(0x11n)
  .u64(0x2222222222n)
  .u64(0x3fffffffffn)
  .u8(1)
  .u64(123456789012)
  .u64(1_500_000_000_000_000_002n)
  .u64(1_500_000_000_000_000_003n)
  .u8(1)
  .u8(1)
  .u64(-9)
  .done();

/** The tail before libs 0.10: loginuid, exe_writable, three capability sets. */
export const OLD_TAIL = TAIL.slice(12, 41);

/** Entry n of a process list; `tail` and the length in front only from version 9 on. */
export function processEntry(version: number, n: number, tail: Uint8Array = new Uint8Array(0)): Uint8Array {
  const out = new ByteList();
  for (const [since, write] of FIELDS) if (version >= since) write(out, n);
  return version < 9 ? out.done() : prefixed(concat(out.done(), tail));
}

/** An entry after its length, which counts itself. */
export function prefixed(entry: Uint8Array, lengthError = 0): Uint8Array {
  return concat(new ByteList().u32(entry.length + 4 + lengthError).done(), entry);
}

/** What follows the type byte of an fd entry, by type. */
export const FD_BODIES: readonly (readonly [type: number, body: Uint8Array])[] = [
  [0, new Uint8Array(0)],
  [3, new ByteList().raw([10, 0, 0, 1, 10, 0, 0, 2]).u16(22).u16(40000).u8(2).done()],
  [4, new ByteList().raw(ipv6(1)).raw(ipv6(2)).u16(443).u16(50000).u8(3).done()],
  [5, new ByteList().raw([127, 0, 0, 1]).u16(80).u8(2).done()],
  [6, new ByteList().raw(ipv6(0)).u16(53).u8(3).done()],
  [8, new ByteList().u64(0xffff8881abcdef00n).u64(0x10).str16('/run/a.sock').done()],
  [16, new ByteList().u32(0x1001).str16('/etc/passwd').u32(0x800002).done()],
  ...[1, 2, 7, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21].map(
    (type) => [type, new ByteList().str16(`name of ${type}`).done()] as const,
  ),
];

export function ipv6(last: number): number[] {
  return [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
}

/** Entry of an fd list, without the length of version 2. */
export function fdEntry(fd: number, type: number, body: Uint8Array): Uint8Array {
  return new ByteList().u64(fd).u64(4_294_967_300).u8(type).raw(body).done();
}

/** The fd list's body: tid, then entries. */
export function fdList(tid: number, ...entries: readonly Uint8Array[]): Uint8Array {
  return concat(new ByteList().u64(tid).done(), ...entries);
}

/** Entry of an interface list of type 1 to 4, without the length of version 2. */
export function interfaceEntry(type: number, name: string): Uint8Array {
  const isV4 = type === 1 || type === 3;
  const address = isV4 ? [192, 168, 1, type] : ipv6(type);
  const mask = isV4 ? [255, 255, 255, 0] : [...new Array<number>(8).fill(0xff), ...new Array<number>(8).fill(0)];
  const broadcast = isV4 ? [192, 168, 1, 255] : new Array<number>(16).fill(0);
  const out = new ByteList().u16(type).u16(name.length).raw(address).raw(mask).raw(broadcast);
  if (type <= 2) out.u64(1000);
  return out.text(name).done();
}

export function userEntry(uid: number, name: string): Uint8Array {
  return new ByteList().u8(0).u32(uid).u32(7).str16(name).str16(`/home/${name}`).str16('/bin/sh').done();
}

export function groupEntry(gid: number, name: string): Uint8Array {
  return new ByteList().u8(1).u32(gid).str16(name).done();
}

/** Body of a machine-info block. */
export function machineBody(hostname: string): Uint8Array {
  return new ByteList()
    .u32(4)
    .u64(8_000_000_000)
    .u64(32768)
    .text(hostname)
    .zeros(128 - Buffer.byteLength(hostname))
    .u64(1_600_000_000_000_000_123n)
    .zeros(24)
    .done();
}
