// SPDX-License-Identifier: Apache-2.0
// Sockets: creation, addresses, roles. A socket's tuple is learned from connect and accept, and for datagrams from the
// address of each send and receive; its role (client or server) from who called whom, or guessed from the ports.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { formatIp, isUnspecified } from '../scap/ip-address.js';
import { FdType, isListening, L4, type Tuple } from './fd-info.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { takePassedFds } from './passed-fds.js';
import {
  completeTuple,
  ipSocketType,
  readAddress,
  readTuple,
  type SocketTuple,
  sameTuple,
  socketName,
  swapped,
  tupleOf,
  tupleText,
  unixTupleText,
} from './socket-tuples.js';
import type { Thread } from './thread.js';

const AF = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16 } as const;
const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3 } as const;
const IPPROTO = { IP: 0, ICMP: 1, TCP: 6, UDP: 17, ICMPV6: 58, RAW: 255 } as const;
const EINPROGRESS = 115;
const O_CLOEXEC = 1 << 12;

function layer4(type: number, protocol: number): number {
  // SOCK_NONBLOCK and SOCK_CLOEXEC may be or-ed into the type.
  const kind = type & 0xff;
  if (kind === SOCK.RAW) return L4.RAW;
  switch (protocol) {
    case IPPROTO.TCP:
      return L4.TCP;
    case IPPROTO.UDP:
      return L4.UDP;
    case IPPROTO.IP:
      return kind === SOCK.STREAM ? L4.TCP : kind === SOCK.DGRAM ? L4.UDP : L4.UNKNOWN;
    case IPPROTO.ICMP:
    case IPPROTO.ICMPV6:
      return L4.ICMP;
    case IPPROTO.RAW:
      return L4.RAW;
    default:
      return L4.UNKNOWN;
  }
}

const SOCKET_TYPES: ReadonlyMap<number, number> = new Map([
  [AF.UNIX, FdType.UNIX_SOCK],
  [AF.INET, FdType.IPV4_SOCK],
  [AF.INET6, FdType.IPV6_SOCK],
  [AF.NETLINK, FdType.NETLINK],
]);

function addSocket(state: MachineState, thread: Thread, fd: number, domain: number, type: number, protocol: number) {
  const isIp = domain === AF.INET || domain === AF.INET6;
  const l4 = isIp ? layer4(type, protocol) : L4.UNKNOWN;
  const info = state.fdDictionary.create({ type: SOCKET_TYPES.get(domain) ?? FdType.UNKNOWN, l4 });
  state.createFd(thread, fd, info);
}

/** socket: (fd[, domain, type, proto, flags]); before schema 3.62 the arguments are on the enter event only. */
function onSocketExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  const [source, first] = event.has(1) ? [event, 1] : [state.enterArguments(), 0];
  const domain = source?.uint(first);
  if (source === undefined || domain === undefined) return;
  addSocket(state, thread, fd, domain, source.uint(first + 1) ?? 0, source.uint(first + 2) ?? 0);
}

function onBindExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  const fd = state.fd;
  if (thread === undefined || fd === 0 || result === undefined || result < 0) return;
  const address = readAddress(event, 1);
  if (address === undefined) return;
  if (address.family === 'unix') {
    state.changeFd(thread, thread.lastFd, fd, { name: address.path, role: 'server' });
    return;
  }
  const name = `${formatIp(address.given)}:${address.port}`;
  if (address.port === 0) {
    // Any port: who asks for it wants to connect from an address rather than to be found.
    state.changeFd(thread, thread.lastFd, fd, { name });
    return;
  }
  const type = address.ip.length === 4 ? FdType.IPV4_SERVSOCK : FdType.IPV6_SERVSOCK;
  const tuple: Tuple = { ...tupleOf(tupleBefore(state), address.ip), destIp: address.ip, destPort: address.port };
  state.changeFd(thread, thread.lastFd, fd, { type, tuple, name, role: 'server' });
}

/** The address that a program connects to is known before the call ends, also when it fails. */
function onConnectEnter(state: MachineState, event: EventCursor): void {
  if (state.thread !== undefined && state.fd !== 0) takeAddress(state, event, 1, state.thread);
}

/** The tuple that the event's fd has so far. */
function tupleBefore({ fdDictionary, fd }: MachineState): Tuple | undefined {
  return fdDictionary.tuple(fd);
}

