// SPDX-License-Identifier: Apache-2.0
// The machine as it was just before an event, as the lists that a capture's header is made of. Code that saves a part of a
// capture, or begins another file of a recording, puts them in front of the events (pipeline/save-capture-header.ts).
// seed.ts reads them back.

import type { ListedFd, ListedProcess } from '../scap/metadata.js';
import type { ContainerInfo } from './container-info.js';
import { FdType } from './fd-info.js';
import type { FdTable } from './fd-table.js';
import { listedFd } from './listed-fd.js';
import type { MachineState } from './machine-state.js';
import type { PodInfo } from './pods.js';
import type { Thread } from './thread.js';
import { CloneFlag, ExeFlag, isMainThread, type ThreadInfo } from './thread-info.js';
import type { ThreadSnapshots } from './thread-snapshots.js';
import type { UserLists } from './users.js';

export interface StateLists {
  readonly processes: readonly ListedProcess[];
  /** Every process has a list, also an empty one. */
  readonly fds: readonly { readonly tid: number; readonly fds: readonly ListedFd[] }[];
  /** The host's come first. */
  readonly users: readonly UserLists[];
  /** Containers with metadata that were known by then. */
  readonly containers: readonly ContainerInfo[];
  /** Pods that somebody had spoken of by then. */
  readonly pods: readonly PodInfo[];
}

interface Member {
  readonly thread: Thread;
  readonly info: ThreadInfo;
}

/** The state just before event `row`; at 0, what the capture's own header said. */
export function stateBefore(state: MachineState, row: number): StateLists {
  if (row > state.row) state.settle();
  const members = membersBefore(state, row);
  const memory = processMemory(state, members, row);
  const tables = ownTables(members).map(({ tid, table }) => ({ tid, fds: table?.before(row) ?? [] }));
  const { fdDictionary } = state;
  const serverPorts = new Set<number>();
  for (const { fds } of tables) {
    for (const [, id] of fds) {
      const fd = fdDictionary.at(id);
      if (fd.type === FdType.IPV4_SERVSOCK && fd.tuple !== undefined) serverPorts.add(fd.tuple.destPort);
    }
  }
  const fds = tables.map(({ tid, fds: open }) => ({
    tid,
    fds: open.map(([n, id]) => listedFd(n, fdDictionary.at(id), serverPorts)),
  }));
  return {
    processes: members.map((member) => listedProcess(state, member, memory, row)),
    fds,
    users: state.users.before(row),
    containers: containersBefore(state, row),
    pods: state.pods.before(row),
  };
}

/** Threads that were in the table, oldest first. */
function membersBefore(state: MachineState, row: number): readonly Member[] {
  const byTid = new Map<number, Thread>();
  for (const thread of state.table.everyThread) {
    if (thread.birthRow < row && thread.deathRow > row) byTid.set(thread.tid, thread);
  }
  return [...byTid.values()].map((thread) => ({ thread, info: infoBefore(state, thread, row) }));
}

function infoBefore(state: MachineState, thread: Thread, row: number): ThreadInfo {
  if (thread.stale && thread.changedRow < row) return state.snapshots.infoOf(thread);
  const { history } = thread;
  for (let i = history.length - 2; i >= 0; i -= 2) {
    const info = (history[i] as number) < row ? state.snapshots.infos[history[i + 1] as number] : undefined;
    if (info !== undefined) return info;
  }
  // Nobody has asked for its snapshot by then; the oldest is the nearest.
  return state.snapshots.infos[history[1] ?? -1] ?? state.snapshots.infoOf(thread);
}

/** Fd tables by the thread that lists them: the leader for its whole process, others where they have one of their own. */
function ownTables(members: readonly Member[]): { tid: number; table: FdTable | undefined }[] {
  return members
    .filter(({ info }) => isMainThread(info) || (info.flags & CloneFlag.FILES) === 0)
    .map(({ thread, info }) => ({ tid: thread.tid, table: info.fds }));
}

