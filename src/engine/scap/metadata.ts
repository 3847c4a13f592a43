// SPDX-License-Identifier: Apache-2.0
// The blocks before a capture's first event: machine, interfaces, users, processes, fds. Plain values and their decoders;
// the reader hands them to its sink, the writer (scap-writer.ts) takes the same ones.
// Layouts as sysdig and its libraries read and write them.

import { type IpAddress, ipFromBytes } from './ip-address.js';
import { decodeCString, decodeStrings, decodeText } from './text.js';

export interface MachineInfo {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly maxPid: number;
  readonly hostname: string;
  /** ns since the epoch; 0n where an old capture does not say. */
  readonly bootTime: bigint;
}

export interface InterfaceInfo {
  readonly name: string;
  readonly address: IpAddress;
  readonly netmask: IpAddress;
  /** All zero for IPv6. */
  readonly broadcast: IpAddress;
}

export interface ListedUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
  readonly shell: string;
}

export interface ListedGroup {
  readonly gid: number;
  readonly name: string;
}

/** One thread of a process list. Fields that the block's version lacks hold the format's defaults. */
export interface ListedProcess {
  readonly tid: number;
  readonly pid: number;
  readonly ptid: number;
  readonly sid: number;
  readonly vpgid: number;
  readonly pgid: number;
  readonly comm: string;
  readonly exe: string;
  readonly exePath: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly root: string;
  readonly fdLimit: number;
  /** PPM_CL_* bits. */
  readonly flags: number;
  readonly uid: number;
  readonly gid: number;
  readonly vmSizeKb: number;
  readonly vmRssKb: number;
  readonly vmSwapKb: number;
  readonly pfMajor: number;
  readonly pfMinor: number;
  readonly vtid: number;
  readonly vpid: number;
  readonly cgroups: readonly (readonly [subsystem: string, path: string])[];
  readonly pidnsInitStart: bigint;
  readonly tty: number;
  readonly loginUid: number;
  readonly exeWritable: boolean;
  readonly exeUpperLayer: boolean;
  readonly exeLowerLayer: boolean;
  readonly exeFromMemfd: boolean;
  readonly capInheritable: bigint;
  readonly capPermitted: bigint;
  readonly capEffective: bigint;
  readonly exeIno: number;
  readonly exeInoCtime: bigint;
  readonly exeInoMtime: bigint;
}

/** One fd of a process's fd list. Which of the optional members are set depends on the type (FdType). */
export interface ListedFd {
  readonly fd: number;
  readonly ino: number;
  readonly type: number;
  readonly name: string;
  readonly openFlags: number;
  readonly dev: number;
  readonly sourceIp?: IpAddress;
  readonly destIp?: IpAddress;
  readonly sourcePort?: number;
  readonly destPort?: number;
  readonly l4?: number;
  /** Kernel addresses of a unix socket's ends. */
  readonly unixSource?: bigint;
  readonly unixDest?: bigint;
}

/** The bytes of a metadata block contradict each other. */
export class MetadataDamage extends Error {}

const NO_ID = 0xffffffff;

/** Version of process lists whose entries begin with their lengths. */
export const LENGTHS_FROM = 9;

/** A bounded little-endian reader over one block's body. */
class Body {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;
  end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  get left(): number {
    return this.end - this.at;
  }