function takeAddress(state: MachineState, event: EventCursor, index: number, thread: Thread): void {
  const { fd } = state;
  const address = readAddress(event, index);
  if (address === undefined) return;
  if (address.family === 'unix') {
    state.changeFd(thread, thread.lastFd, fd, { name: address.path });
    return;
  }
  const tuple = { ...tupleOf(tupleBefore(state), address.ip), destIp: address.ip, destPort: address.port };
  state.changeFd(thread, thread.lastFd, fd, { type: ipSocketType(address.ip), tuple });
}

function onConnectExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  if (thread === undefined || result === undefined) return;
  if (state.fd === 0 && event.has(2)) {
    thread.lastFd = event.int(2) ?? -1;
    state.fd = thread.fd(thread.lastFd);
  }
  const fd = state.fd;
  if (fd === 0) return;
  if (result < 0 && result !== -EINPROGRESS) {
    // Without the enter event the exit is the first to report the address.
    if (!state.isPaired) takeAddress(state, event, 3, thread);
    state.fd = triedFd(state, state.fd, readTuple(event, 1));
    return;
  }
  const fds = state.fdDictionary;
  const role = fds.role(fd) === 'none' ? 'client' : fds.role(fd);
  const tuple = readTuple(event, 1);
  if (tuple === undefined) {
    connectWithoutTuple(state, event, thread);
    return;
  }
  if (tuple.family === 'unix') {
    state.changeFd(thread, thread.lastFd, fd, {
      type: FdType.UNIX_SOCK,
      unixSource: tuple.source,
      unixDest: tuple.dest,
      name: unixTupleText(tuple.source, tuple.dest, tuple.path),
      role,
      connected: true,
    });
    return;
  }
  // Unless the enter event had the destination, what is known of it may be of an earlier connection.
  const isKnown = state.enterArguments()?.has(1) === true;
  const update = withTuple(state, fd, tuple, !isKnown);
  const isUdpServer = role === 'server' && fds.l4(fd) === L4.UDP;
  const final = update.changed && isUdpServer ? swapped(update.tuple) : update.tuple;
  state.changeFd(thread, thread.lastFd, fd, {
    type: ipSocketType(tuple.sourceIp),
    tuple: final,
    name: socketName(final, fds.l4(fd), state.names.portName),
    role,
    connected: true,
  });
}

/** The fd as a connect that failed describes it: under both addresses, which it has for this event alone. */
function triedFd(state: MachineState, fd: number, tuple: SocketTuple | undefined): number {
  if (tuple === undefined) return fd;
  const name =
    tuple.family === 'unix'
      ? unixTupleText(tuple.source, tuple.dest, tuple.path)
      : tupleText(tuple, L4.TCP, state.names.portName);
  return state.fdDictionary.derive(fd, { name });
}

/** TCP fast open and the like report no tuple; the enter event's address is all there is. */
function connectWithoutTuple(state: MachineState, event: EventCursor, thread: Thread): void {
  const { fd } = state;
  const address = readAddress(event, 3);
  if (address?.family === 'ip') {
    const tuple = { ...tupleOf(tupleBefore(state), address.ip), destIp: address.ip, destPort: address.port };
    state.changeFd(thread, thread.lastFd, fd, { type: ipSocketType(address.ip), tuple, connected: true });
    return;
  }
  state.changeFd(thread, thread.lastFd, fd, { connected: true });
}

/**
 * A fd's tuple after an event named another one. Source always follows; destination only where it was empty, unless
 * `overwrite`. The same tuple in either direction changes nothing.
 */
function withTuple(
  { fdDictionary }: MachineState,
  fd: number,
  given: Tuple,
  overwrite: boolean,
): { tuple: Tuple; changed: boolean } {
  const old = tupleOf(fdDictionary.tuple(fd), given.sourceIp);
  if (
    fdDictionary.types[fd] === ipSocketType(given.sourceIp) &&
    (sameTuple(old, given) || sameTuple(old, swapped(given)))
  ) {
    return { tuple: old, changed: false };
  }
  const tuple: Tuple = {
    sourceIp: given.sourceIp,
    sourcePort: given.sourcePort,
    destIp: overwrite || isUnspecified(old.destIp) ? given.destIp : old.destIp,
    destPort: overwrite || old.destPort === 0 ? given.destPort : old.destPort,
  };
  return { tuple, changed: !sameTuple(old, tuple) };
}

const ACCEPT4_6 = EVENT_TYPES.findIndex((t) => t.key === 'accept4_6_x');

function onAcceptExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  thread.lastFd = fd;
  const tuple = readTuple(event, 1);
  if (tuple === undefined) return;
  const openFlags = event.type === ACCEPT4_6 && ((event.uint(5) ?? 0) & O_CLOEXEC) !== 0 ? O_CLOEXEC : 0;
  const info =
    tuple.family === 'unix'
      ? state.fdDictionary.create({
          type: FdType.UNIX_SOCK,
          unixSource: tuple.source,
          unixDest: tuple.dest,
          name: unixTupleText(tuple.source, tuple.dest, tuple.path),
          role: 'server',
          connected: true,
          openFlags,
        })
      : state.fdDictionary.create({
          type: ipSocketType(tuple.sourceIp),
          tuple,
          l4: L4.TCP,
          name: tupleText(tuple, L4.TCP, state.names.portName),
          role: 'server',
          connected: true,
          openFlags,
        });
  state.createFd(thread, fd, info);
}

/** sendto on an fd that nobody has seen made: it must be a datagram socket. */
function onSendEnter(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || state.fd !== 0 || fd === undefined || fd < 0) return;
  const tuple = readTuple(event, 2);
  if (tuple?.family !== 'ip') return;
  addSocket(state, thread, fd, tuple.sourceIp.length === 4 ? AF.INET : AF.INET6, SOCK.DGRAM, IPPROTO.UDP);
}

const NO_TUPLE = -2;
/** Parameter with the tuple on exit events of each kind; for sends of older captures it is parameter 2 of the enter. */
const EXIT_TUPLE = Int8Array.from(EVENT_TYPES, (t) =>
  /^(recv|recvfrom|recvmsg|recvmmsg|send|sendto|sendmsg|sendmmsg)_x$/.test(t.key)
    ? t.params.findIndex((p) => p.name === 'tuple')
    : NO_TUPLE,
);
const IS_SEND: ReadonlySet<number> = new Set(
  EVENT_TYPES.filter((t) => /^(send|sendto|sendmsg|sendmmsg)_x$/.test(t.key)).map((t) => t.id),
);

/** Parameter after those of the table with descriptors that came with the message; -1 for other calls. */
const PASSED_FDS = Int8Array.from(EVENT_TYPES, ({ key }) => (key === 'recvmsg_x' || key === 'recvmmsg_x' ? 6 : -1));

/** Reads and writes through any call: a success means the socket is connected; datagrams also carry their peer. */
function onTransferExit(state: MachineState, event: EventCursor): void {
  const passed = PASSED_FDS[event.type] as number;
  if (passed >= 0 && state.result > 0) takePassedFds(state, event, passed);
  const fd = state.fd;
  const thread = state.thread;
  if (fd === 0 || thread === undefined) {
    if (thread !== undefined && IS_SEND.has(event.type)) inferDatagram(state, event, thread);
    return;
  }
  const fds = state.fdDictionary;
  const type = fds.types[fd] as number;
  if (type < FdType.IPV4_SOCK || type > FdType.UNIX_SOCK || type === FdType.FIFO) return;
  if (!(state.result >= 0)) return;
  if ((type === FdType.IPV4_SOCK || type === FdType.IPV6_SOCK) && !fds.connected(fd)) {
    state.setFd(thread, thread.lastFd, fds.withConnection(fd));
  }
  const tupleAt = EXIT_TUPLE[event.type] as number;
  if (tupleAt === NO_TUPLE || (fds.hasName(state.fd) && isConnectedTcp(state, state.fd))) return;
  learnPeer(state, thread, transferTuple(state, event, tupleAt), !IS_SEND.has(event.type));
}

/** Of listening sockets and of IPv6 ones it is not asked whether they are TCP: fd lists of old captures say so of all. */
const isConnectedTcp = ({ fdDictionary }: MachineState, fd: number): boolean =>
  fdDictionary.l4(fd) === L4.TCP && fdDictionary.types[fd] === FdType.IPV4_SOCK;

function transferTuple(state: MachineState, event: EventCursor, exitIndex: number): SocketTuple | undefined {
  if (exitIndex >= 0 && event.has(exitIndex)) return readTuple(event, exitIndex);
  if (!IS_SEND.has(event.type)) return undefined;
  const enter = state.enterArguments();
  return enter === undefined ? undefined : readTuple(enter, 2);
}

