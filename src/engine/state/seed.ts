// SPDX-License-Identifier: Apache-2.0
// The state before the first event, from a capture's metadata blocks. Lists may come in any order and in several blocks;
// finish() links what they said once the first event is met.

import {
  areIpv4Mapped,
  formatIp,
  IPV4_ANY,
  IPV6_ANY,
  type IpAddress,
  isUnspecified,
  mappedIpv4,
} from '../scap/ip-address.js';
import type { ListedFd, ListedProcess } from '../scap/metadata.js';
import { matchContainer } from './container-match.js';
import { FdType, L4, type Tuple } from './fd-info.js';
import type { MachineState } from './machine-state.js';
import { joinPath } from './paths.js';
import { enterContainer } from './process-events.js';
import { completeTuple, swapped, tupleText } from './socket-tuples.js';
import { NO_ATTRIBUTES, type Thread } from './thread.js';
import { CloneFlag, ExeFlag } from './thread-info.js';

export class Seed {
  readonly #state: MachineState;
  #threads: Thread[] = [];
  /** Fd lists of threads that their process list has not named yet. */
  #early = new Map<number, readonly ListedFd[]>();

  constructor(state: MachineState) {
    this.#state = state;
  }

  processes(list: Iterable<ListedProcess>): void {
    for (const listed of list) {
      const process = this.#state.room.process(listed);
      if (process === undefined) continue;
      const thread = this.#enter(process);
      this.#threads.push(thread);
      const early = this.#early.get(process.tid);
      if (early !== undefined) this.#enterFds(thread, early);
      this.#early.delete(process.tid);
    }
  }

  fds(tid: number, list: readonly ListedFd[]): void {
    const thread = this.#state.threads.get(tid);
    // Lists of threads that will not come, either: their process was left out.
    if (thread === undefined) this.#early.set(tid, this.#state.room.processes > 0 ? [] : list);
    else this.#enterFds(thread, list);
  }

