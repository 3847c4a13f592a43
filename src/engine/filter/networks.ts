// SPDX-License-Identifier: Apache-2.0
// Networks, the right-hand side of fd.net and similar fields: `10.0.0.0/8`, `fe80::/64`. An address of one family is never in a
// network of the other (so `!=` is true for it).

import { failure, ok, type Result } from '../result.js';
import { type IpAddress, parseIp } from '../scap/ip-address.js';

export interface Network {
  /** Its length says the family. */
  readonly address: IpAddress;
  /** Leading bits that count. */
  readonly prefix: number;
}

/** `address/length`; text with a dot is IPv4. The error is a sentence. */
export function parseNetwork(text: string): Result<Network, string> {
  const isIpv4 = text.includes('.') && !text.includes(':');
  const slash = text.indexOf('/');
  if (slash < 0) return failure(isIpv4 ? `unrecognized IP network ${text}` : `invalid v6 netmask: ${text}`);
  const address = parseIp(text.slice(0, slash));
  if (address === undefined || address.length !== (isIpv4 ? 4 : 16)) {
    return failure(`unrecognized ${isIpv4 ? 'IP' : 'IPv6'} address ${text}`);
  }
  const length = text.slice(slash + 1);
  if (!/^[0-9]+$/.test(length)) return failure(`${length} is not a valid number`);
  const prefix = Number(length);
  if (prefix > address.length * 8) return failure(`invalid ${isIpv4 ? '' : 'v6 '}netmask ${length}`);
  return ok({ address, prefix });
}

export function isInNetwork(ip: string, { address, prefix }: Network): boolean {
  if (ip.length !== address.length) return false;
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) if (ip.charCodeAt(i) !== address.charCodeAt(i)) return false;
  const rest = prefix & 7;
  return rest === 0 || (ip.charCodeAt(whole) ^ address.charCodeAt(whole)) >> (8 - rest) === 0;
}
