// SPDX-License-Identifier: Apache-2.0
// Socket addresses and tuples as events carry them, their texts, and what follows from them: which end is ours, missing
// addresses completed from the interfaces. Layout: family byte, then addresses in network order and ports little-endian.

import type { EventCursor } from '../scap/event-cursor.js';
import {
  areIpv4Mapped,
  formatIp,
  IPV4_ANY,
  IPV6_ANY,
  type IpAddress,
  ipFromBytes,
  isIpv4Mapped,
  isUnspecified,
  mappedIpv4,
} from '../scap/ip-address.js';
import type { InterfaceInfo } from '../scap/metadata.js';
import { decodeCString } from '../scap/text.js';
import { FdType, L4, type Tuple } from './fd-info.js';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;

export type SocketAddress =
  /** `given` is the address as the program wrote it: IPv6 also where `ip` is the IPv4 address inside. */
  | { readonly family: 'ip'; readonly ip: IpAddress; readonly given: IpAddress; readonly port: number }
  | { readonly family: 'unix'; readonly path: string };

export type SocketTuple =
  | ({ readonly family: 'ip' } & Tuple)
  | { readonly family: 'unix'; readonly source: string; readonly dest: string; readonly path: string };

/** Address in parameter i; undefined where it is absent, of another family or too short. */
export function readAddress(event: EventCursor, i: number): SocketAddress | undefined {
  const at = event.param(i);
  const length = event.paramLength;
  if (at < 0 || length < 1) return undefined;
  const bytes = event.bytes;
  const family = bytes[at];
  if (family === AF_INET && length >= 7) {
    const given = ipFromBytes(bytes, at + 1, 4);
    return { family: 'ip', ip: given, given, port: event.view.getUint16(at + 5, true) };
  }
  if (family === AF_INET6 && length >= 19) {
    const given = ipFromBytes(bytes, at + 1, 16);
    const ip = isIpv4Mapped(given) ? mappedIpv4(given) : given;
    return { family: 'ip', ip, given, port: event.view.getUint16(at + 17, true) };
  }
  return family === AF_UNIX ? { family: 'unix', path: decodeCString(bytes, at + 1, at + length) } : undefined;
}

/** Tuple in parameter i; undefined as in readAddress. Two IPv4-mapped addresses become IPv4. */
export function readTuple(event: EventCursor, i: number): SocketTuple | undefined {
  const at = event.param(i);
  return at < 0 ? undefined : tupleAt(event, at, event.paramLength);
}

/** Tuple of `length` bytes at `at` in the event's buffer. */
export function tupleAt(event: EventCursor, at: number, length: number): SocketTuple | undefined {
  if (length < 1) return undefined;
  const bytes = event.bytes;
  const view = event.view;
  const family = bytes[at];
  if (family === AF_INET && length >= 13) {
    return {
      family: 'ip',
      sourceIp: ipFromBytes(bytes, at + 1, 4),
      sourcePort: view.getUint16(at + 5, true),
      destIp: ipFromBytes(bytes, at + 7, 4),
      destPort: view.getUint16(at + 11, true),
    };
  }
  if (family === AF_INET6 && length >= 37) {
    const source = ipFromBytes(bytes, at + 1, 16);
    const dest = ipFromBytes(bytes, at + 19, 16);
    const mapped = areIpv4Mapped(source, dest);
    return {
      family: 'ip',
      sourceIp: mapped ? mappedIpv4(source) : source,
      sourcePort: view.getUint16(at + 17, true),
      destIp: mapped ? mappedIpv4(dest) : dest,
      destPort: view.getUint16(at + 35, true),
    };
  }
  if (family === AF_UNIX && length >= 17) {
    return {
      family: 'unix',
      source: view.getBigUint64(at + 1, true).toString(16),
      dest: view.getBigUint64(at + 9, true).toString(16),
      path: decodeCString(bytes, at + 17, at + length),
    };
  }
  return undefined;
}

