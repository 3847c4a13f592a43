// SPDX-License-Identifier: Apache-2.0
// The event table in the form that the rest of the program uses: one EventType per number, parsed once at start-up,
// and flags as a typed array for the hot loop. Rows come from event-table.ts.

import { EVENT_ROWS } from './event-table.js';
import { FLAG_TABLES } from './flag-tables.js';

/** Parameter types, with the numbers of the format's own table (see docs/reference/events.md for the encodings). */
export const ParamType = {
  INT8: 1,
  INT16: 2,
  INT32: 3,
  INT64: 4,
  UINT8: 5,
  UINT16: 6,
  UINT32: 7,
  UINT64: 8,
  CHARBUF: 9,
  BYTEBUF: 10,
  ERRNO: 11,
  SOCKADDR: 12,
  SOCKTUPLE: 13,
  FD: 14,
  PID: 15,
  FDLIST: 16,
  FSPATH: 17,
  SYSCALLID: 18,
  SIGTYPE: 19,
  RELTIME: 20,
  ABSTIME: 21,
  PORT: 22,
  L4PROTO: 23,
  SOCKFAMILY: 24,
  BOOL: 25,
  IPV4ADDR: 26,
  DYN: 27,
  FLAGS8: 28,
  FLAGS16: 29,
  FLAGS32: 30,
  UID: 31,
  GID: 32,
  DOUBLE: 33,
  SIGSET: 34,
  CHARBUFARRAY: 35,
  CHARBUF_PAIR_ARRAY: 36,
  IPV4NET: 37,
  IPV6ADDR: 38,
  IPV6NET: 39,
  IPADDR: 40,
  IPNET: 41,
  MODE: 42,
  FSRELPATH: 43,
  ENUMFLAGS8: 44,
  ENUMFLAGS16: 45,
  ENUMFLAGS32: 46,
  FD32: 47,
  PID32: 48,
} as const;
export type ParamTypeName = keyof typeof ParamType;

/** How an integer is printed; NA leaves it to the type. */
export type PrintFormat = 'DEC' | 'HEX' | 'OCT' | 'NA' | '10_PADDED_DEC' | 'ID' | 'DIR';

export const EventFlag = {
  CREATES_FD: 1,
  DESTROYS_FD: 2,
  USES_FD: 4,
  READS_FROM_FD: 8,
  WRITES_TO_FD: 16,
  MODIFIES_STATE: 32,
  UNUSED: 64,
  WAITS: 128,
  /** Meta events that belong to no thread's sequence of calls. */
  SKIP_RESET: 256,
  OLD_VERSION: 512,
  /** Parameter lengths are 4 bytes wide. */
  LARGE_PAYLOAD: 1024,
  /** As the flag of the same name, but only for exit events that have no enter event (schema 4). */
  USES_FD_EXIT_ONLY: 2048,
  READS_EXIT_ONLY: 4096,
  WRITES_EXIT_ONLY: 8192,
  EXIT: 16384,
} as const;

const FLAG_WORDS: Readonly<Record<string, number>> = {
  creates: EventFlag.CREATES_FD,
  destroys: EventFlag.DESTROYS_FD,
  uses: EventFlag.USES_FD,
  reads: EventFlag.READS_FROM_FD,
  writes: EventFlag.WRITES_TO_FD,
  state: EventFlag.MODIFIES_STATE,
  unused: EventFlag.UNUSED,
  waits: EventFlag.WAITS,
  skipreset: EventFlag.SKIP_RESET,
  old: EventFlag.OLD_VERSION,
  large: EventFlag.LARGE_PAYLOAD,
  'uses-new': EventFlag.USES_FD_EXIT_ONLY,
  'reads-new': EventFlag.READS_EXIT_ONLY,
  'writes-new': EventFlag.WRITES_EXIT_ONLY,
};

export type EventCategory =
  | 'unknown'
  | 'other'
  | 'file'
  | 'net'
  | 'ipc'
  | 'memory'
  | 'process'
  | 'sleep'
  | 'system'
  | 'signal'
  | 'user'
  | 'time'
  | 'processing'
  | 'io-read'
  | 'io-write'
  | 'io-other'
  | 'wait'
  | 'scheduler'
  | 'internal';

/** Where an event comes from: a system call, a kernel tracepoint, the capture tool itself. */
export type EventOrigin = 'syscall' | 'tracepoint' | 'plugin' | 'metaevent' | 'iter' | 'none';

export interface DynamicAlternative {
  readonly type: number;
  readonly format: PrintFormat;
}

