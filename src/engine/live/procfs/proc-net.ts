// SPDX-License-Identifier: Apache-2.0
// Sockets of all network namespaces by inode, from /proc/PID/net: one PID per namespace. Inode numbers of sockets are the
// same everywhere, so a socket that was passed to a process of another namespace is found too.

import type { IpAddress } from '../../scap/ip-address.js';
import type { ListedFd } from '../../scap/metadata.js';
import { decodeText } from '../../scap/text.js';
import { FdType, L4 } from '../../state/fd-info.js';
import type { ProcReader } from './proc-reader.js';

/** A socket as the fd list writes it, without the fd's number. */
export type ListedSocket = Omit<ListedFd, 'fd'>;

/** Files of one layout: `local_address rem_address` as hex of host-order words, the inode as tenth word. */
const IP_TABLES: readonly (readonly [file: string, l4: number])[] = [
  ['tcp', L4.TCP],
  ['udp', L4.UDP],
  ['udplite', L4.UDP],
  ['raw', L4.RAW],
  ['icmp', L4.ICMP],
  ['tcp6', L4.TCP],
  ['udp6', L4.UDP],
  ['udplite6', L4.UDP],
  ['raw6', L4.RAW],
  ['icmp6', L4.ICMP],
];

/** Sockets of the namespaces that these processes live in. */
export function scanSockets(reader: ProcReader, pids: readonly number[]): ReadonlyMap<number, ListedSocket> {
  const sockets = new Map<number, ListedSocket>();
  const seen = new Set<string>();
  for (const pid of pids) {
    const namespace = reader.link(`${pid}/ns/net`);
    if (namespace === undefined || seen.has(namespace)) continue;
    if (scanNamespace(reader, `${pid}/net`, sockets)) seen.add(namespace);
  }
  // Without the right to look at others' namespaces there is still our own.
  if (seen.size === 0) scanNamespace(reader, 'net', sockets);
  return sockets;
}

/** False where the process went away before its tables were read. */
function scanNamespace(reader: ProcReader, directory: string, sockets: Map<number, ListedSocket>): boolean {
  const unix = reader.bytes(`${directory}/unix`);
  if (unix === undefined) return false;
  parseUnix(unix, sockets);
  for (const [file, l4] of IP_TABLES) {
    const text = reader.ascii(`${directory}/${file}`);
    if (text !== undefined) parseIpTable(text, l4, sockets);
  }
  const netlink = reader.ascii(`${directory}/netlink`);
  if (netlink !== undefined) parseNetlink(netlink, sockets);
  return true;
}

/** `  0: 0100007F:1F90 00000000:0000 0A … uid timeout inode …` */
export function parseIpTable(text: string, l4: number, sockets: Map<number, ListedSocket>): void {
  for (const line of lines(text)) {
    const words = line.trim().split(/\s+/, 10);
    const ino = Number(words[9]);
    const local = endpoint(words[1]);
    const remote = endpoint(words[2]);
    if (!(ino > 0) || local === undefined || remote === undefined) continue; // 0: in TIME_WAIT, nobody's any more.
    const is4 = local.ip.length === 4;
    const base = { ino, name: '', openFlags: 0, dev: 0, l4 };
    const isServer = /^0+:/.test(words[2] ?? '');
    if (isServer) {
      const type = is4 ? FdType.IPV4_SERVSOCK : FdType.IPV6_SERVSOCK;
      sockets.set(ino, { ...base, type, destIp: local.ip, destPort: local.port });
      continue;
    }
    const type = is4 ? FdType.IPV4_SOCK : FdType.IPV6_SOCK;
    const ends = { sourceIp: local.ip, sourcePort: local.port, destIp: remote.ip, destPort: remote.port };
    sockets.set(ino, { ...base, type, ...ends });
  }
}

/** `0000000037d2a3c1: 00000002 00000000 00010000 0001 01 16113 /run/x`; the path may hold anything but a newline. */
export function parseUnix(bytes: Uint8Array, sockets: Map<number, ListedSocket>): void {
  let start = bytes.indexOf(0x0a) + 1;
  while (start > 0 && start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = decodeText(bytes, start, end);
    const match = /^\s*([0-9a-f]+): (?:[0-9A-F]+ ){5}\s*(\d+)(?: (.*))?$/s.exec(text);
    if (match !== null) {
      const [, pointer = '0', inode = '0', name = ''] = match;
      const ino = Number(inode);
      const ends = { unixSource: BigInt(`0x${pointer}`), unixDest: 0n };
      sockets.set(ino, { ino, type: FdType.UNIX_SOCK, name, openFlags: 0, dev: 0, ...ends });
    }
    start = end + 1;
  }
}

/** `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`. */
export function parseNetlink(text: string, sockets: Map<number, ListedSocket>): void {
  for (const line of lines(text)) {
    const ino = Number(line.trim().split(/\s+/, 10)[9]);
    if (ino > 0) sockets.set(ino, { ino, type: FdType.NETLINK, name: '', openFlags: 0, dev: 0 });
  }
}

/** The lines below the heading. */
function lines(text: string): string[] {
  return text.split('\n').slice(1);
}

/** Each 32-bit word of the address is printed as a number of this machine: its bytes are in reverse (little-endian). */
function endpoint(word: string | undefined): { ip: IpAddress; port: number } | undefined {
  const match = /^([0-9A-F]{8}(?:[0-9A-F]{24})?):([0-9A-F]{4})$/.exec(word ?? '');
  if (match === null) return undefined;
  const [, hex = '', port = ''] = match;
  let ip = '';
  for (let at = 0; at < hex.length; at += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) {
      ip += String.fromCharCode(Number.parseInt(hex.slice(at + byte, at + byte + 2), 16));
    }
  }
  // One character per byte is what an IpAddress is.
  return { ip: ip as IpAddress, port: Number.parseInt(port, 16) };
}
