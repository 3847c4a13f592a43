// SPDX-License-Identifier: Apache-2.0
// A capture with every event type of the table in it, each several times with other values in every parameter: nothing,
// zero, one, the highest bit, all bits, text of several kinds. In front of them a machine with a process that has fds of
// every type, so that fds, paths, pids, users and groups in the parameters have something to be resolved to.

import { EVENT_FLAGS, EventFlag, type EventType, eventType, ParamType } from '../../src/engine/scap/event-types.js';
import { block, cstr, event, START, section, TYPE } from '../engine/scap/block-writer.js';
import { ByteList, concat } from '../engine/scap/byte-list.js';
import {
  FD_BODIES,
  fdEntry,
  fdList,
  groupEntry,
  interfaceEntry,
  machineBody,
  prefixed,
  userEntry,
} from '../engine/scap/list-writer.js';

const P = ParamType;
/** The thread that makes all events. */
export const SYNTHETIC_TID = 700;
const PARENT = 699;
const FIRST = eventType('getcwd_e').id;
/** Events of each type. */
export const ROUNDS = 10;

const BLOCK = { FDS: 0x218, INTERFACES: 0x219, USERS: 0x220, PROCESSES: 0x215 };

function processEntry(tid: number, ptid: number, comm: string): Uint8Array {
  const out = new ByteList().u64(tid).u64(tid).u64(ptid).u64(tid).u64(tid);
  out.str16(comm).str16(`/bin/${comm}`).str16(`/usr/bin/${comm}`).str16('-v\0').str16('/home/ann').u64(1024);
  out.u32(0).u32(1000).u32(100).u32(2000).u32(1000).u32(0).u64(3).u64(4).str16('HOME=/home/ann\0');
  out.u64(tid).u64(tid).str16('cpuset=/\0').str16('/');
  return prefixed(out.done());
}

/** fd N is of type N; 5 and 6 listen. The directory is fd 2. */
function fdBlock(): Uint8Array {
  const entries = FD_BODIES.map(([type, body]) => prefixed(fdEntry(type, type, body)));
  return block(BLOCK.FDS, fdList(SYNTHETIC_TID, ...entries));
}

function header(): Uint8Array {
  const net = interfaceEntry(1, 'eth0');
  return concat(
    section(),
    block(0x201, machineBody('synthetic')),
    block(BLOCK.INTERFACES, concat(new ByteList().u32(net.length).done(), net)),
    block(BLOCK.USERS, concat(prefixed(userEntry(1000, 'ann')), prefixed(groupEntry(100, 'people')))),
    block(BLOCK.PROCESSES, concat(processEntry(PARENT, 1, 'parent'), processEntry(SYNTHETIC_TID, PARENT, 'worker'))),
    fdBlock(),
  );
}

/** Integers of `size` bytes for round n of the parameter with this index. */
function integer(size: number, round: number, index: number): Uint8Array {
  const bits = BigInt(size * 8);
  const values: readonly bigint[] = [
    0n,
    1n,
    BigInt(index + 2),
    -1n,
    -2n,
    1n << (bits - 1n),
    0x0123456789abcdefn,
    BigInt(1 << (index % 16)),
  ];
  const value = BigInt.asUintN(Number(bits), values[round % values.length] ?? 0n);
  const out = new ByteList();
  for (let i = 0; i < size; i++) out.u8(Number((value >> BigInt(8 * i)) & 0xffn));
  return out.done();
}

const TEXTS = ['plain', '', 'a b', '/abs/../x//y', 'rel/./z', '..', 'täxt', '<NA>'] as const;
const BUFFERS: readonly (readonly number[])[] = [
  [0x68, 0x69],
  [0],
  [...Buffer.from('a=/x\0b=\0')],
  [0xff, 0x0a, 0x0d, 0x20, 0x7f],
  [...Buffer.from('x'.repeat(100))],
  [...Buffer.from('y'.repeat(80))],
  [...Buffer.from('\0\0')],
  [...Buffer.from('z'.repeat(81))],
];
const IPV6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3];
const ANY = new Array<number>(16).fill(0);

function sockaddr(round: number): Uint8Array {
  const kinds = [
    () => new ByteList().u8(2).raw([10, 0, 0, 1]).u16(8080),
    () => new ByteList().u8(10).raw(IPV6).u16(443),
    () => new ByteList().u8(1).text('/run/s').u8(0),
    () => new ByteList().u8(1).u8(0),
    () => new ByteList().u8(10).raw(MAPPED).u16(80),
    () => new ByteList().u8(16),
    () => new ByteList().u8(10).raw(ANY).u16(0),
    () => new ByteList().u8(2).raw([0, 0, 0, 0]).u16(0),
  ];
  return (kinds[round % kinds.length] ?? kinds[0])?.().done() ?? new Uint8Array(0);
}

