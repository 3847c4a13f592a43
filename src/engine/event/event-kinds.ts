// SPDX-License-Identifier: Apache-2.0
// The `kind` column: event types, one kind per generic system call and direction, one per name of async events, and one
// for the entries that stand for a thread without events. evt.type, evt.category and the like are functions of it.

import { SYSCALL_NAMES } from '../scap/enums.js';
import { EVENT_TYPES, EventFlag, type EventType } from '../scap/event-types.js';
import type { EventKind } from './event-kind.js';

const GENERIC_ENTER = 0;
const GENERIC_EXIT = 1;
/** First kind of generic enter events; the exit of the same call follows. */
const GENERIC_BASE = 512;
const MAX_SYSCALL = 1023;
/** First kind of async events. */
const ASYNC_BASE = GENERIC_BASE + 2 * (MAX_SYSCALL + 1);
const MAX_KINDS = 4096;
/** Stands for a thread of the process table that made no event. */
export const IDLE_KIND = MAX_KINDS - 1;

/** What the numeric columns need to know of a kind, as bits. */
export const Trait = {
  /** Reads, writes and other calls on an fd: evt.buflen counts their result. */
  IO: 1,
  IO_READ: 2,
  IO_WRITE: 4,
  EXIT: 8,
  INTERNAL: 16,
  MEMORY: 32,
  /** Exits of the open family: a failed one names no fd, but is a file error. */
  OPEN_EXIT: 64,
  /** Exits of accept and connect: likewise for the network. */
  CONNECT_EXIT: 128,
  PROCINFO: 256,
  SWITCH: 512,
  WAITS: 1024,
  SYSCALL: 2048,
  /** Creates, uses or destroys an fd: fd.* fields have values even where the fd is unknown. */
  HAS_FD: 4096,
  /** The same, or names an fd at its exit: fd.num is -1 where it has none. */
  NAMES_FD: 8192,
} as const;

const CATEGORY_TEXT: Readonly<Record<string, string>> = {
  ipc: 'IPC',
  'io-read': 'unknown',
  'io-write': 'unknown',
  'io-other': 'unknown',
};

export class EventKinds {
  readonly #kinds: (EventKind | undefined)[] = new Array<undefined>(MAX_KINDS).fill(undefined);
  readonly #types = new Uint16Array(MAX_KINDS);
  readonly #asyncNames: string[] = [];
  #count = 1;
  /** Union of Trait by kind. */
  readonly traits = new Uint16Array(MAX_KINDS);
  /** EventFlag union by kind, for the hot loops. */
  readonly flags = new Uint16Array(MAX_KINDS);

  constructor() {
    for (const type of EVENT_TYPES) this.#define(type.id, type, type.name);
    this.#kinds[IDLE_KIND] = {
      name: 'NA',
      syscall: undefined,
      isExit: true,
      category: 'unknown',
      flags: 0,
      typeId: -1,
    };
  }

  /** Kind of a generic event of this portable system-call code. */
  generic(isExit: boolean, code: number): number {
    const bounded = Math.min(code, MAX_SYSCALL);
    const kind = GENERIC_BASE + 2 * bounded + (isExit ? 1 : 0);
    if (this.#kinds[kind] === undefined) {
      const type = EVENT_TYPES[isExit ? GENERIC_EXIT : GENERIC_ENTER];
      if (type !== undefined) this.#define(kind, type, SYSCALL_NAMES[bounded] ?? '<unknown syscall>');
    }
    return kind;
  }

  /** Kind of an async event with this name. */
  async(type: EventType, name: string): number {
    let index = this.#asyncNames.indexOf(name);
    if (index < 0 && ASYNC_BASE + this.#asyncNames.length < IDLE_KIND) {
      index = this.#asyncNames.push(name) - 1;
      this.#define(ASYNC_BASE + index, type, name);
    }
    return index < 0 ? type.id : ASYNC_BASE + index;
  }

  of(kind: number): EventKind {
    const found = this.#kinds[kind];
    if (found === undefined) throw new Error(`no event kind ${kind}`);
    return found;
  }

  /** Kinds met so far, for tables by kind. */
  defined(): readonly number[] {
    return [...this.#kinds.keys()].filter((k) => this.#kinds[k] !== undefined);
  }

  get size(): number {
    return MAX_KINDS;
  }

  /** Event type of a kind; the idle kind has none of its own and borrows type 0. */
  type(kind: number): EventType {
    const type = EVENT_TYPES[this.#types[kind] ?? 0];
    if (type === undefined) throw new Error(`no event type of kind ${kind}`);
    return type;
  }

  /** How many kinds are defined: grows as new calls are met. */
  get count(): number {
    return this.#count;
  }

  #define(kind: number, type: EventType, name: string): void {
    this.#count++;
    this.#types[kind] = type.id;
    this.flags[kind] = type.flags;
    this.traits[kind] = traitsOf(type);
    this.#kinds[kind] = {
      name,
      syscall: type.origin === 'syscall' ? name : undefined,
      isExit: type.isExit,
      category: CATEGORY_TEXT[type.category] ?? type.category,
      flags: type.flags,
      typeId: type.id,
    };
  }
}

const FD_FLAGS = EventFlag.CREATES_FD | EventFlag.USES_FD | EventFlag.DESTROYS_FD;

function traitsOf(type: EventType): number {
  let traits = type.isExit ? Trait.EXIT : 0;
  if (type.category.startsWith('io-')) traits |= Trait.IO;
  if (type.category === 'io-read') traits |= Trait.IO_READ;
  if (type.category === 'io-write') traits |= Trait.IO_WRITE;
  if (type.category === 'memory') traits |= Trait.MEMORY;
  if (type.isInternal) traits |= Trait.INTERNAL;
  if (type.origin === 'syscall') traits |= Trait.SYSCALL;
  if ((type.flags & EventFlag.WAITS) !== 0) traits |= Trait.WAITS;
  if ((type.flags & FD_FLAGS) !== 0) traits |= Trait.HAS_FD;
  if ((type.flags & (FD_FLAGS | EventFlag.USES_FD_EXIT_ONLY)) !== 0) traits |= Trait.NAMES_FD;
  if (/^(open|creat|openat|openat_2|openat2|open_by_handle_at)_x$/.test(type.key)) traits |= Trait.OPEN_EXIT;
  if (/^(accept|accept_5|accept4|accept4_5|accept4_6|connect)_x$/.test(type.key)) traits |= Trait.CONNECT_EXIT;
  if (type.key === 'procinfo_e') traits |= Trait.PROCINFO;
  if (type.key.startsWith('schedswitch')) traits |= Trait.SWITCH;
  return traits;
}
