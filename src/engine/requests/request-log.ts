// SPDX-License-Identifier: Apache-2.0
// Requests of a capture: walks over the events that move data over sockets, connection by connection, into the exchange
// table. The walk begins when somebody asks for the first time and goes on as the capture grows.

import { type FdInfo, FdType, isIpSocket, L4 } from '../state/fd-info.js';
import { Connection, type ConnectionEnds, type Moved } from './connection.js';
import { ConnectionNames } from './connection-names.js';
import { ExchangeTable } from './exchange-table.js';
import { DATAGRAM_PROTOCOLS, STREAM_PROTOCOLS } from './protocols/index.js';

/** Connections that are followed at once; the one that began first goes. */
const MOST_CONNECTIONS = 65536;

/** Paths of unix sockets that well-known servers listen on, and the port that stands for their protocol. */
const SOCKET_PATHS: readonly (readonly [RegExp, number])[] = [
  [/\.s\.PGSQL\./, 5432],
  [/mysqld?\.sock|mariadb/, 3306],
  [/redis/, 6379],
  [/memcache/, 11211],
  [/\/dev[-/]log\b/, 514],
];

/** Unix sockets carry datagrams and streams alike. */
const UNIX_PROTOCOLS = [...DATAGRAM_PROTOCOLS.filter(({ name }) => name !== 'dns'), ...STREAM_PROTOCOLS];

/** An event that moved data over an fd. */
export interface DataEvent extends Moved {
  readonly pid: number;
  readonly fdNum: number;
  readonly fd: FdInfo;
  /** Program or container of the process. */
  readonly program: string;
}

export class RequestLog {
  readonly table = new ExchangeTable();
  readonly names = new ConnectionNames();
  /** By keyOf. */
  readonly #connections = new Map<string, Connection>();

  /** Takes an event that moved at least a byte; others than those of sockets are passed over. */
  take(event: DataEvent): void {
    const { fd } = event;
    if (!isFollowed(fd)) return;
    const key = keyOf(event);
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      connection = new Connection(this.table, this.#endsOf(event), event);
      this.#connections.set(key, connection);
      if (this.#connections.size > MOST_CONNECTIONS) dropFirst(this.#connections);
    }
    connection.take(event);
  }

  #endsOf({ fd, program }: DataEvent): ConnectionEnds {
    const isUnix = fd.type === FdType.UNIX_SOCK;
    return {
      role: fd.role,
      port: isUnix ? (SOCKET_PATHS.find(([path]) => path.test(fd.name))?.[1] ?? 0) : (fd.tuple?.destPort ?? 0),
      protocols: isUnix ? UNIX_PROTOCOLS : fd.l4 === L4.UDP ? DATAGRAM_PROTOCOLS : STREAM_PROTOCOLS,
      name: (isServer) => this.names.note(fd, isServer, program),
    };
  }
}

/**
 * What a connection goes by: both ends and the side, so that fds that were duplicated or inherited are the same one. A
 * socket whose name does not tell it from others is one of its process.
 */
function keyOf({ fd, pid, fdNum }: DataEvent): string {
  const isNamed = fd.type !== FdType.UNIX_SOCK || fd.unixSource !== '';
  if (!isNamed) return `${pid}:${fdNum} ${fd.name}`;
  // One socket of UDP may serve many processes and ask from the same port again.
  return fd.l4 === L4.UDP ? `${fd.role} ${pid} ${fd.name}` : `${fd.role} ${fd.name}`;
}

function dropFirst(connections: Map<string, Connection>): void {
  for (const oldest of connections.keys()) {
    connections.delete(oldest);
    return;
  }
}

/** Sockets with two ends: IP ones that are not raw or ICMP sockets, and unix ones. */
function isFollowed(fd: FdInfo): boolean {
  if (fd.type === FdType.UNIX_SOCK) return true;
  return isIpSocket(fd) && (fd.l4 === L4.TCP || fd.l4 === L4.UDP);
}
