// SPDX-License-Identifier: Apache-2.0
// Blocks of a scap stream from the same values that metadata.ts decodes. Pure functions: a value in, the bytes of whole
// blocks out. Called by live/ (seed of the capture process) and by code that saves a part of a capture.
// Order of a capture: section, machine, interfaces, users, processes, fds of each process, then events; a capture
// without an event is not valid, and no metadata may follow the first one.

import { BlockBytes } from './block-bytes.js';
import { Block } from './block-types.js';
import { EVENT_FLAGS, EventFlag } from './event-types.js';
import type { InterfaceInfo, ListedFd, ListedGroup, ListedProcess, ListedUser, MachineInfo } from './metadata.js';
import { encodeText } from './text.js';

/**
 * Who must understand the process and fd lists. Both forms open in every tool of the last years.
 * `everywhere`: the process entries end with the 29 bytes that sysdig of 2022 reads as they are meant (login uid,
 * capabilities), and fd types that it refuses to open (17 and above) become 10, "unsupported", with their link text.
 * `newest`: everything that is known (tty, process group, executable's inode, all fd types); the old sysdig opens it and
 * shows wrong login uids, or refuses the file when an fd of type 17 and above is listed.
 */
export type ScapDialect = 'everywhere' | 'newest';

export interface CaptureHeader {
  /** Undefined: no such block, as in captures that have none. */
  readonly machine: MachineInfo | undefined;
  readonly interfaces: readonly InterfaceInfo[];
  readonly users: readonly ListedUser[];
  readonly groups: readonly ListedGroup[];
  readonly processes: readonly ListedProcess[];
  readonly fds: readonly { readonly tid: number; readonly fds: readonly ListedFd[] }[];
}

export interface NewEvent {
  readonly cpu: number;
  /** ns since the epoch; 2^64 - 1 is "unknown". */
  readonly time: bigint;
  /** -1 for events of no thread. */
  readonly tid: number;
  /** Event type number. */
  readonly type: number;
  /** Encoded parameters; an empty one means "not available". */
  readonly params: readonly Uint8Array[];
}

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION_MAJOR = 1;
const VERSION_MINOR = 2;
const HOSTNAME_SIZE = 128;
/** Longest texts that readers accept (they refuse the file otherwise). */
const MAX_PATH = 1023;
const MAX_LIST = 4096;
const MAX_CREDENTIAL = 255;
/** Last fd type that sysdig of 2022 knows. */
const LAST_OLD_FD_TYPE = 16;
const UNSUPPORTED_FD = 10;
/** What /proc says such an fd is, for names that are empty otherwise: "unsupported" alone would lose the kind. */
const LINK_TEXTS: Readonly<Record<number, string>> = {
  17: 'anon_inode:bpf',
  18: 'anon_inode:[userfaultfd]',
  19: 'anon_inode:[io_uring]',
  21: 'anon_inode:[pidfd]',
};

/** Every block before the first event, in order. */
export function captureHeader(header: CaptureHeader, dialect: ScapDialect): Uint8Array {
  const parts = [sectionBlock()];
  if (header.machine !== undefined) parts.push(machineBlock(header.machine));
  if (header.interfaces.length > 0) parts.push(interfacesBlock(header.interfaces));
  if (header.users.length + header.groups.length > 0) parts.push(usersBlock(header.users, header.groups));
  if (header.processes.length > 0) parts.push(processesBlock(header.processes, dialect));
  for (const { tid, fds } of header.fds) parts.push(fdsBlock(tid, fds, dialect));
  return Buffer.concat(parts);
}

/** Section header without options: old readers lose their way on options. */
export function sectionBlock(): Uint8Array {
  const out = new BlockBytes(Block.SECTION_HEADER, 28);
  out.u32(BYTE_ORDER_MAGIC);
  out.u16(VERSION_MAJOR);
  out.u16(VERSION_MINOR);
  out.u64(0xffffffffffffffffn);
  return out.finish();
}

export function machineBlock(machine: MachineInfo): Uint8Array {
  const out = new BlockBytes(Block.MACHINE, 192);
  out.u32(machine.cpus);
  out.u64(machine.memoryBytes);
  out.u64(machine.maxPid);
  const name = encodeText(machine.hostname).subarray(0, HOSTNAME_SIZE - 1);
  out.raw(name);
  out.zeros(HOSTNAME_SIZE - name.length);
  out.u64(machine.bootTime);
  out.zeros(24);
  return out.finish();
}

export function interfacesBlock(interfaces: readonly InterfaceInfo[]): Uint8Array {
  const out = new BlockBytes(Block.INTERFACES_V2, 64 * interfaces.length);
  for (const { name, address, netmask, broadcast } of interfaces) {
    const text = encodeText(name).subarray(0, MAX_PATH);
    out.u32(12 + 3 * address.length + text.length); // This list's entry length does not count itself.
    out.u16(address.length === 4 ? 1 : 2);
    out.u16(text.length);
    out.ip(address, address.length);
    out.ip(netmask, address.length);
    out.ip(broadcast, address.length);
    out.zeros(8); // Link speed: nobody has ever written one.
    out.raw(text);
  }
  return out.finish();
}

export function usersBlock(users: readonly ListedUser[], groups: readonly ListedGroup[]): Uint8Array {
  const out = new BlockBytes(Block.USERS_V2, 64 * (users.length + groups.length));
  for (const user of users) {
    const entry = out.beginEntry();
    out.u8(0);
    out.u32(user.uid);
    out.u32(user.gid);
    for (const text of [user.name, user.home, user.shell]) out.str16(text, MAX_CREDENTIAL);
    out.endEntry(entry);
  }
  for (const group of groups) {
    const entry = out.beginEntry();
    out.u8(1);
    out.u32(group.gid);
    out.str16(group.name, MAX_CREDENTIAL);
    out.endEntry(entry);
  }
  return out.finish();
}

