// SPDX-License-Identifier: Apache-2.0
// Addresses of the machine's network interfaces, for the interface list of a live capture: they decide which end of a
// connection is the local one.

import { networkInterfaces } from 'node:os';
import { IPV6_ANY, type IpAddress, parseIp } from '../../scap/ip-address.js';
import type { InterfaceInfo } from '../../scap/metadata.js';

export function readInterfaces(): InterfaceInfo[] {
  const list: InterfaceInfo[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const entry of addresses ?? []) {
      const address = parseIp(entry.address);
      const netmask = parseIp(entry.netmask);
      if (address === undefined || netmask === undefined) continue;
      const broadcast = address.length === 4 ? broadcastOf(address, netmask) : IPV6_ANY;
      list.push({ name, address, netmask, broadcast });
    }
  }
  return list;
}

/** All ones where the mask is zero; an interface with a mask of 32 bits broadcasts to itself. */
function broadcastOf(address: IpAddress, netmask: IpAddress): IpAddress {
  let text = '';
  for (let i = 0; i < 4; i++) {
    text += String.fromCharCode((address.charCodeAt(i) | ~netmask.charCodeAt(i)) & 0xff);
  }
  // One character per byte is what an IpAddress is.
  return text as IpAddress;
}
