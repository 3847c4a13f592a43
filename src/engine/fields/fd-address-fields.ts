// SPDX-License-Identifier: Apache-2.0
// Addresses and ports of the IP socket that a call uses. Client and server are the two ends of the connection; local and
// remote are the same two, distinguished by the machine's own addresses.

import type { FdContext } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import { IPV4_ANY, IPV6_ANY, IPV6_LOOPBACK, type IpAddress } from '../scap/ip-address.js';
import { type FdInfo, FdType, isListening, L4, type Tuple } from '../state/fd-info.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofFd } from './field-table.js';

interface End {
  readonly ip: IpAddress;
  readonly port: number;
}

const clientOf = (tuple: Tuple): End => ({ ip: tuple.sourceIp, port: tuple.sourcePort });
const serverOf = (tuple: Tuple): End => ({ ip: tuple.destIp, port: tuple.destPort });

function isConnectionSocket(fd: FdInfo): boolean {
  return fd.type === FdType.IPV4_SOCK || fd.type === FdType.IPV6_SOCK;
}

/** Both ends where it is known which is which. */
function roleTuple(fd: FdInfo): Tuple | undefined {
  return isConnectionSocket(fd) && fd.role !== 'none' ? fd.tuple : undefined;
}

function client(fd: FdInfo): End | undefined {
  const tuple = roleTuple(fd);
  return tuple === undefined ? undefined : clientOf(tuple);
}

/** A listening socket is the server's end of connections to come. */
function server(fd: FdInfo): End | undefined {
  const tuple = isListening(fd) ? fd.tuple : roleTuple(fd);
  return tuple === undefined ? undefined : serverOf(tuple);
}

const LOOPBACK_NET = 127;

/** An address of this machine. All of 127.0.0.0/8 is, whatever the interfaces say. */
function isHere(ip: IpAddress, context: FdContext): boolean {
  return isLoopback(ip) || context.isLocalIp(ip);
}

function isLoopback(ip: IpAddress): boolean {
  return ip.length === 4 ? ip.charCodeAt(0) === LOOPBACK_NET : ip === IPV6_LOOPBACK;
}

/** Where both ends are on this machine, accept, connect and bind of the process say which one it holds. */
function holdsServerEnd(fd: FdInfo, tuple: Tuple, context: FdContext): boolean {
  if (!isHere(tuple.sourceIp, context)) return true;
  return fd.role === 'server' && isHere(tuple.destIp, context);
}

function local(fd: FdInfo, context: FdContext): End | undefined {
  const tuple = roleTuple(fd);
  if (tuple === undefined) return undefined;
  return holdsServerEnd(fd, tuple, context) ? serverOf(tuple) : clientOf(tuple);
}

function remote(fd: FdInfo, context: FdContext): End | undefined {
  const tuple = roleTuple(fd);
  if (tuple === undefined) return undefined;
  return holdsServerEnd(fd, tuple, context) ? clientOf(tuple) : serverOf(tuple);
}

type EndOf = (fd: FdInfo, context: FdContext) => End | undefined;

function ipOf(end: EndOf): FieldSource {
  return ofFd((fd, context) => end(fd, context)?.ip);
}

/** Raw sockets have no ports: the kernel keeps the number of their protocol in the place. */
function portOf(end: EndOf): FieldSource {
  return ofFd((fd, context) => (fd.l4 === L4.RAW ? undefined : end(fd, context)?.port));
}

/** Service names come in with a resolver only (print option `portName`); the field itself is the number as text. */
function protocolOf(end: EndOf): FieldSource {
  return ofFd((fd, context) => {
    const port = end(fd, context)?.port;
    return port === undefined ? undefined : String(port);
  });
}

/**
 * All addresses or ports of the socket: a comparison with `=` holds if one does, with `!=` if all do. A socket that is
 * not connected yet compares as 0.0.0.0:0, as in the reference.
 */