/** What a port is called; undefined where it has no name. */
export type PortName = (port: number, l4: number) => string | undefined;

/** `a:p->b:p`, without ports for protocols that have none. */
export function tupleText(tuple: Tuple, l4: number, portName?: PortName): string {
  const source = formatIp(tuple.sourceIp);
  const dest = formatIp(tuple.destIp);
  if (l4 === L4.ICMP || l4 === L4.RAW) return `${source}->${dest}`;
  const from = portName?.(tuple.sourcePort, l4) ?? tuple.sourcePort;
  return `${source}:${from}->${dest}:${portName?.(tuple.destPort, l4) ?? tuple.destPort}`;
}

/** The blank is there without a path too, as in the reference. */
export function unixTupleText(source: string, dest: string, path: string): string {
  return `${source}->${dest} ${path}`;
}

/** Name that an IP socket has after its tuple changed. */
export function socketName(tuple: Tuple, l4: number, portName?: PortName): string {
  return l4 === L4.UNKNOWN || l4 === L4.NA ? '<unknown>' : tupleText(tuple, l4, portName);
}

export function ipSocketType(ip: IpAddress): number {
  return ip.length === 4 ? FdType.IPV4_SOCK : FdType.IPV6_SOCK;
}

export function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.sourceIp === b.sourceIp && a.sourcePort === b.sourcePort && a.destIp === b.destIp && a.destPort === b.destPort
  );
}

export function swapped(tuple: Tuple): Tuple {
  return {
    sourceIp: tuple.destIp,
    sourcePort: tuple.destPort,
    destIp: tuple.sourceIp,
    destPort: tuple.sourcePort,
  };
}

/** Tuple of a fd that may not have one yet, in the family of `like`. */
export function tupleOf(known: Tuple | undefined, like: IpAddress): Tuple {
  if (known !== undefined && known.sourceIp.length === like.length) return known;
  const any = like.length === 4 ? IPV4_ANY : IPV6_ANY;
  return { sourceIp: any, sourcePort: 0, destIp: any, destPort: 0 };
}

/** Fills in 0.0.0.0 and :: from the machine's own addresses. */
export function completeTuple(tuple: Tuple, interfaces: readonly InterfaceInfo[]): Tuple {
  if (isUnspecified(tuple.sourceIp)) {
    const ip = nearestInterface(tuple.destIp, interfaces);
    if (ip !== undefined && !(ip === tuple.destIp && tuple.sourcePort === tuple.destPort)) {
      return { ...tuple, sourceIp: ip };
    }
    return tuple;
  }
  if (isUnspecified(tuple.destIp)) {
    const ip = nearestInterface(tuple.sourceIp, interfaces);
    if (ip !== undefined && !(ip === tuple.sourceIp && tuple.sourcePort === tuple.destPort)) {
      return { ...tuple, destIp: ip };
    }
  }
  return tuple;
}

function nearestInterface(peer: IpAddress, interfaces: readonly InterfaceInfo[]): IpAddress | undefined {
  const own = interfaces.filter((i) => i.address.length === peer.length);
  const exact = own.find((i) => i.address === peer);
  if (exact !== undefined) return exact.address;
  const inSubnet = own.find((i) =>
    peer.length === 4
      ? masked(peer, i.netmask) === masked(i.address, i.netmask)
      : peer.slice(0, 8) === i.address.slice(0, 8),
  );
  if (inSubnet !== undefined) return inSubnet.address;
  const loopback = peer.length === 4 ? '\x7f\0\0\x01' : `${'\0'.repeat(15)}\x01`;
  return own.find((i) => i.address !== loopback)?.address;
}

function masked(ip: IpAddress, mask: IpAddress): string {
  let out = '';
  for (let i = 0; i < ip.length; i++) out += String.fromCharCode(ip.charCodeAt(i) & mask.charCodeAt(i));
  return out;
}
