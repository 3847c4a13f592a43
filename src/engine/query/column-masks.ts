// SPDX-License-Identifier: Apache-2.0
// Which rows have a value in a numeric column, as tables: by event kind, and by the type of the row's fd. The hot loops
// of number-source.ts look rows up in them; nothing else decides what evt.buflen or evt.count.error count.

import { type EventKinds, IDLE_KIND, Trait } from '../event/event-kinds.js';
import type { ColumnName } from '../event/event-view.js';
import { FdType } from '../state/fd-info.js';

/** What a row that passes the gate contributes. */
export type GateValue =
  /** 1. */
  | 'one'
  /** 1, but for new threads. */
  | 'call'
  /** The return value, where it is not negative. */
  | 'bytes'
  /** 1 where the call failed. */
  | 'failure'
  | 'result'
  | 'latency'
  /** CPU of a procinfo event in percent. */
  | 'cpu-total'
  | 'cpu-user'
  | 'cpu-system'
  /** The same, in hundredths of a second. */
  | 'cpu-time'
  | 'cpu-time-system';

export interface Gate {
  /** By kind: rows whose fd is known pass if this and byFdType do. */
  readonly withFd: Uint8Array;
  /** By kind: rows without an fd. */
  readonly withoutFd: Uint8Array;
  /** By FdType; undefined: any. */
  readonly byFdType: Uint8Array | undefined;
  readonly value: GateValue;
  /** The kind alone decides, whatever the fd. */
  readonly byKindAlone: boolean;
}

const FILES = [FdType.FILE, FdType.FILE_V2];
const FILES_AND_DIRECTORIES = [...FILES, FdType.DIRECTORY];
const IP_SOCKETS = [FdType.IPV4_SOCK, FdType.IPV6_SOCK, FdType.IPV4_SERVSOCK, FdType.IPV6_SERVSOCK];
const SOCKETS = [...IP_SOCKETS, FdType.UNIX_SOCK];