/** Texts longer than the format allows are cut. */
export function processesBlock(processes: readonly ListedProcess[], dialect: ScapDialect): Uint8Array {
  const out = new BlockBytes(Block.PROCESSES_V9, 512 * processes.length);
  for (const process of processes) {
    const entry = out.beginEntry();
    processBody(out, process);
    if (dialect === 'newest') {
      out.u64(process.pidnsInitStart);
      out.u32(process.tty);
    }
    out.u32(process.loginUid);
    out.flag(process.exeWritable);
    out.u64(process.capInheritable);
    out.u64(process.capPermitted);
    out.u64(process.capEffective);
    if (dialect === 'newest') {
      out.flag(process.exeUpperLayer);
      out.u64(process.exeIno);
      out.u64(process.exeInoCtime);
      out.u64(process.exeInoMtime);
      out.flag(process.exeFromMemfd);
      out.flag(process.exeLowerLayer);
      out.u64(process.pgid);
    }
    out.endEntry(entry);
  }
  return out.finish();
}

function processBody(out: BlockBytes, process: ListedProcess): void {
  for (const id of [process.tid, process.pid, process.ptid, process.sid, process.vpgid]) out.u64(id);
  out.str16(process.comm, MAX_PATH);
  out.str16(process.exe, MAX_PATH);
  out.str16(process.exePath, MAX_PATH);
  out.strings(process.args, MAX_LIST);
  out.str16(process.cwd, MAX_PATH);
  out.u64(process.fdLimit);
  out.u32(process.flags);
  out.u32(process.uid);
  out.u32(process.gid);
  for (const kb of [process.vmSizeKb, process.vmRssKb, process.vmSwapKb]) out.u32(Math.min(kb, 0xffffffff));
  out.u64(process.pfMajor);
  out.u64(process.pfMinor);
  out.strings(process.env, MAX_LIST);
  out.u64(process.vtid);
  out.u64(process.vpid);
  out.strings(
    process.cgroups.map(([subsystem, path]) => `${subsystem}=${path}`),
    MAX_LIST,
  );
  out.str16(process.root, MAX_PATH);
}

/** The fds of one process. A process without fds still has a block: `fds` may be empty. */
export function fdsBlock(tid: number, fds: readonly ListedFd[], dialect: ScapDialect): Uint8Array {
  const out = new BlockBytes(Block.FDS_V2, 8 + 64 * fds.length);
  out.u64(tid);
  for (const listed of fds) {
    const fd = dialect === 'everywhere' ? asOldFd(listed) : listed;
    const entry = out.beginEntry();
    out.u64(fd.fd);
    out.u64(fd.ino);
    out.u8(fd.type);
    fdBody(out, fd);
    out.endEntry(entry);
  }
  return out.finish();
}

function fdBody(out: BlockBytes, fd: ListedFd): void {
  switch (fd.type) {
    case 0:
      return;
    case 3:
    case 4: {
      const size = fd.type === 3 ? 4 : 16;
      out.ip(fd.sourceIp, size);
      out.ip(fd.destIp, size);
      out.u16(fd.sourcePort ?? 0);
      out.u16(fd.destPort ?? 0);
      out.u8(fd.l4 ?? 0);
      return;
    }
    case 5:
    case 6:
      out.ip(fd.destIp, fd.type === 5 ? 4 : 16);
      out.u16(fd.destPort ?? 0);
      out.u8(fd.l4 ?? 0);
      return;
    case 8:
      out.u64(fd.unixSource ?? 0n);
      out.u64(fd.unixDest ?? 0n);
      out.str16(fd.name, MAX_PATH);
      return;
    case 16:
      out.u32(fd.openFlags);
      out.str16(fd.name, MAX_PATH);
      out.u32(fd.dev);
      return;
    default:
      out.str16(fd.name, MAX_PATH);
  }
}

function asOldFd(fd: ListedFd): ListedFd {
  if (fd.type <= LAST_OLD_FD_TYPE) return fd;
  return { ...fd, type: UNSUPPORTED_FD, name: fd.name === '' ? (LINK_TEXTS[fd.type] ?? '') : fd.name };
}

/**
 * One event. Throws RangeError where a parameter is too long for the 16-bit lengths of its type, which is a mistake of
 * the caller: those who build events know the limits of what they put in.
 */
export function eventBlock(event: NewEvent): Uint8Array {
  const isLarge = ((EVENT_FLAGS[event.type] ?? 0) & EventFlag.LARGE_PAYLOAD) !== 0;
  const width = isLarge ? 4 : 2;
  let length = 26 + width * event.params.length;
  for (const param of event.params) length += param.length;
  const out = new BlockBytes(isLarge ? Block.EV_V2_LARGE : Block.EV_V2, length + 16);
  out.u16(event.cpu);
  out.u64(event.time);
  out.u64(event.tid);
  out.u32(length);
  out.u16(event.type);
  out.u32(event.params.length);
  for (const param of event.params) {
    if (isLarge) out.u32(param.length);
    else if (param.length <= 0xffff) out.u16(param.length);
    else throw new RangeError(`parameter of ${param.length} bytes in an event of type ${event.type}`);
  }
  for (const param of event.params) out.raw(param);
  return out.finish();
}