function inferDatagram(state: MachineState, event: EventCursor, thread: Thread): void {
  const fd = thread.lastFd;
  const at = EXIT_TUPLE[event.type] as number;
  const tuple = at < 0 ? undefined : readTuple(event, at);
  if (fd < 0 || !(state.result >= 0) || tuple?.family !== 'ip') return;
  addSocket(state, thread, fd, tuple.sourceIp.length === 4 ? AF.INET : AF.INET6, SOCK.DGRAM, IPPROTO.UDP);
  // A thread whose process is unknown has no table to enter it into.
  if (state.fd !== 0) onTransferExit(state, event);
}

function learnPeer(state: MachineState, thread: Thread, given: SocketTuple | undefined, incoming: boolean): void {
  if (given === undefined) return;
  const { fd, fdDictionary } = state;
  if (given.family === 'unix') {
    state.changeFd(thread, thread.lastFd, fd, {
      type: FdType.UNIX_SOCK,
      unixSource: given.source,
      unixDest: given.dest,
      name: unixTupleText(given.source, given.dest, given.path),
    });
    return;
  }
  if (incoming && given.sourcePort === 0 && isUnspecified(given.sourceIp)) {
    learnOwnEnd(state, thread, given);
    return;
  }
  const update = withTuple(state, fd, given, true);
  if (!update.changed) return;
  const known = fdDictionary.l4(fd);
  const l4 = known === L4.UNKNOWN || fdDictionary.types[fd] === FdType.IPV6_SERVSOCK ? L4.UDP : known;
  let tuple = completeTuple(update.tuple, state.interfaces);
  const before = fdDictionary.role(fd);
  const role = before === 'none' ? guessRole(tuple, incoming) : before;
  if (incoming ? role === 'client' : role === 'server') tuple = swapped(tuple);
  const type = ipSocketType(given.sourceIp);
  state.changeFd(thread, thread.lastFd, fd, {
    type,
    tuple,
    l4,
    role,
    name: socketName(tuple, l4, state.names.portName),
  });
}

/**
 * A program that receives without asking from whom: the peer that is known stays, and none is made up. The own end is
 * known now, which it was not before the kernel chose a port.
 */
function learnOwnEnd(state: MachineState, thread: Thread, given: Tuple): void {
  const { fd, fdDictionary: fds } = state;
  const tuple = fds.tuple(fd);
  const role = fds.role(fd);
  if (tuple === undefined || role === 'none' || isListening(fds.at(fd))) return;
  if (tuple.sourceIp.length !== given.destIp.length) return;
  const before = role === 'server' ? tuple.destIp : tuple.sourceIp;
  const ip = isUnspecified(given.destIp) ? before : given.destIp;
  const own =
    role === 'server' ? { destIp: ip, destPort: given.destPort } : { sourceIp: ip, sourcePort: given.destPort };
  const learnt = { ...tuple, ...own };
  if (sameTuple(tuple, learnt)) return;
  const name = socketName(learnt, fds.l4(fd), state.names.portName);
  state.changeFd(thread, thread.lastFd, fd, { tuple: learnt, name });
}

/**
 * Who speaks first is the client. IPv6 sockets are clients, as the reference has it: its rule looks for other sockets
 * with the same ports, and finds every IPv4 socket itself but no IPv6 one.
 */
function guessRole(tuple: Tuple, incoming: boolean): 'client' | 'server' {
  return incoming && tuple.destIp.length === 4 ? 'server' : 'client';
}

/** getsockopt names its fd on the exit event alone; setsockopt too, but the reference does not look there. */
function onGetsockoptExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(1);
  if (thread === undefined || fd === undefined) return;
  thread.lastFd = fd;
  state.fd = thread.fd(fd);
}

export const SOCKET_HANDLERS: readonly HandlerRow[] = [
  ['socket_x', onSocketExit],
  ['bind_x', onBindExit],
  ['connect_e', onConnectEnter],
  ['connect_x', onConnectExit],
  ['accept_x accept_5_x accept4_x accept4_5_x accept4_6_x', onAcceptExit],
  ['sendto_e', onSendEnter],
  [
    'read_x write_x readv_x writev_x pread_x pwrite_x preadv_x pwritev_x recv_x recvfrom_x recvmsg_x recvmmsg_x send_x sendto_x sendmsg_x sendmmsg_x',
    onTransferExit,
  ],
  ['getsockopt_x', onGetsockoptExit],
];
