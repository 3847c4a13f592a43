// SPDX-License-Identifier: Apache-2.0
// Descriptors that came with a message (SCM_RIGHTS). Our own probe describes them in a parameter after those of recvmsg
// and recvmmsg that other readers know (libscap-shim/bpf/passed-fds.h); in other captures they are unknown.
//
// For each: s32 fd, u16 type bits of the mode (of sockets also their type), u32 device, u64 inode, u16 length and path, u16 length and tuple.

import type { EventCursor } from '../scap/event-cursor.js';
import { formatIp } from '../scap/ip-address.js';
import { decodeCString } from '../scap/text.js';
import { type FdInfo, FdType, L4, type Tuple } from './fd-info.js';
import type { MachineState } from './machine-state.js';
import { ipSocketType, type SocketTuple, swapped, tupleAt, tupleText, unixTupleText } from './socket-tuples.js';

const HEAD_BYTES = 18;
const S_IFMT = 0o170000;
const S_IFSOCK = 0o140000;
const S_IFDIR = 0o040000;
const S_IFIFO = 0o010000;

/** Names of descriptors without a file, as the kernel gives them. */
const NAMELESS: ReadonlyMap<string, number> = new Map([
  ['[eventfd]', FdType.EVENT],
  ['[eventpoll]', FdType.EVENTPOLL],
  ['[signalfd]', FdType.SIGNALFD],
  ['[timerfd]', FdType.TIMERFD],
  ['[userfaultfd]', FdType.USERFAULTFD],
  ['[io_uring]', FdType.IOURING],
  ['[pidfd]', FdType.PIDFD],
  ['inotify', FdType.INOTIFY],
]);
const MEMFD = /^memfd:/;

/** SOCK_STREAM, SOCK_DGRAM, SOCK_RAW */
const PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [1, L4.TCP],
  [2, L4.UDP],
  [3, L4.RAW],
]);

type Described = Partial<Omit<FdInfo, 'id'>> & { readonly type: number };

/** Enters the descriptors that parameter i describes into the thread's table. Damaged ones end the list. */
export function takePassedFds(state: MachineState, event: EventCursor, i: number): void {
  const { thread, fd: carrier } = state;
  const start = event.extraParam(i);
  if (thread === undefined || start < 0) return;
  const end = start + event.paramLength;
  const { lastFd } = thread;
  for (let at = start; at + HEAD_BYTES + 4 <= end; ) {
    const pathBytes = event.view.getUint16(at + HEAD_BYTES, true);
    const tuple = at + HEAD_BYTES + 2 + pathBytes;
    const next = tuple + 2 <= end ? tuple + 2 + event.view.getUint16(tuple, true) : end + 1;
    if (next > end) break;
    const path = decodeCString(event.bytes, at + HEAD_BYTES + 2, tuple);
    const described = describe(state, event, at, path, tupleAt(event, tuple + 2, next - tuple - 2));
    state.createFd(thread, event.view.getInt32(at, true), state.fdDictionary.create(described));
    at = next;
  }
  // The call is about the socket that they came through.
  thread.lastFd = lastFd;
  state.fd = carrier;
  state.fdNameChanged = false;
}

function describe(
  state: MachineState,
  { view }: EventCursor,
  at: number,
  path: string,
  tuple: SocketTuple | undefined,
): Described {
  const mode = view.getUint16(at + 4, true);
  const dev = view.getUint32(at + 6, true);
  const ino = view.getUint32(at + 14, true) * 2 ** 32 + view.getUint32(at + 10, true);
  if ((mode & S_IFMT) === S_IFSOCK) return { ...describeSocket(state, mode & ~S_IFMT, tuple), ino };
  const type = MEMFD.test(path) ? FdType.MEMFD : (NAMELESS.get(path) ?? typeOfMode(mode));
  return { type, name: nameOf(type, path, ino), dev, ino };
}

function typeOfMode(mode: number): number {
  if (mode === 0) return FdType.UNSUPPORTED;
  if (mode === S_IFDIR) return FdType.DIRECTORY;
  return mode === S_IFIFO ? FdType.FIFO : FdType.FILE_V2;
}

/** As /proc has it. */
function nameOf(type: number, path: string, ino: number): string {
  if (type === FdType.FIFO && !path.startsWith('/')) return `pipe:[${ino}]`;
  return path.startsWith('[') ? `anon_inode:${path}` : path;
}

function describeSocket(state: MachineState, kind: number, tuple: SocketTuple | undefined): Described {
  if (tuple === undefined) return { type: FdType.UNKNOWN, name: '' };
  if (tuple.family === 'unix') {
    const { source, dest, path } = tuple;
    const name = unixTupleText(source, dest, path);
    return { type: FdType.UNIX_SOCK, unixSource: source, unixDest: dest, name };
  }
  const l4 = PROTOCOLS.get(kind) ?? L4.UNKNOWN;
  return tuple.destPort === 0 && l4 === L4.TCP ? listener(tuple) : connection(state, l4, tuple);
}

/** The own end is the source of the tuple. */
function listener({ sourceIp, sourcePort }: Tuple): Described {
  const type = sourceIp.length === 4 ? FdType.IPV4_SERVSOCK : FdType.IPV6_SERVSOCK;
  const tuple = { sourceIp, sourcePort: 0, destIp: sourceIp, destPort: sourcePort };
  return { type, tuple, l4: L4.TCP, role: 'server', name: `${formatIp(sourceIp)}:${sourcePort}` };
}

function connection(state: MachineState, l4: number, own: Tuple): Described {
  const role = state.serverPorts.has(own.sourcePort) ? 'server' : 'client';
  const tuple = role === 'server' ? swapped(own) : own;
  const name = tupleText(tuple, l4, state.names.portName);
  return { type: ipSocketType(tuple.sourceIp), tuple, l4, role, name, connected: own.destPort !== 0 };
}
