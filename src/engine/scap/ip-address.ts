// SPDX-License-Identifier: Apache-2.0
// IP addresses as 4 or 16 bytes in network order, in one string per address: cheap to compare, to use as a key and to
// share. The string holds one character per byte.

/** 4 or 16 characters, each the value of a byte in network order. */
export type IpAddress = string & { readonly __brand: 'IpAddress' };

export const IPV4_ANY = '\0\0\0\0' as IpAddress;
export const IPV6_LOOPBACK = `${'\0'.repeat(15)}\x01` as IpAddress;
export const IPV6_ANY = '\0'.repeat(16) as IpAddress;

/** The address at bytes[at, at + size); size is 4 or 16. */
export function ipFromBytes(bytes: Uint8Array, at: number, size: 4 | 16): IpAddress {
  let text = '';
  for (let i = 0; i < size; i++) text += String.fromCharCode(bytes[at + i] as number);
  return text as IpAddress;
}

export function isUnspecified(ip: IpAddress): boolean {
  for (let i = 0; i < ip.length; i++) if (ip.charCodeAt(i) !== 0) return false;
  return true;
}

/** `::ffff:a.b.c.d`. */
export function isIpv4Mapped(ip: IpAddress): boolean {
  return ip.length === 16 && ip.startsWith('\0\0\0\0\0\0\0\0\0\0\xff\xff');
}

/** Whether a pair of addresses is IPv4 in IPv6: one of them may be unspecified. */
export function areIpv4Mapped(a: IpAddress, b: IpAddress): boolean {
  return isIpv4Mapped(a) ? isIpv4Mapped(b) || b === IPV6_ANY : a === IPV6_ANY && isIpv4Mapped(b);
}

/** The IPv4 address inside a mapped one. */
export function mappedIpv4(ip: IpAddress): IpAddress {
  return ip.slice(12) as IpAddress;
}

/** Dotted quad, or the text form of RFC 5952 (longest run of zero groups shortened, IPv4-mapped in dotted form). */
export function formatIp(ip: IpAddress): string {
  if (ip.length === 4) {
    return `${ip.charCodeAt(0)}.${ip.charCodeAt(1)}.${ip.charCodeAt(2)}.${ip.charCodeAt(3)}`;
  }
  if (ip.startsWith('\0\0\0\0\0\0\0\0\0\0\xff\xff')) return `::ffff:${formatIp(mappedIpv4(ip))}`;
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((ip.charCodeAt(i) << 8) | ip.charCodeAt(i + 1));
  const [from, length] = longestZeroRun(groups);
  if (length < 2) return groups.map((g) => g.toString(16)).join(':');
  // inet_ntop prints `::a.b.c.d` for IPv4-compatible addresses too (RFC 4291, 2.5.5.1).
  if (from === 0 && length === 6) return `::${formatIp(ip.slice(12) as IpAddress)}`;
  const head = groups.slice(0, from).map((g) => g.toString(16));
  const tail = groups.slice(from + length).map((g) => g.toString(16));
  return `${head.join(':')}::${tail.join(':')}`;
}

function longestZeroRun(groups: readonly number[]): [from: number, length: number] {
  let best: [number, number] = [-1, 0];
  for (let i = 0; i < groups.length; i++) {
    let length = 0;
    while (groups[i + length] === 0) length++;
    if (length > best[1]) best = [i, length];
    if (length > 0) i += length - 1;
  }
  return best;
}

/** Parses dotted quads and IPv6 text; undefined where it is neither. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let ip = '';
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    ip += String.fromCharCode(Number(part));
  }
  return ip as IpAddress;
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const isShort = halves.length === 2;
  const head = parseGroups(halves[0] ?? '', !isShort);
  const tail = isShort ? parseGroups(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (isShort ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return groups.map((g) => String.fromCharCode(g >> 8, g & 0xff)).join('') as IpAddress;
}

/** Groups between colons; the last of an address may be two at once, as a dotted quad. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (isEnd && part.includes('.') && i === parts.length - 1) {
      const v4 = parseIpv4(part);
      if (v4 === undefined) return undefined;
      groups.push((v4.charCodeAt(0) << 8) | v4.charCodeAt(1), (v4.charCodeAt(2) << 8) | v4.charCodeAt(3));
      continue;
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  return groups;
}
