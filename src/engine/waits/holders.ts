// SPDX-License-Identifier: Apache-2.0
// Who has the other end: processes by the pipes and sockets that they have open, at one moment.

import { type FdInfo, FdType, isIpSocket } from '../state/fd-info.js';
import type { FdTable } from '../state/fd-table.js';
import type { MachineState } from '../state/machine-state.js';
import type { Thread } from '../state/thread.js';

/** A process, or a thread, and what it is called. */
export interface Holder {
  readonly pid: number;
  readonly text: string;
}

interface OpenEnd {
  readonly thread: Thread;
  readonly fd: FdInfo;
}

/** More are counted. */
const NAMED = 3;

export class Holders {
  readonly #byKey = new Map<string, OpenEnd[]>();

  /** `threads`: those that are there; `fdsOf`: what a table had open then. */
  constructor(state: MachineState, threads: Iterable<Thread>, fdsOf: (table: FdTable) => readonly [number, number][]) {
    const done = new Set<FdTable>();
    for (const thread of mainFirst(threads)) {
      const table = thread.fds;
      if (table === undefined || done.has(table)) continue;
      done.add(table);
      for (const [, id] of fdsOf(table)) this.#note(thread, state.fdDictionary.at(id));
    }
  }

  #note(thread: Thread, fd: FdInfo): void {
    for (const key of ownKeys(fd)) {
      const ends = this.#byKey.get(key);
      if (ends === undefined) this.#byKey.set(key, [{ thread, fd }]);
      else ends.push({ thread, fd });
    }
  }

  /** Other processes that can end a wait of `thread` on `fd`. */
  of(thread: Thread, fd: FdInfo): readonly Holder[] {
    const pid = thread.attributes.pid;
    const connected = this.#ends(otherKey(fd), fd).filter((end) => end.thread.attributes.pid !== pid);
    if (connected.length > 0) return connected.map(({ thread: other }) => holder(other));
    const own = this.#ends(otherKey(fd), fd).filter((end) => end.fd.role !== fd.role);
    const listening = isIpSocket(fd) && fd.role !== 'server' ? this.#listening(fd) : [];
    return (own.length > 0 ? own : listening).map(({ thread: other }) => holder(other));
  }

  #ends(key: string | undefined, fd: FdInfo): readonly OpenEnd[] {
    const ends = key === undefined ? undefined : this.#byKey.get(key);
    return (ends ?? []).filter((end) => end.fd.type === fd.type || end.fd.ino === fd.ino);
  }

  /** Who would take the connection: it waits for a process that has not accepted it. */
  #listening({ tuple }: FdInfo): readonly OpenEnd[] {
    return tuple === undefined ? [] : (this.#byKey.get(`listen ${tuple.destPort}`) ?? []);
  }
}

export function holder({ attributes: { comm, pid, tid } }: Thread, isThread = false): Holder {
  return { pid, text: `${comm} (${isThread ? tid : pid})` };
}

/** `a (1), b (2)`; undefined for none. */
export function holdersText(holders: readonly Holder[]): string | undefined {
  if (holders.length === 0) return undefined;
  const names = [...new Set(holders.map(({ text }) => text))];
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** What others may look for. */
function ownKeys(fd: FdInfo): readonly string[] {
  const { type, ino, name, tuple, unixSource } = fd;
  if (type === FdType.FIFO || type === FdType.FILE_V2) return ino === 0 ? [] : [pipeKey(fd)];
  if (type === FdType.UNIX_SOCK) return unixSource === '' ? [] : [`unix ${unixSource}`];
  if (!isIpSocket(fd) || tuple === undefined) return [];
  const listens = type === FdType.IPV4_SERVSOCK || type === FdType.IPV6_SERVSOCK;
  return listens ? [`listen ${tuple.destPort}`] : [`ip ${name}`];
}

/** What the other end goes by: both ends of a connection have the same name, a pipe is one file. */
function otherKey(fd: FdInfo): string | undefined {
  if (fd.type === FdType.FIFO || fd.type === FdType.FILE_V2) return fd.ino === 0 ? undefined : pipeKey(fd);
  if (fd.type === FdType.UNIX_SOCK) return fd.unixDest === '' ? undefined : `unix ${fd.unixDest}`;
  return isIpSocket(fd) ? `ip ${fd.name}` : undefined;
}

/** A fifo is known as a pipe from /proc, and as a file from the call that opened it. */
function pipeKey({ ino, name }: FdInfo): string {
  return name.startsWith('/') ? `pipe ${ino} ${name}` : `pipe ${ino}`;
}

function mainFirst(threads: Iterable<Thread>): readonly Thread[] {
  const isMain = ({ attributes: { tid, pid } }: Thread) => Number(tid === pid);
  return [...threads].sort((a, b) => isMain(b) - isMain(a));
}
