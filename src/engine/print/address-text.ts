// SPDX-License-Identifier: Apache-2.0
// Socket addresses and tuples as the capture holds them (first byte the family, ports in host order, addresses in network
// order), as text: `1.2.3.4:80`, `::1:80`, `1.2.3.4:5->6.7.8.9:80`, `0->ffff88003c420800 /run/x.sock`.

import { formatIp, ipFromBytes, isIpv4Mapped, mappedIpv4 } from '../scap/ip-address.js';
import { decodeCString } from '../scap/text.js';

/** Numbers of the address families, as the capture writes them. */
export const Family = { UNIX: 1, INET: 2, INET6: 10 } as const;

/** Text of a port; the numeric one unless names were asked for. */
export type PortText = (port: number) => string;

/** PT_SOCKADDR at bytes[at, at + length), length > 0. */
export function addressText(bytes: Uint8Array, at: number, length: number, port: PortText): string {
  const family = bytes[at] as number;
  switch (family) {
    case Family.UNIX:
      return length < 2 ? 'INVALID PATH' : decodeCString(bytes, at + 1, at + length);
    case Family.INET:
      return length === 7 ? `${ipv4Text(bytes, at + 1)}:${port(readPort(bytes, at + 5))}` : 'INVALID IPv4';
    case Family.INET6:
      return length === 19 ? `${ipv6Text(bytes, at + 1)}:${port(readPort(bytes, at + 17))}` : 'INVALID IPv6';
    default:
      return `family ${family}`;
  }
}

/** PT_SOCKTUPLE at bytes[at, at + length), length > 0. */
export function tupleText(bytes: Uint8Array, at: number, length: number, port: PortText): string {
  const family = bytes[at] as number;
  switch (family) {
    case Family.UNIX: {
      if (length < 18) return 'INVALID PATH';
      const path = decodeCString(bytes, at + 17, at + length);
      return `${pointerText(bytes, at + 1)}->${pointerText(bytes, at + 9)} ${path}`;
    }
    case Family.INET:
      if (length !== 13) return 'INVALID IPv4';
      return (
        `${ipv4Text(bytes, at + 1)}:${port(readPort(bytes, at + 5))}->` +
        `${ipv4Text(bytes, at + 7)}:${port(readPort(bytes, at + 11))}`
      );
    case Family.INET6:
      return length === 37 ? tuple6Text(bytes, at, port) : 'INVALID IPv6';
    default:
      return `family ${family}`;
  }
}

function tuple6Text(bytes: Uint8Array, at: number, port: PortText): string {
  const source = ipFromBytes(bytes, at + 1, 16);
  const dest = ipFromBytes(bytes, at + 19, 16);
  const mapped = isIpv4Mapped(source) && isIpv4Mapped(dest);
  const from = formatIp(mapped ? mappedIpv4(source) : source);
  const to = formatIp(mapped ? mappedIpv4(dest) : dest);
  return `${from}:${port(readPort(bytes, at + 17))}->${to}:${port(readPort(bytes, at + 35))}`;
}

function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function ipv6Text(bytes: Uint8Array, at: number): string {
  return formatIp(ipFromBytes(bytes, at, 16));
}

function readPort(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

/** A kernel address, u64 little-endian, in lower-case hex without leading zeros. */
function pointerText(bytes: Uint8Array, at: number): string {
  const low = readWord(bytes, at);
  const high = readWord(bytes, at + 4);
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
}

function readWord(bytes: Uint8Array, at: number): number {
  return (readPort(bytes, at) | (readPort(bytes, at + 2) << 16)) >>> 0;
}