function socktuple(round: number): Uint8Array {
  const v6 = (a: readonly number[], b: readonly number[]) => new ByteList().u8(10).raw(a).u16(5000).raw(b).u16(443);
  const kinds = [
    () => new ByteList().u8(2).raw([10, 0, 0, 1]).u16(5000).raw([10, 0, 0, 2]).u16(80),
    () => v6(IPV6, ANY),
    () => new ByteList().u8(1).u64(0xffff8881abcdef00n).u64(0x10).text('/run/s').u8(0),
    () => new ByteList().u8(1).u64(0).u64(0).u8(0),
    () => v6(MAPPED, MAPPED),
    () => v6(MAPPED, IPV6),
    () => v6(ANY, ANY),
    () => new ByteList().u8(2).raw([0, 0, 0, 0]).u16(0).raw([127, 0, 0, 1]).u16(53),
  ];
  return (kinds[round % kinds.length] ?? kinds[0])?.().done() ?? new Uint8Array(0);
}

function fdListParam(round: number): Uint8Array {
  const out = new ByteList().u16(round % 4);
  for (let i = 0; i < round % 4; i++) out.u64([1, 3, 999, -1][(round + i) % 4] ?? 0).u16(0x41 << i);
  return out.done();
}

const SIZES: Readonly<Record<number, number>> = {
  [P.INT8]: 1,
  [P.UINT8]: 1,
  [P.FLAGS8]: 1,
  [P.ENUMFLAGS8]: 1,
  [P.SIGTYPE]: 1,
  [P.INT16]: 2,
  [P.UINT16]: 2,
  [P.FLAGS16]: 2,
  [P.ENUMFLAGS16]: 2,
  [P.SYSCALLID]: 2,
  [P.PORT]: 2,
  [P.INT32]: 4,
  [P.UINT32]: 4,
  [P.FLAGS32]: 4,
  [P.ENUMFLAGS32]: 4,
  [P.UID]: 4,
  [P.GID]: 4,
  [P.SIGSET]: 4,
  [P.MODE]: 4,
  [P.BOOL]: 4,
  [P.FD32]: 4,
  [P.PID32]: 4,
};
/** Fds and pids that mean something here, and some that do not. */
const FDS = [3, 2, 1, 16, -100, -1, 999, 8] as const;
const PIDS = [SYNTHETIC_TID, PARENT, 1, 0, -1, 4_000_000_000, 12345, -2] as const;
const IDS = [1000, 0, 100, 4_294_967_295, 12345, 65534, 1, 2] as const;

function param({ type, dynamic }: EventType['params'][number], round: number, index: number): Uint8Array {
  switch (type) {
    case P.CHARBUF:
    case P.FSPATH:
    case P.FSRELPATH:
      return cstr(TEXTS[(round + index) % TEXTS.length] ?? '');
    case P.BYTEBUF:
    case P.CHARBUFARRAY:
      return Uint8Array.from(BUFFERS[(round + index) % BUFFERS.length] ?? []);
    case P.SOCKADDR:
      return sockaddr(round);
    case P.SOCKTUPLE:
      return socktuple(round);
    case P.FDLIST:
      return fdListParam(round);
    case P.FD:
      return new ByteList().u64(FDS[(round + index) % FDS.length] ?? 0).done();
    case P.PID:
      return new ByteList().u64(PIDS[(round + index) % PIDS.length] ?? 0).done();
    case P.UID:
    case P.GID:
      return new ByteList().u32(IDS[round % IDS.length] ?? 0).done();
    case P.DYN: {
      const choice = round % (dynamic?.length ?? 1);
      const chosen = dynamic?.[choice];
      if (chosen === undefined) return Uint8Array.of(0);
      const value = param({ ...chosen, name: '', flags: undefined, dynamic: undefined, dirFdParam: -1 }, round, index);
      return concat(Uint8Array.of(choice), value);
    }
    default:
      return integer(SIZES[type] ?? 8, round, index);
  }
}

/**
 * Parameters of the n-th event of a type: all of them, but only every other one in the last round but one, and none in the
 * last: empty parameters come at the end because the peer stops reading at the first that it does not expect.
 */
function paramsOf({ params }: EventType, round: number): Uint8Array[] {
  const isEmpty = (index: number) => round === ROUNDS - 1 || (round === ROUNDS - 2 && index % 2 === 1);
  return params.map((schema, index) => (isEmpty(index) ? new Uint8Array(0) : param(schema, round, index)));
}

/** One event of the type: a number for each round, the same everywhere. */
export function syntheticEvent(type: EventType, round: number, time: bigint): Uint8Array {
  const wide = ((EVENT_FLAGS[type.id] as number) & EventFlag.LARGE_PAYLOAD) !== 0;
  return event({
    blockType: wide ? TYPE.EV_LARGE : TYPE.EV_V2,
    wide,
    time,
    tid: SYNTHETIC_TID,
    type: type.id,
    params: paramsOf(type, round),
  });
}

/** A capture of ROUNDS events of one type: what the ones before did to the state cannot hide in another type's lines. */
export function captureOfType(type: EventType): Uint8Array {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => syntheticEvent(type, round, START + BigInt(round + 1)));
  // Notes of the capture tool in front of the first call are not shown.
  return concat(header(), event({ time: START, tid: PARENT, type: FIRST, params: [] }), ...rounds);
}
