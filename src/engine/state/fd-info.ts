// SPDX-License-Identifier: Apache-2.0
// What a file descriptor was at one moment. Immutable: a change makes a new one, so tables share them after fork and
// dup, and a row of the event store can point at the one that was true at that event.

import type { IpAddress } from '../scap/ip-address.js';

/** Type numbers of the format's fd lists. */
export const FdType = {
  UNKNOWN: 0,
  FILE: 1,
  DIRECTORY: 2,
  IPV4_SOCK: 3,
  IPV6_SOCK: 4,
  IPV4_SERVSOCK: 5,
  IPV6_SERVSOCK: 6,
  FIFO: 7,
  UNIX_SOCK: 8,
  EVENT: 9,
  UNSUPPORTED: 10,
  SIGNALFD: 11,
  EVENTPOLL: 12,
  INOTIFY: 13,
  TIMERFD: 14,
  NETLINK: 15,
  FILE_V2: 16,
  BPF: 17,
  USERFAULTFD: 18,
  IOURING: 19,
  MEMFD: 20,
  PIDFD: 21,
} as const;

/** Layer-4 protocol numbers of the format. */
export const L4 = { UNKNOWN: 0, NA: 1, TCP: 2, UDP: 3, ICMP: 4, RAW: 5 } as const;

export type FdRole = 'none' | 'client' | 'server';

/** Both ends of an IP socket. Client: source is local. Server: source is the peer. Listening: only destination. */
export interface Tuple {
  readonly sourceIp: IpAddress;
  readonly sourcePort: number;
  readonly destIp: IpAddress;
  readonly destPort: number;
}

export interface FdInfo {
  /** Index in the state's fd dictionary; 0 is "no fd". */
  readonly id: number;
  /** One of FdType. */
  readonly type: number;
  /** Path, tuple text, `pipe:[ino]` …; "" where unnamed. */
  readonly name: string;
  /** Path as the program passed it; undefined where the fd was not opened by path in this capture. */
  readonly nameRaw: string | undefined;
  readonly tuple: Tuple | undefined;
  /** One of L4. */
  readonly l4: number;
  readonly role: FdRole;
  readonly connected: boolean;
  /** PPM_O_* bits. */
  readonly openFlags: number;
  /** Kernel device number, 0 unknown. */
  readonly dev: number;
  /** Inode number, 0 unknown. */
  readonly ino: number;
  /** Kernel addresses of the two ends of a unix socket, in hex. */
  readonly unixSource: string;
  readonly unixDest: string;
  /** Process that a pidfd refers to; -1 otherwise. */
  readonly pid: number;
}

/** Letter of the type in `fd=3(<4t>…)` and fd.typechar. */
export function fdTypeChar(type: number): string {
  return 'ofd4646pueXslitnfburmP'[type] ?? '?';
}

/** Text of fd.type. */
export function fdTypeName(type: number): string {
  return FD_TYPE_NAMES[type] ?? 'unknown';
}

const FD_TYPE_NAMES = [
  'unknown',
  'file',
  'directory',
  'ipv4',
  'ipv6',
  'ipv4',
  'ipv6',
  'pipe',
  'unix',
  'event',
  'unknown',
  'signalfd',
  'eventpoll',
  'inotify',
  'timerfd',
  'netlink',
  'file',
  'bpf',
  'userfaultfd',
  'io_uring',
  'memfd',
  'pidfd',
];

export function isFile(fd: FdInfo): boolean {
  return fd.type === FdType.FILE_V2 || fd.type === FdType.FILE;
}

export function isIpSocket(fd: FdInfo): boolean {
  return fd.type >= FdType.IPV4_SOCK && fd.type <= FdType.IPV6_SERVSOCK;
}

/** Whether data that is moved over it goes to another process: an IP or unix socket. */
export function isStreamSocket(fd: FdInfo): boolean {
  return isIpSocket(fd) || fd.type === FdType.UNIX_SOCK;
}

export function isListening(fd: FdInfo): boolean {
  return fd.type === FdType.IPV4_SERVSOCK || fd.type === FdType.IPV6_SERVSOCK;
}

/**
 * Protocol as fd.l4proto and the letter in `<4t>` show it: a client socket's protocol counts only once its role is
 * known (state before connect or the first datagram prints as `<4>`).
 */
export function shownL4(fd: FdInfo): number {
  if (isListening(fd)) return fd.l4;
  if (fd.type !== FdType.IPV4_SOCK && fd.type !== FdType.IPV6_SOCK) return L4.NA;
  if (fd.l4 === L4.RAW) return L4.RAW;
  return fd.role === 'none' ? L4.NA : fd.l4;
}