/** The thread's version that held; its first one where it had none by then; 0 where it never had one. */
function versionBefore({ versions }: ThreadSnapshots, thread: Thread, row: number): number {
  const version = versions.at(thread.version, row - 1);
  if (version !== 0) return version;
  let first = thread.version;
  while (first !== 0 && versions.previous.at(first) !== 0) first = versions.previous.at(first);
  return first;
}

interface Memory {
  /** Row; negative where it is after the one that was asked for. */
  readonly since: number;
  readonly version: number;
}

/** The version with the latest word on each process's memory: any thread's event may bring it. */
function processMemory(state: MachineState, members: readonly Member[], row: number): ReadonlyMap<number, Memory> {
  const latest = new Map<number, Memory>();
  for (const { thread, info } of members) {
    const version = versionBefore(state.snapshots, thread, row);
    const since = state.snapshots.versions.since.at(version);
    const known = latest.get(info.pid)?.since ?? Number.NEGATIVE_INFINITY;
    // A thread without an event so far only has a later version, which is the worse the later it is.
    const rank = since < row ? since : -since;
    if (version !== 0 && rank > known) latest.set(info.pid, { since: rank, version });
  }
  return latest;
}

function listedProcess(
  state: MachineState,
  { thread, info }: Member,
  memory: ReadonlyMap<number, Memory>,
  row: number,
): ListedProcess {
  const { versions } = state.snapshots;
  const own = versionBefore(state.snapshots, thread, row);
  const shared = memory.get(info.pid)?.version ?? 0;
  const isDead = thread.deadRow < row;
  return {
    tid: info.tid,
    pid: info.pid,
    ptid: info.ptid,
    sid: info.sid,
    vpgid: info.vpgid,
    pgid: info.pgid,
    comm: info.comm,
    exe: info.exe,
    exePath: info.exePath,
    args: info.args,
    env: info.env,
    cwd: info.cwd,
    root: info.root,
    fdLimit: info.fdLimit,
    flags: isDead ? info.flags | CloneFlag.CLOSED : info.flags,
    uid: info.uid,
    gid: info.gid,
    vmSizeKb: shared === 0 ? thread.vmSizeKb : versions.vmSizeKb.at(shared),
    vmRssKb: shared === 0 ? thread.vmRssKb : versions.vmRssKb.at(shared),
    vmSwapKb: shared === 0 ? thread.vmSwapKb : versions.vmSwapKb.at(shared),
    pfMajor: own === 0 ? thread.pfMajor : versions.pfMajor.at(own),
    pfMinor: own === 0 ? thread.pfMinor : versions.pfMinor.at(own),
    vtid: info.vtid,
    vpid: info.vpid,
    cgroups: info.cgroups,
    pidnsInitStart: info.pidnsInitStart,
    tty: info.tty,
    loginUid: info.loginUid,
    exeWritable: (info.exeFlags & ExeFlag.WRITABLE) !== 0,
    exeUpperLayer: (info.exeFlags & ExeFlag.UPPER_LAYER) !== 0,
    exeLowerLayer: (info.exeFlags & ExeFlag.LOWER_LAYER) !== 0,
    exeFromMemfd: (info.exeFlags & ExeFlag.FROM_MEMFD) !== 0,
    capInheritable: info.capInheritable,
    capPermitted: info.capPermitted,
    capEffective: info.capEffective,
    exeIno: info.exeIno,
    exeInoCtime: info.exeInoCtime,
    exeInoMtime: info.exeInoMtime,
  };
}

/** The newest word on each container, since the table was last emptied. */
function containersBefore(state: MachineState, row: number): readonly ContainerInfo[] {
  const known = new Map<string, ContainerInfo>();
  for (const entry of state.containerLog) {
    if (entry.row >= row) break;
    if (entry.container === undefined) known.clear();
    else known.set(entry.container.id, entry.container);
  }
  return [...known.values()];
}
