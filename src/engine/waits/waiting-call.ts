// SPDX-License-Identifier: Apache-2.0
// The call that a thread is in, from the recorder's look at it or from the beginning of the call in the stream.

import { SYSCALL_NAMES } from '../scap/enums.js';
import type { EventCursor } from '../scap/event-cursor.js';
import type { EventType } from '../scap/event-types.js';
import type { WaitRecord } from '../state/waits.js';

export interface WaitingCall {
  readonly name: string;
  /** -1: none. */
  readonly fd: number;
  /** Of a futex; undefined for other calls. */
  readonly address: bigint | undefined;
  /** That wait4 and waitid were given, -1 for any child; undefined where it is not known, and for all other calls. */
  readonly pid: number | undefined;
  readonly path: string | undefined;
}

/** Calls whose first argument is the fd that they wait on. */
const ON_FD: ReadonlySet<string> = new Set(
  (
    'read write pread pread64 pwrite pwrite64 readv writev preadv pwritev preadv2 pwritev2 recvfrom recv recvmsg recvmmsg ' +
    'sendto send sendmsg sendmmsg accept accept4 connect flock fcntl fcntl64 ioctl fsync fdatasync syncfs ftruncate ' +
    'fallocate epoll_wait epoll_pwait epoll_pwait2 io_uring_enter getdents getdents64 fstat close shutdown splice tee ' +
    'vmsplice sendfile sync_file_range fchmod fchown fsetxattr fgetxattr mq_timedsend mq_timedreceive'
  ).split(' '),
);
const FUTEX: ReadonlySet<string> = new Set(['futex', 'futex_wait']);
const CHILD: ReadonlySet<string> = new Set(['wait4', 'waitpid', 'waitid']);
/** First argument of waitid: the second one is a process id. */
const P_PID = 1n;

/** Undefined where the thread is in no call. */
export function callOfRecord({ call, args = '', path }: WaitRecord): WaitingCall | undefined {
  const name = call === undefined ? undefined : SYSCALL_NAMES[call];
  if (name === undefined) return undefined;
  const numbers = args.split(' ').map((text) => BigInt(`0x${text === '' ? '0' : text}`));
  return {
    name,
    fd: ON_FD.has(name) ? int32(numbers[0]) : -1,
    address: FUTEX.has(name) ? numbers[0] : undefined,
    pid: CHILD.has(name) ? childOf(name, numbers) : undefined,
    path,
  };
}

function childOf(name: string, [first = 0n, second = 0n]: readonly bigint[]): number {
  if (name !== 'waitid') return int32(first);
  return first === P_PID ? int32(second) : -1;
}

function int32(value = 0n): number {
  return Number(BigInt.asIntN(32, value));
}

/** `params`: the event at which the call began; undefined where its bytes have left. */
export function callOfEvent(name: string, type: EventType, fd: number, params: EventCursor | undefined): WaitingCall {
  const at = (wanted: RegExp): number => type.params.findIndex((p) => wanted.test(p.name));
  const number = (wanted: RegExp): number | undefined => {
    const index = params === undefined ? -1 : at(wanted);
    return index < 0 ? undefined : params?.int(index);
  };
  const text = (wanted: RegExp): string | undefined => {
    const index = params === undefined ? -1 : at(wanted);
    return index < 0 ? undefined : params?.text(index);
  };
  const address = FUTEX.has(name) ? number(/^addr$/) : undefined;
  return {
    name,
    fd,
    address: address === undefined ? undefined : BigInt(address),
    pid: CHILD.has(name) ? number(/^pid$/) : undefined,
    path: text(/^(path|name|pathname|filename)$/),
  };
}