function eachEnd(part: (end: End) => IpAddress | number): FieldSource {
  return ofFd((fd): FieldValue => {
    const { tuple } = fd;
    if (isListening(fd)) return tuple === undefined ? undefined : [part(serverOf(tuple))];
    if (!isConnectionSocket(fd)) return undefined;
    if (tuple !== undefined) return [part(clientOf(tuple)), part(serverOf(tuple))];
    return [part({ ip: fd.type === FdType.IPV4_SOCK ? IPV4_ANY : IPV6_ANY, port: 0 })];
  });
}

function isServer(fd: FdInfo, context: FdContext): boolean {
  if (isListening(fd)) return true;
  if (!isConnectionSocket(fd) || fd.tuple === undefined || !isHere(fd.tuple.destIp, context)) return false;
  return fd.role !== 'client' || !isHere(fd.tuple.sourceIp, context);
}

const EITHER_END = { filterOnly: true, noRightSide: true, noTransformer: true };
const NO_NAMES = {
  retired: 'Addresses are not looked up: a capture is read without asking the network.',
  noRightSide: true,
  noTransformer: true,
};
const NOTHING = ofFd(() => undefined);

export const FD_ADDRESS_FIELDS: readonly Field[] = fieldTable('fd', [
  ['fd.ip', 'IPADDR', 'Address of either end.', eachEnd((end) => end.ip), EITHER_END],
  ['fd.cip', 'IPADDR', 'Address of the client.', ipOf(client)],
  ['fd.sip', 'IPADDR', 'Address of the server; of a listening socket the one it is bound to.', ipOf(server)],
  [
    'fd.lip',
    'IPADDR',
    'Address on this machine; of a connection within it, the address that the process has.',
    ipOf(local),
  ],
  ['fd.rip', 'IPADDR', 'Address of the other side.', ipOf(remote)],
  ['fd.port', 'PORT', 'Port of either end.', eachEnd((end) => end.port), EITHER_END],
  ['fd.cport', 'PORT', 'Port of the client.', portOf(client)],
  ['fd.sport', 'PORT', 'Port of the server.', portOf(server)],
  [
    'fd.lport',
    'PORT',
    'Port on this machine; of a connection within it, the port that the process has.',
    portOf(local),
  ],
  ['fd.rport', 'PORT', 'Port of the other side.', portOf(remote)],
  [
    'fd.proto',
    'PORT',
    'Port of either end, by number or service name.',
    eachEnd((end) => end.port),
    { ...EITHER_END, format: 'NA' },
  ],
  ['fd.cproto', 'CHARBUF', 'Service of the client port, the number where it has no name.', protocolOf(client)],
  ['fd.sproto', 'CHARBUF', 'Service of the server port, the number where it has no name.', protocolOf(server)],
  ['fd.lproto', 'CHARBUF', 'Service of the local port, the number where it has no name.', protocolOf(local)],
  ['fd.rproto', 'CHARBUF', 'Service of the remote port, the number where it has no name.', protocolOf(remote)],
  ['fd.net', 'IPNET', 'Network of either end: fd.net = 10.0.0.0/8.', eachEnd((end) => end.ip), EITHER_END],
  ['fd.cnet', 'IPNET', 'Network of the client.', ipOf(client), EITHER_END],
  ['fd.snet', 'IPNET', 'Network of the server.', ipOf(server), EITHER_END],
  ['fd.lnet', 'IPNET', 'Network on this machine.', ipOf(local), EITHER_END],
  ['fd.rnet', 'IPNET', 'Network on the other machine.', ipOf(remote), EITHER_END],
  [
    'fd.is_server',
    'BOOL',
    'Whether this machine is the server: a listening socket, or a connection to an address of this machine; of a connection within it, whether the process accepted it.',
    ofFd(isServer),
  ],
  ['fd.cip.name', 'CHARBUF', 'Host name of the client.', NOTHING, NO_NAMES],
  ['fd.sip.name', 'CHARBUF', 'Host name of the server.', NOTHING, NO_NAMES],
  ['fd.lip.name', 'CHARBUF', 'Host name of the local address.', NOTHING, NO_NAMES],
  ['fd.rip.name', 'CHARBUF', 'Host name of the remote address.', NOTHING, NO_NAMES],
]);