export interface ParamSchema {
  readonly name: string;
  /** One of ParamType. */
  readonly type: number;
  readonly format: PrintFormat;
  /** Names of flag, enum or mode values. */
  readonly flags: readonly (readonly [name: string, value: number])[] | undefined;
  /** PT_DYN: what the value's first byte selects. */
  readonly dynamic: readonly DynamicAlternative[] | undefined;
  /** PT_FSRELPATH: index of the parameter with the directory fd; -1 otherwise. */
  readonly dirFdParam: number;
}

export interface EventType {
  readonly id: number;
  /** Unique name inside sysdrill, for example `openat_2_x`. */
  readonly key: string;
  /** The name that evt.type prints; generic events print their system call's name instead. */
  readonly name: string;
  readonly isExit: boolean;
  readonly category: EventCategory;
  readonly origin: EventOrigin;
  /** Not shown unless asked for: bookkeeping of the capture tool. */
  readonly isInternal: boolean;
  /** Union of EventFlag. */
  readonly flags: number;
  readonly params: readonly ParamSchema[];
}

const P = ParamType;
const DYNAMIC_TABLES: Readonly<Record<string, readonly DynamicAlternative[]>> = {
  bpf_dynamic_param: [
    { type: P.FD, format: 'DEC' },
    { type: P.ERRNO, format: 'DEC' },
  ],
  keyctl_dynamic_param: [
    { type: P.INT64, format: 'DEC' },
    { type: P.CHARBUF, format: 'NA' },
  ],
  ptrace_dynamic_param: [
    { type: P.UINT64, format: 'HEX' },
    { type: P.SIGTYPE, format: 'DEC' },
  ],
  sockopt_dynamic_param: [
    { type: P.BYTEBUF, format: 'HEX' },
    { type: P.ERRNO, format: 'DEC' },
    { type: P.UINT32, format: 'DEC' },
    { type: P.UINT64, format: 'DEC' },
    { type: P.RELTIME, format: 'DEC' },
  ],
};

const ORIGINS: ReadonlySet<string> = new Set<EventOrigin>(['syscall', 'tracepoint', 'plugin', 'metaevent', 'iter']);

function parseParam(text: string): ParamSchema {
  const match = /^([^:]+):([A-Z0-9_]+)(?::([A-Z0-9_]+))?(?:@(\w+))?(?:\^(\d+))?$/.exec(text);
  if (match === null) throw new Error(`event table: bad parameter "${text}"`);
  const [, name = '', typeName = '', format, table, dirFd] = match;
  const type = ParamType[typeName as ParamTypeName];
  if (type === undefined) throw new Error(`event table: unknown type in "${text}"`);
  return {
    name,
    type,
    format: (format as PrintFormat | undefined) ?? 'DEC',
    flags: table === undefined ? undefined : FLAG_TABLES[table],
    dynamic: table === undefined ? undefined : DYNAMIC_TABLES[table],
    dirFdParam: dirFd === undefined ? -1 : Number(dirFd),
  };
}

function parseRow([id, key, name, categoryText, flagText, paramText]: (typeof EVENT_ROWS)[number]): EventType {
  const words = categoryText.split(' ').filter((w) => w !== '');
  const origin = (words.find((w) => ORIGINS.has(w)) ?? 'none') as EventOrigin;
  const category = (words.find((w) => !ORIGINS.has(w)) ?? 'unknown') as EventCategory;
  let flags = id % 2 === 1 ? EventFlag.EXIT : 0;
  for (const word of flagText.split(' ')) flags |= FLAG_WORDS[word] ?? 0;
  return {
    id,
    key,
    name,
    isExit: id % 2 === 1,
    category,
    origin,
    isInternal: category === 'internal',
    flags,
    params: paramText === '' ? [] : paramText.split(' ').map(parseParam),
  };
}

/** All event types; the index is the number on disk. */
export const EVENT_TYPES: readonly EventType[] = EVENT_ROWS.map(parseRow);

const BY_KEY: ReadonlyMap<string, EventType> = new Map(EVENT_TYPES.map((t) => [t.key, t]));

/** The type with this key; throws on a misspelt key, which is a bug of ours. */
export function eventType(key: string): EventType {
  const type = BY_KEY.get(key);
  if (type === undefined) throw new Error(`no event type with key ${key}`);
  return type;
}

/** Numbers of the types with these keys, for dispatch tables. */
export function eventTypeIds(keys: string): readonly number[] {
  return keys.split(' ').map((key) => eventType(key).id);
}

/** EventFlag unions by type number, for the hot loop. */
export const EVENT_FLAGS: Uint16Array = Uint16Array.from(EVENT_TYPES, (t) => t.flags);
