// SPDX-License-Identifier: Apache-2.0
// An fd as an entry of a capture's fd list: the other direction of seed.ts, so that reading the entry gives the same fd.
// What the format has no place for is lost: paths as the program passed them, close-on-exec of anything but files, the
// role of sockets that the reader's own rules do not find again.

import { IPV4_ANY, IPV6_ANY } from '../scap/ip-address.js';
import type { ListedFd } from '../scap/metadata.js';
import { type FdInfo, FdType, isIpSocket, isListening } from './fd-info.js';
import { swapped } from './socket-tuples.js';

/**
 * `serverPorts`: ports that the written lists have a listening IPv4 socket for. Readers take an IPv4 socket whose source port
 * is one of them for the server's end, and swap its addresses.
 */
export function listedFd(fd: number, info: FdInfo, serverPorts: ReadonlySet<number>): ListedFd {
  const common = { fd, ino: info.ino, type: info.type, name: info.name, openFlags: info.openFlags, dev: info.dev };
  if (info.type === FdType.UNIX_SOCK) {
    return { ...common, unixSource: address(info.unixSource), unixDest: address(info.unixDest) };
  }
  if (!isIpSocket(info)) return common;
  const { tuple, l4 } = info;
  if (isListening(info)) return tuple === undefined ? common : { ...common, ...tuple, l4 };
  // Not connected yet: all zero, and without an inode, which sockets out of /proc have (see seed.ts).
  if (tuple === undefined || info.name === '') {
    const any = info.type === FdType.IPV4_SOCK ? IPV4_ANY : IPV6_ANY;
    return { ...common, ino: 0, sourceIp: any, sourcePort: 0, destIp: any, destPort: 0, l4 };
  }
  const type = tuple.sourceIp.length === 4 ? FdType.IPV4_SOCK : FdType.IPV6_SOCK;
  const willBeSwapped = type === FdType.IPV4_SOCK && info.role === 'server' && serverPorts.has(tuple.destPort);
  return { ...common, type, ...(willBeSwapped ? swapped(tuple) : tuple), l4 };
}

/** Kernel address in hex. */
function address(text: string): bigint {
  return /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : 0n;
}
