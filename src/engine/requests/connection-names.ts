// SPDX-License-Identifier: Apache-2.0
// Who is at the two ends of a connection: the program or container that was seen using it, else the address. Both ends are
// programs of this machine where both were seen: their fds have the same name.

import { formatIp } from '../scap/ip-address.js';
import { type FdInfo, FdType } from '../state/fd-info.js';

interface Ends {
  client: string | undefined;
  server: string | undefined;
  isClientSeen: boolean;
}

export class ConnectionNames {
  /** By number; 0: no name. */
  readonly #ends: Ends[] = [{ client: undefined, server: undefined, isClientSeen: false }];
  readonly #numbers = new Map<string, number>();

  /** Number of the connection that an fd is an end of; notes which program has this end. */
  note(fd: FdInfo, isServer: boolean, program: string): number {
    const key = fd.name === '' ? `${fd.unixSource} ${fd.unixDest}` : fd.name;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#ends.length;
      this.#ends.push(addresses(fd));
      this.#numbers.set(key, number);
    }
    const ends = this.#ends[number] as Ends;
    if (isServer) ends.server = program;
    else {
      ends.client = program;
      ends.isClientSeen = true;
    }
    return number;
  }

  client(number: number): string | undefined {
    return this.#ends[number]?.client;
  }

  server(number: number): string | undefined {
    return this.#ends[number]?.server;
  }

  isClientSeen(number: number): boolean {
    return this.#ends[number]?.isClientSeen === true;
  }

  get count(): number {
    return this.#ends.length;
  }
}

/** The client's port says nothing, the server's what it serves. */
function addresses(fd: FdInfo): Ends {
  const { tuple } = fd;
  if (tuple !== undefined) {
    const isSix = tuple.destIp.length === 16;
    const host = formatIp(tuple.destIp);
    return {
      client: formatIp(tuple.sourceIp),
      server: `${isSix ? `[${host}]` : host}:${tuple.destPort}`,
      isClientSeen: false,
    };
  }
  const path = fd.type === FdType.UNIX_SOCK ? fd.name.split(' ').at(-1) : undefined;
  return { client: undefined, server: path === undefined || path === '' ? undefined : path, isClientSeen: false };
}
