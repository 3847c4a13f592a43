// SPDX-License-Identifier: Apache-2.0
// The threads of the whole machine from /proc, as the process list at the start of a live capture. Follows what libs
// reads and from where. Kernel threads and zombies (no command line and no executable) are left out, as there: they make
// no system calls.
// Costs some 60 µs per process and 30 µs per further thread; processes that end meanwhile are just not in the list.

import { accessSync, constants, statSync } from 'node:fs';
import type { ListedProcess } from '../../scap/metadata.js';
import { decodeStrings } from '../../scap/text.js';
import { CloneFlag } from '../../state/thread-info.js';
import { type CgroupList, ProcCgroups } from './proc-cgroups.js';
import { LIST_LIMIT, type ProcReader } from './proc-reader.js';
import { type ProcStat, type ProcStatus, parseStat, parseStatus } from './proc-status.js';

const NO_ID = 0xffffffff;
const NS_PER_TICK = 10_000_000n;
const CAP_DAC_OVERRIDE = 1n << 1n;

export interface ScannedProcesses {
  /** All threads; those of a process together, its leader first. */
  readonly processes: readonly ListedProcess[];
  /** Process ids: those whose fds are to be read. */
  readonly leaders: readonly number[];
}

/** `bootTime`: ns since the epoch, from machine.ts; `environments`: whether they are read. */
export function scanProcesses(reader: ProcReader, bootTime: bigint, environments = true): ScannedProcesses {
  return new ProcessScan(reader, bootTime, environments).run();
}

/** What all threads of a process share. */
type Shared = Pick<
  ListedProcess,
  | 'exe'
  | 'exePath'
  | 'args'
  | 'cwd'
  | 'root'
  | 'fdLimit'
  | 'loginUid'
  | 'pidnsInitStart'
  | 'exeWritable'
  | 'exeUpperLayer'
  | 'exeLowerLayer'
  | 'exeFromMemfd'
  | 'exeIno'
  | 'exeInoCtime'
  | 'exeInoMtime'
>;

class ProcessScan {
  readonly #reader: ProcReader;
  readonly #bootTime: bigint;
  readonly #environments: boolean;
  readonly #cgroups: ProcCgroups;
  readonly #processes: ListedProcess[] = [];
  readonly #leaders: number[] = [];
  /** Start of a pid namespace's first process, by the namespace's link text. */
  readonly #initStarts = new Map<string, bigint>();
  /** Processes of inner pid namespaces; they get their namespace's start when all are known. */
  readonly #inner: { readonly first: number; readonly namespace: string }[] = [];

  constructor(reader: ProcReader, bootTime: bigint, environments: boolean) {
    this.#reader = reader;
    this.#environments = environments;
    this.#bootTime = bootTime;
    this.#cgroups = new ProcCgroups(reader);
  }

  run(): ScannedProcesses {
    const hostInit = this.#stat('1');
    const hostStart = hostInit === undefined ? 0n : this.#startTime(hostInit);
    for (const pid of this.#reader.numbers('')) this.#process(pid, hostStart);
    for (const { first, namespace } of this.#inner) {
      const pidnsInitStart = this.#initStarts.get(namespace) ?? 0n;
      const pid = this.#processes[first]?.pid;
      for (let i = first; this.#processes[i]?.pid === pid; i++) {
        const listed = this.#processes[i];
        if (listed === undefined) break;
        this.#processes[i] = { ...listed, pidnsInitStart };
      }
    }
    return { processes: this.#processes, leaders: this.#leaders };
  }

  #process(pid: number, hostStart: bigint): void {
    const directory = String(pid);
    const words = this.#strings(`${directory}/cmdline`);
    const exePath = this.#reader.link(`${directory}/exe`);
    if (words.length === 0 && exePath === undefined) return;
    const status = this.#status(directory);
    const stat = this.#stat(directory);
    if (status === undefined || stat === undefined) return;
    const first = this.#processes.length;
    if (status.namespaceDepth > 1) this.#note(directory, status, stat, first);
    const shared: Shared = {
      exe: words[0] ?? '',
      args: words.slice(1),
      exePath: exePath ?? '',
      cwd: this.#reader.link(`${directory}/cwd`) ?? '',
      root: this.#reader.link(`${directory}/root`) ?? '',
      fdLimit: this.#fdLimit(directory),
      loginUid: this.#loginUid(directory),
      pidnsInitStart: status.namespaceDepth > 1 ? 0n : hostStart,
      ...this.#executable(directory, status, exePath),
    };
    const env = this.#environments ? this.#strings(`${directory}/environ`) : [];
    const cgroups = this.#cgroups.of(directory);
    this.#leaders.push(pid);
    this.#processes.push(listed(shared, { tid: pid, status, stat, env, cgroups, flags: 0 }));
    for (const tid of this.#reader.numbers(`${directory}/task`)) if (tid !== pid) this.#thread(pid, tid, shared);
  }

  #thread(pid: number, tid: number, shared: Shared): void {
    const directory = `${pid}/task/${tid}`;
    const status = this.#status(directory);
    const stat = this.#stat(directory);
    if (status === undefined || stat === undefined) return;
    const flags = CloneFlag.THREAD | CloneFlag.FILES;
    const cgroups = this.#cgroups.of(directory);
    this.#processes.push(listed(shared, { tid, status, stat, env: [], cgroups, flags }));
  }

  #note(directory: string, status: ProcStatus, stat: ProcStat, first: number): void {
    const namespace = this.#reader.link(`${directory}/ns/pid`);
    if (namespace === undefined) return;
    if (status.vpid === 1) this.#initStarts.set(namespace, this.#startTime(stat));
    this.#inner.push({ first, namespace });
  }