  /** Links threads, and turns the tuples of sockets whose source port is one that this machine listens on. */
  finish(): void {
    for (const thread of this.#threads) if (!thread.isPlaceholder) this.#link(thread);
    for (const thread of this.#threads) this.#directSockets(thread);
    // A later look at a thread before its first event (state-lists.ts) gets what the lists said.
    if (this.#state.scope.snapshots) for (const thread of this.#threads) this.#state.snapshots.versionOf(thread);
    this.#threads = [];
    this.#early.clear();
  }

  #link(thread: Thread): void {
    this.#state.table.link(thread);
    // A leader that has ended before its other threads.
    if ((thread.attributes.flags & CloneFlag.CLOSED) === 0 || thread.process === undefined) return;
    thread.dead = true;
    thread.deadRow = thread.birthRow;
    thread.process.alive--;
  }

  #enter(p: ListedProcess): Thread {
    const isMain = p.tid === p.pid;
    const attributes = {
      ...NO_ATTRIBUTES,
      tid: p.tid,
      pid: p.pid,
      ptid: p.ptid,
      vtid: p.vtid,
      vpid: p.vpid,
      sid: p.sid,
      pgid: p.pgid,
      vpgid: p.vpgid,
      comm: p.comm,
      exe: p.exe,
      exePath: p.exePath.replace(/ \(deleted\)$/, ''),
      args: p.args,
      env: isMain ? p.env : [],
      cwd: isMain ? withSlash(joinPath('', p.cwd)) : '',
      root: p.root,
      cgroups: p.cgroups,
      uid: p.uid,
      gid: p.gid,
      loginUid: p.loginUid,
      capInheritable: p.capInheritable,
      capPermitted: p.capPermitted,
      capEffective: p.capEffective,
      exeFlags:
        (p.exeWritable ? ExeFlag.WRITABLE : 0) |
        (p.exeUpperLayer ? ExeFlag.UPPER_LAYER : 0) |
        (p.exeFromMemfd ? ExeFlag.FROM_MEMFD : 0) |
        (p.exeLowerLayer ? ExeFlag.LOWER_LAYER : 0),
      exeIno: p.exeIno,
      exeInoCtime: p.exeInoCtime,
      exeInoMtime: p.exeInoMtime,
      fdLimit: p.fdLimit,
      pidnsInitStart: p.pidnsInitStart,
      tty: p.tty,
      flags: p.flags | CloneFlag.ACTIVE,
      containerId: enterContainer(this.#state, matchContainer(p.cgroups)),
    };
    const thread = this.#state.table.add(p.tid, attributes, true);
    // Saved captures also list threads that only the number is known of (state-lists.ts).
    thread.isPlaceholder = p.pid < 0;
    thread.vmSizeKb = p.vmSizeKb;
    thread.vmRssKb = p.vmRssKb;
    thread.vmSwapKb = p.vmSwapKb;
    thread.pfMajor = p.pfMajor;
    thread.pfMinor = p.pfMinor;
    return thread;
  }

  #enterFds(thread: Thread, list: readonly ListedFd[]): void {
    const table = thread.fds ?? thread.ownFds;
    if (table === undefined) return;
    const { room } = this.#state;
    for (const listed of list) if (room.fd(listed.name)) table.set(-1, listed.fd, this.#fdInfo(listed));
  }

  /** Id of the FdInfo of a listed fd. */
  #fdInfo(fd: ListedFd): number {
    const dictionary = this.#state.fdDictionary;
    switch (fd.type) {
      case FdType.IPV4_SOCK:
      case FdType.IPV6_SOCK:
        return this.#socket(fd);
      case FdType.IPV4_SERVSOCK:
      case FdType.IPV6_SERVSOCK: {
        const ip = fd.destIp;
        if (ip === undefined) return dictionary.create({ type: fd.type });
        const port = fd.destPort ?? 0;
        this.#state.serverPorts.add(port);
        const sourceIp = ip.length === 4 ? IPV4_ANY : IPV6_ANY;
        const tuple: Tuple = { sourceIp, sourcePort: 0, destIp: ip, destPort: port };
        const name = `${formatIp(ip)}:${port}`;
        // A bound datagram socket may be either end: who sends first decides (socket-events.ts).
        return dictionary.create({ type: fd.type, tuple, l4: fd.l4 ?? L4.UNKNOWN, role: 'none', name, ino: fd.ino });
      }
      case FdType.UNIX_SOCK: {
        // Captures took paths from /proc/net/unix with the line's end.
        const name = fd.name.replace(/\n$/, '');
        return dictionary.create({
          type: fd.type,
          name,
          unixSource: (fd.unixSource ?? 0n).toString(16),
          unixDest: (fd.unixDest ?? 0n).toString(16),
          role: name === '' ? (fd.ino === 0 ? 'none' : 'client') : 'server',
          ino: fd.ino,
        });
      }
      case FdType.FILE:
      case FdType.FILE_V2:
      case FdType.DIRECTORY:
        return dictionary.file({
          type: fd.type,
          name: dictionary.texts.of(fd.name),
          nameRaw: 0,
          openFlags: fd.openFlags,
          dev: fd.dev,
          ino: fd.ino,
        });
      case FdType.PIDFD: {
        const pid = Number(/^\/proc\/(\d+)$/.exec(fd.name)?.[1] ?? -1);
        return dictionary.create({ type: fd.type, name: fd.name, ino: fd.ino, pid });
      }
      default:
        return dictionary.create({ type: fd.type, name: fd.name, ino: fd.ino, openFlags: fd.openFlags });
    }
  }

  #socket(fd: ListedFd): number {
    const { sourceIp, destIp } = fd;
    if (sourceIp === undefined || destIp === undefined) return this.#state.fdDictionary.create({ type: fd.type });
    if (fd.ino === 0 && isUnconnected(sourceIp, destIp, (fd.sourcePort ?? 0) + (fd.destPort ?? 0))) {
      return this.#state.fdDictionary.create({ type: fd.type, l4: fd.l4 ?? L4.UNKNOWN });
    }
    const mapped = sourceIp.length === 16 && areIpv4Mapped(sourceIp, destIp);
    const raw: Tuple = {
      sourceIp: mapped ? mappedIpv4(sourceIp) : sourceIp,
      sourcePort: fd.sourcePort ?? 0,
      destIp: mapped ? mappedIpv4(destIp) : destIp,
      destPort: fd.destPort ?? 0,
    };
    const type = mapped ? FdType.IPV4_SOCK : fd.type;
    const l4 = fd.l4 ?? L4.UNKNOWN;
    const incomplete = isUnspecified(raw.sourceIp) || isUnspecified(raw.destIp);
    const tuple = type === FdType.IPV4_SOCK && incomplete ? completeTuple(raw, this.#state.interfaces) : raw;
    return this.#state.fdDictionary.create({
      type,
      tuple,
      l4,
      connected: l4 === L4.TCP,
      name: tupleText(tuple, l4, this.#state.names.portName),
      ino: fd.ino,
    });
  }

  #directSockets(thread: Thread): void {
    const table = thread.ownFds;
    if (table === undefined) return;
    const dictionary = this.#state.fdDictionary;
    for (const [n, fd] of table.entries()) {
      const tuple = dictionary.types[fd] === FdType.IPV4_SOCK ? dictionary.tuple(fd) : undefined;
      if (tuple !== undefined) table.set(-1, n, this.#directed(fd, tuple));
    }
  }

  #directed(fd: number, tuple: Tuple): number {
    const { fdDictionary, serverPorts, names } = this.#state;
    if (!serverPorts.has(tuple.sourcePort)) return fdDictionary.derive(fd, { role: 'client' });
    const own = swapped(tuple);
    const name = tupleText(own, fdDictionary.l4(fd), names.portName);
    return fdDictionary.derive(fd, { tuple: own, role: 'server', name });
  }
}

/** No addresses and no ports, as lists that were made from events say of a new socket (listed-fd.ts). */
function isUnconnected(sourceIp: IpAddress, destIp: IpAddress, ports: number): boolean {
  return isUnspecified(sourceIp) && isUnspecified(destIp) && ports === 0;
}

function withSlash(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}