  take(n: number): number {
    if (n > this.left) throw new MetadataDamage(`an entry needs ${n} bytes where ${this.left} are left`);
    const at = this.at;
    this.at += n;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.take(4), true);
  }
  u64(): number {
    const at = this.take(8);
    return this.#view.getUint32(at + 4, true) * 4294967296 + this.#view.getUint32(at, true);
  }
  i64(): number {
    const at = this.take(8);
    return this.#view.getInt32(at + 4, true) * 4294967296 + this.#view.getUint32(at, true);
  }
  big(): bigint {
    return this.#view.getBigUint64(this.take(8), true);
  }
  ip(size: 4 | 16): IpAddress {
    return ipFromBytes(this.#bytes, this.take(size), size);
  }
  /** `limit` is the longest text that the format's own readers accept; longer ones mean damage. */
  str16(limit: number): string {
    const length = this.u16();
    if (length > limit) throw new MetadataDamage(`a text of ${length} bytes is longer than ${limit}`);
    const at = this.take(length);
    return decodeText(this.#bytes, at, at + length);
  }
  strings(limit: number): string[] {
    const length = this.u16();
    if (length > limit) throw new MetadataDamage(`a list of ${length} bytes is longer than ${limit}`);
    const at = this.take(length);
    return decodeStrings(this.#bytes, at, at + length);
  }
  cString(size: number): string {
    const at = this.take(size);
    return decodeCString(this.#bytes, at, at + size);
  }
}

/** Body of a machine-info block: 180 bytes, always. */
export function decodeMachine(bytes: Uint8Array): MachineInfo {
  const body = new Body(bytes);
  const cpus = body.u32();
  const memoryBytes = body.u64();
  const maxPid = body.u64();
  const hostname = body.cString(128);
  const bootTime = body.big();
  return { cpus, memoryBytes, maxPid, hostname, bootTime };
}

/** Body of an interface list; v2 entries are preceded by their length, which does not count itself. */
export function decodeInterfaces(bytes: Uint8Array, isV2: boolean): InterfaceInfo[] {
  const body = new Body(bytes);
  const list: InterfaceInfo[] = [];
  while (body.left >= 4) {
    const length = isV2 ? body.u32() : undefined;
    const start = body.at;
    const type = body.u16();
    const nameLength = body.u16();
    if (type < 1 || type > 4) throw new MetadataDamage(`interface of unknown type ${type}`);
    const size = type === 1 || type === 3 ? 4 : 16;
    const address = body.ip(size);
    const netmask = body.ip(size);
    const broadcast = body.ip(size);
    if (type <= 2) body.take(8);
    const name = body.cString(nameLength);
    list.push({ name, address, netmask, broadcast });
    if (length !== undefined) leaveEntry(body, start, length);
  }
  return list;
}

/** Body of a user list; v2 entries start with their length, which counts itself. */
export function decodeUsers(bytes: Uint8Array, isV2: boolean): { users: ListedUser[]; groups: ListedGroup[] } {
  const body = new Body(bytes);
  const users: ListedUser[] = [];
  const groups: ListedGroup[] = [];
  while (body.left >= 4) {
    const start = body.at;
    const length = isV2 ? body.u32() : undefined;
    if (body.u8() === 0) {
      const uid = body.u32();
      const gid = body.u32();
      users.push({ uid, gid, name: body.str16(255), home: body.str16(255), shell: body.str16(255) });
    } else {
      const gid = body.u32();
      groups.push({ gid, name: body.str16(255) });
    }
    if (length !== undefined) leaveEntry(body, start, length);
  }
  return { users, groups };
}

function leaveEntry(body: Body, start: number, length: number): void {
  const used = body.at - start;
  if (used > length) throw new MetadataDamage(`an entry of ${length} bytes holds ${used}`);
  body.take(length - used);
}

/** Body of a process list of version 1 to 9. One by one: a list may be larger than what is kept of it. */
export function* decodeProcesses(bytes: Uint8Array, version: number): Generator<ListedProcess, void> {
  const body = new Body(bytes);
  while (body.left >= 4) {
    const start = body.at;
    const length = version >= LENGTHS_FROM ? body.u32() : undefined;
    yield decodeProcess(body, version, length === undefined ? undefined : start + length);
    if (length !== undefined) leaveEntry(body, start, length);
  }
}

function decodeProcess(body: Body, version: number, entryEnd: number | undefined): ListedProcess {
  const tid = body.i64();
  const pid = body.i64();
  const ptid = body.i64();
  const sid = version >= 6 ? body.i64() : -1;
  const vpgid = version >= 8 ? body.i64() : -1;
  const comm = body.str16(1024);
  const exe = body.str16(1024);
  const exePath = version >= 7 ? body.str16(1024) : '';
  const args = body.strings(4096);
  const cwd = body.str16(1024);
  const fdLimit = body.i64();
  const flags = body.u32();
  const uid = body.u32();
  const gid = body.u32();
  const hasMemory = version >= 2;
  const vmSizeKb = hasMemory ? body.u32() : 0;
  const vmRssKb = hasMemory ? body.u32() : 0;
  const vmSwapKb = hasMemory ? body.u32() : 0;
  const pfMajor = hasMemory ? body.u64() : 0;
  const pfMinor = hasMemory ? body.u64() : 0;
  const env = version >= 3 ? body.strings(4096) : [];
  const vtid = version >= 4 ? body.i64() : -1;
  const vpid = version >= 4 ? body.i64() : -1;
  const cgroups = version >= 4 ? parseCgroups(body.strings(4096)) : [];
  const root = version >= 5 ? body.str16(1024) : '';
  const tail = decodeTail(body, entryEnd === undefined ? 0 : entryEnd - body.at);
  return {
    tid,
    pid,
    ptid,
    sid,
    vpgid,
    comm,
    exe,
    exePath,
    args,
    cwd,
    fdLimit,
    flags,
    uid,
    gid,
    vmSizeKb,
    vmRssKb,
    vmSwapKb,
    pfMajor,
    pfMinor,
    env,
    vtid,
    vpid,
    cgroups,
    root,
    ...tail,
  };
}

/**
 * What version 9 appended over the years. Up to 29 bytes it is the layout before libs 0.10 (loginuid first); beyond, two
 * fields had been inserted in front. Each field is there only if it fits.
 */
function decodeTail(body: Body, size: number) {
  const end = body.at + Math.max(0, size);
  const fits = (n: number): boolean => body.at + n <= end;
  const isFull = size > 29;
  const pidnsInitStart = isFull && fits(8) ? body.big() : 0n;
  const tty = isFull && fits(4) ? body.u32() : 0;
  const loginUid = fits(4) ? body.u32() : NO_ID;
  const exeWritable = fits(1) ? body.u8() !== 0 : false;
  const capInheritable = fits(8) ? body.big() : 0n;
  const capPermitted = fits(8) ? body.big() : 0n;
  const capEffective = fits(8) ? body.big() : 0n;
  const exeUpperLayer = isFull && fits(1) ? body.u8() !== 0 : false;
  const exeIno = isFull && fits(8) ? body.u64() : 0;
  const exeInoCtime = isFull && fits(8) ? body.big() : 0n;
  const exeInoMtime = isFull && fits(8) ? body.big() : 0n;
  const exeFromMemfd = isFull && fits(1) ? body.u8() !== 0 : false;
  const exeLowerLayer = isFull && fits(1) ? body.u8() !== 0 : false;
  const pgid = isFull && fits(8) ? body.i64() : -1;
  return {
    pidnsInitStart,
    tty,
    loginUid,
    exeWritable,
    capInheritable,
    capPermitted,
    capEffective,
    exeUpperLayer,
    exeIno,
    exeInoCtime,
    exeInoMtime,
    exeFromMemfd,
    exeLowerLayer,
    pgid,
  };
}

/**
 * `subsystem=path` items. Kernel names become the ones that users write; an item without `=` ends the list (the kernel
 * had truncated it).
 */
export function parseCgroups(items: readonly string[]): [subsystem: string, path: string][] {
  const list: [string, string][] = [];
  for (const item of items) {
    const equals = item.indexOf('=');
    if (equals < 0) break;
    list.push([cgroupSubsystem(item.slice(0, equals)), item.slice(equals + 1)]);
  }
  return list;
}

function cgroupSubsystem(name: string): string {
  const bare = name.replace('_cgroup', '');
  if (bare === 'perf') return 'perf_event';
  if (bare === 'mem') return 'memory';
  return bare === 'io' ? 'blkio' : bare;
}

const Fd = { SOCK4: 3, SOCK6: 4, SERV4: 5, SERV6: 6, UNIX: 8, FILE_V2: 16, LAST: 21, UNSUPPORTED: 10 } as const;

/** Body of an fd list: the thread that it belongs to, and its fds. v2 entries carry their length, itself included. */
export function decodeFds(bytes: Uint8Array, isV2: boolean): { tid: number; fds: ListedFd[] } {
  const body = new Body(bytes);
  const tid = body.i64();
  const fds: ListedFd[] = [];
  while (body.left >= 4) {
    const start = body.at;
    const length = isV2 ? body.u32() : undefined;
    if (!isV2 && body.left < 17) break;
    fds.push(decodeFd(body, length === undefined ? undefined : start + length));
    if (length !== undefined) leaveEntry(body, start, length);
  }
  return { tid, fds };
}

function decodeFd(body: Body, entryEnd: number | undefined): ListedFd {
  const fd = body.i64();
  const ino = body.u64();
  const type = body.u8();
  const base = { fd, ino, type, name: '', openFlags: 0, dev: 0 };
  switch (type) {
    case 0:
      return base;
    case Fd.SOCK4:
    case Fd.SOCK6: {
      const size = type === Fd.SOCK4 ? 4 : 16;
      const sourceIp = body.ip(size);
      const destIp = body.ip(size);
      const sourcePort = body.u16();
      const destPort = body.u16();
      return { ...base, sourceIp, destIp, sourcePort, destPort, l4: body.u8() };
    }
    case Fd.SERV4:
    case Fd.SERV6: {
      const destIp = body.ip(type === Fd.SERV4 ? 4 : 16);
      const destPort = body.u16();
      return { ...base, destIp, destPort, l4: body.u8() };
    }
    case Fd.UNIX: {
      const unixSource = body.big();
      const unixDest = body.big();
      return { ...base, unixSource, unixDest, name: body.str16(1024) };
    }
    case Fd.FILE_V2: {
      const openFlags = body.u32();
      const name = body.str16(1024);
      const dev = entryEnd !== undefined && body.at + 4 <= entryEnd ? body.u32() : 0;
      return { ...base, openFlags, name, dev };
    }
    default:
      if (type <= Fd.LAST) return { ...base, name: body.str16(1024) };
      if (entryEnd === undefined) throw new MetadataDamage(`fd of unknown type ${type}`);
      return { ...base, type: Fd.UNSUPPORTED, name: `unknown-type:[${type}]` };
  }
}
