// SPDX-License-Identifier: Apache-2.0
// Socket addresses and tuples as the capture holds them (first byte the family, ports in host order, addresses in network
// order), as text: `1.2.3.4:80`, `::1:80`, `1.2.3.4:5->6.7.8.9:80`, `0->ffff88003c420800 /run/x.sock`.

import { areIpv4Mapped, formatIp, ipFromBytes, mappedIpv4 } from '../scap/ip-address.js';
import type { ByteLine } from './byte-line.js';

/** Numbers of the address families, as the capture writes them. */
const Family = { UNIX: 1, INET: 2, INET6: 10 } as const;

const COLON = 0x3a;
const DOT = 0x2e;
const ARROW = '->';

/** Writes a port; the number unless names were asked for. */
export type PortWriter = (port: number, out: ByteLine) => void;

/** PT_SOCKADDR at bytes[at, at + length), length > 0. */
export function writeAddress(bytes: Uint8Array, at: number, length: number, out: ByteLine, port: PortWriter): void {
  const family = bytes[at] as number;
  switch (family) {
    case Family.UNIX:
      if (length < 2) out.text('INVALID PATH');
      else writePath(bytes, at + 1, at + length, out);
      return;
    case Family.INET:
      if (length === 7) writeEnd4(bytes, at + 1, out, port);
      else out.text('INVALID IPv4');
      return;
    case Family.INET6:
      if (length !== 19) out.text('INVALID IPv6');
      else {
        out.text(formatIp(ipFromBytes(bytes, at + 1, 16)));
        out.byte(COLON);
        port(readPort(bytes, at + 17), out);
      }
      return;
    default:
      out.text(`family ${family}`);
  }
}

/** PT_SOCKTUPLE at bytes[at, at + length), length > 0. */
export function writeTuple(bytes: Uint8Array, at: number, length: number, out: ByteLine, port: PortWriter): void {
  const family = bytes[at] as number;
  switch (family) {
    case Family.UNIX:
      if (length < 18) out.text('INVALID PATH');
      else {
        out.text(`${pointerText(bytes, at + 1)}->${pointerText(bytes, at + 9)} `);
        writePath(bytes, at + 17, at + length, out);
      }
      return;
    case Family.INET:
      if (length !== 13) out.text('INVALID IPv4');
      else {
        writeEnd4(bytes, at + 1, out, port);
        out.text(ARROW);
        writeEnd4(bytes, at + 7, out, port);
      }
      return;
    case Family.INET6:
      if (length !== 37) out.text('INVALID IPv6');
      else writeTuple6(bytes, at, out, port);
      return;
    default:
      out.text(`family ${family}`);
  }
}

function writeTuple6(bytes: Uint8Array, at: number, out: ByteLine, port: PortWriter): void {
  const source = ipFromBytes(bytes, at + 1, 16);
  const dest = ipFromBytes(bytes, at + 19, 16);
  const mapped = areIpv4Mapped(source, dest);
  out.text(formatIp(mapped ? mappedIpv4(source) : source));
  out.byte(COLON);
  port(readPort(bytes, at + 17), out);
  out.text(ARROW);
  out.text(formatIp(mapped ? mappedIpv4(dest) : dest));
  out.byte(COLON);
  port(readPort(bytes, at + 35), out);
}

/** Address and port of an IPv4 end: six bytes. */
function writeEnd4(bytes: Uint8Array, at: number, out: ByteLine, port: PortWriter): void {
  for (let i = 0; i < 4; i++) {
    if (i > 0) out.byte(DOT);
    out.decimal(bytes[at + i] as number);
  }
  out.byte(COLON);
  port(readPort(bytes, at + 4), out);
}

/** Up to the NUL. */
function writePath(bytes: Uint8Array, at: number, end: number, out: ByteLine): void {
  const nul = bytes.indexOf(0, at);
  out.copy(bytes, at, (nul < 0 || nul > end ? end : nul) - at);
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