  #startTime(stat: ProcStat): bigint {
    return this.#bootTime + BigInt(stat.startTicks) * NS_PER_TICK;
  }

  #status(directory: string): ProcStatus | undefined {
    const text = this.#reader.asciiPiece(`${directory}/status`);
    return text === undefined ? undefined : parseStatus(text);
  }

  #stat(directory: string): ProcStat | undefined {
    const bytes = this.#reader.piece(`${directory}/stat`);
    return bytes === undefined ? undefined : parseStat(bytes);
  }

  #strings(path: string): string[] {
    const bytes = this.#reader.bytes(path, LIST_LIMIT);
    return bytes === undefined ? [] : decodeStrings(bytes, 0, bytes.length);
  }

  #fdLimit(directory: string): number {
    const limits = this.#reader.asciiPiece(`${directory}/limits`) ?? '';
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? -1 : Number(soft);
  }

  #loginUid(directory: string): number {
    const text = this.#reader.asciiPiece(`${directory}/loginuid`) ?? '';
    return /^\d+/.test(text) ? Number.parseInt(text, 10) : NO_ID;
  }

  #executable(directory: string, status: ProcStatus, exePath: string | undefined) {
    const path = `${this.#reader.root}/${directory}/exe`;
    const exeFromMemfd = exePath?.startsWith('/memfd:') ?? false;
    // Only the kernel knows whether a file belongs to a layer of overlayfs, and it reports that at the next exec.
    const layers = { exeUpperLayer: false, exeLowerLayer: false };
    const none = { exeWritable: false, exeFromMemfd, exeIno: 0, exeInoCtime: 0n, exeInoMtime: 0n, ...layers };
    if (exePath === undefined) return none;
    try {
      const file = statSync(path, { bigint: true });
      return {
        exeWritable: mayWrite(status, Number(file.uid), Number(file.gid), Number(file.mode)) && isWritable(path),
        exeFromMemfd,
        exeIno: Number(file.ino),
        exeInoCtime: file.ctimeNs,
        exeInoMtime: file.mtimeNs,
        ...layers,
      };
    } catch {
      return none;
    }
  }
}

interface Own {
  readonly tid: number;
  readonly status: ProcStatus;
  readonly stat: ProcStat;
  readonly env: readonly string[];
  readonly cgroups: CgroupList;
  readonly flags: number;
}

/** Member by member: spreading two objects of that size costs 30 µs a thread. */
function listed(shared: Shared, { tid, status, stat, env, cgroups, flags }: Own): ListedProcess {
  return {
    tid,
    pid: status.pid,
    ptid: status.ptid,
    sid: status.sid === -1 ? stat.sid : status.sid,
    vpgid: status.vpgid === -1 ? stat.pgid : status.vpgid,
    pgid: status.pgid === -1 ? stat.pgid : status.pgid,
    comm: stat.comm,
    exe: shared.exe,
    exePath: shared.exePath,
    args: shared.args,
    env,
    cwd: shared.cwd,
    root: shared.root,
    fdLimit: shared.fdLimit,
    flags,
    uid: status.uid,
    gid: status.gid,
    vmSizeKb: status.vmSizeKb,
    vmRssKb: status.vmRssKb,
    vmSwapKb: status.vmSwapKb,
    pfMajor: stat.pfMajor,
    pfMinor: stat.pfMinor,
    vtid: status.vtid === -1 ? tid : status.vtid,
    vpid: status.vpid === -1 ? status.pid : status.vpid,
    cgroups,
    pidnsInitStart: shared.pidnsInitStart,
    tty: stat.tty,
    loginUid: shared.loginUid,
    exeWritable: shared.exeWritable,
    exeUpperLayer: shared.exeUpperLayer,
    exeLowerLayer: shared.exeLowerLayer,
    exeFromMemfd: shared.exeFromMemfd,
    capInheritable: status.capInheritable,
    capPermitted: status.capPermitted,
    capEffective: status.capEffective,
    exeIno: shared.exeIno,
    exeInoCtime: shared.exeInoCtime,
    exeInoMtime: shared.exeInoMtime,
  };
}

/** Whether the file's mode lets the process write it. */
function mayWrite(status: ProcStatus, owner: number, group: number, mode: number): boolean {
  if ((status.capEffective & CAP_DAC_OVERRIDE) !== 0n) return true;
  if (status.uid === owner) return (mode & 0o200) !== 0;
  return (mode & (status.gid === group ? 0o020 : 0o002)) !== 0;
}

/** Whether its file system is mounted writable (and the file not immutable). */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