/** The gate of a column; undefined for columns that are not gated (num, time, tid …). */
export function gateOf(kinds: EventKinds, name: ColumnName): Gate | undefined {
  const traits = kinds.traits;
  const table = (test: (traits: number, kind: number) => boolean): Uint8Array => tableOf(traits, test);
  const none = new Uint8Array(traits.length);
  const types = (list: readonly number[]): Uint8Array => {
    const gate = new Uint8Array(256);
    for (const type of list) gate[type] = 1;
    return gate;
  };
  const otherThan = (list: readonly number[]): Uint8Array => types(list).map((v) => 1 - v);
  const all =
    (trait: number): ((t: number) => boolean) =>
    (t) =>
      (t & trait) === trait;
  const bytes = (trait: number, fdTypes: readonly number[] | undefined): Gate => ({
    withFd: table((t) => (t & trait) !== 0 && (t & Trait.EXIT) !== 0),
    withoutFd: none,
    byFdType: fdTypes === undefined ? undefined : types(fdTypes),
    value: 'bytes',
    byKindAlone: false,
  });
  const everywhere = (test: (traits: number, kind: number) => boolean, value: GateValue): Gate => {
    const gate = table(test);
    return { withFd: gate, withoutFd: gate, byFdType: undefined, value, byKindAlone: true };
  };
  const exits = table(all(Trait.EXIT));
  const failure = (byFdType: Uint8Array | undefined, withoutFd: Uint8Array): Gate => ({
    withFd: exits,
    withoutFd,
    byFdType,
    value: 'failure',
    byKindAlone: false,
  });

  switch (name) {
    case 'bufferLength':
      return bytes(Trait.IO, undefined);
    case 'bufferLengthIn':
      return bytes(Trait.IO_READ, undefined);
    case 'bufferLengthOut':
      return bytes(Trait.IO_WRITE, undefined);
    case 'bufferLengthFile':
      return bytes(Trait.IO, FILES);
    case 'bufferLengthFileIn':
      return bytes(Trait.IO_READ, FILES);
    case 'bufferLengthFileOut':
      return bytes(Trait.IO_WRITE, FILES);
    case 'bufferLengthNet':
      return bytes(Trait.IO, IP_SOCKETS);
    case 'bufferLengthNetIn':
      return bytes(Trait.IO_READ, IP_SOCKETS);
    case 'bufferLengthNetOut':
      return bytes(Trait.IO_WRITE, IP_SOCKETS);
    case 'count':
      return everywhere((_, kind) => kind !== IDLE_KIND, 'one');
    case 'countExit':
      return everywhere(all(Trait.EXIT), 'one');
    case 'countCall':
      return { ...everywhere(all(Trait.EXIT), 'call'), byKindAlone: false };
    case 'countOpen':
      return everywhere(all(Trait.OPEN_EXIT), 'one');
    case 'countThread':
      return everywhere(all(Trait.PROCINFO), 'one');
    case 'countError':
      return failure(undefined, exits);
    case 'countErrorFile':
      return failure(types(FILES_AND_DIRECTORIES), table(all(Trait.OPEN_EXIT)));
    case 'countErrorNet':
      return failure(types(SOCKETS), table(all(Trait.CONNECT_EXIT)));
    case 'countErrorMemory':
      return {
        ...failure(undefined, table(all(Trait.MEMORY | Trait.EXIT))),
        withFd: table(all(Trait.MEMORY | Trait.EXIT)),
      };
    case 'countErrorOther':
      return failure(
        otherThan([...FILES_AND_DIRECTORIES, ...SOCKETS]),
        table((t) => (t & Trait.EXIT) !== 0 && (t & (Trait.OPEN_EXIT | Trait.CONNECT_EXIT | Trait.MEMORY)) === 0),
      );
    case 'result':
      return everywhere(all(Trait.EXIT), 'result');
    case 'latency':
      return everywhere((t) => (t & (Trait.INTERNAL | Trait.SWITCH)) === 0, 'latency');
    case 'callLatency':
      return everywhere(all(Trait.EXIT), 'latency');
    case 'waitLatency':
      return everywhere(all(Trait.WAITS | Trait.EXIT), 'latency');
    case 'execTime':
      return everywhere(all(Trait.SWITCH), 'latency');
    case 'cpuTotal':
      return everywhere(all(Trait.PROCINFO), 'cpu-total');
    case 'cpuUser':
      return everywhere(all(Trait.PROCINFO), 'cpu-user');
    case 'cpuSystem':
      return everywhere(all(Trait.PROCINFO), 'cpu-system');
    case 'cpuTime':
      return everywhere(all(Trait.PROCINFO), 'cpu-time');
    case 'cpuTimeUser':
      return everywhere(all(Trait.PROCINFO), 'result');
    case 'cpuTimeSystem':
      return everywhere(all(Trait.PROCINFO), 'cpu-time-system');
    case 'coreTime':
      return everywhere(() => false, 'result');
    default:
      return undefined;
  }
}

/** A loop: Uint8Array.from() takes ten times as long, and tables are rebuilt for each new system call. */
function tableOf(traits: Uint16Array, test: (traits: number, kind: number) => boolean): Uint8Array {
  const table = new Uint8Array(traits.length);
  for (let kind = 0; kind < table.length; kind++) if (test(traits[kind] as number, kind)) table[kind] = 1;
  return table;
}

/** Hundredths of a second within about one second are percent; capped as the reference caps them. */
export function percent(hundredths: number): number {
  return Math.min(hundredths, 100);
}

/** The gate of a column, made again when new kinds have been met. */
export class KindsGate {
  gate: Gate | undefined;
  readonly #kinds: EventKinds;
  readonly #name: ColumnName;
  #known = 0;

  constructor(kinds: EventKinds, name: ColumnName) {
    this.#kinds = kinds;
    this.#name = name;
  }

  sync(): void {
    if (this.#known === this.#kinds.count) return;
    this.#known = this.#kinds.count;
    this.gate = gateOf(this.#kinds, this.#name);
  }
}
