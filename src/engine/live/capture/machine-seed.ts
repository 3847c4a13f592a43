// SPDX-License-Identifier: Apache-2.0
// Everything that a live capture says before its first event: the machine, its addresses, users, all threads, and the
// fds of all processes with the sockets of all network namespaces. One call of the capture process, after the probe is
// attached: what happens during the scan arrives as events behind it.

import type { ListedFd, MachineInfo } from '../../scap/metadata.js';
import type { CaptureHeader } from '../../scap/scap-writer.js';
import { readInterfaces } from '../procfs/interfaces.js';
import { readMachine } from '../procfs/machine.js';
import { ProcFds } from '../procfs/proc-fds.js';
import { scanSockets } from '../procfs/proc-net.js';
import { scanProcesses } from '../procfs/proc-processes.js';
import { ProcReader } from '../procfs/proc-reader.js';
import { readUsers } from '../procfs/users.js';

export interface SeedOptions {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  /** False: no user list (-E). */
  readonly users: boolean;
  /** False: processes without their environments (--no-env). */
  readonly environments?: boolean;
}

/** Whether /proc shows this user some processes only (hidepid), or none: the first one of the machine is always there. */
export function hidesProcesses({ processes }: CaptureHeader): boolean {
  return processes.every(({ pid }) => pid !== 1);
}

export function readMachineSeed(options: SeedOptions): CaptureHeader & { readonly machine: MachineInfo } {
  const reader = new ProcReader(options.procRoot);
  const machine = readMachine(reader);
  const { processes, leaders } = scanProcesses(reader, machine.bootTime, options.environments);
  const procFds = new ProcFds(reader, scanSockets(reader, leaders));
  const fds: { tid: number; fds: readonly ListedFd[] }[] = leaders.map((tid) => ({ tid, fds: procFds.of(tid) }));
  const uids = new Set(processes.map((process) => process.uid));
  const gids = new Set(processes.map((process) => process.gid));
  const lists = options.users ? readUsers(uids, gids) : { users: [], groups: [] };
  return { machine, interfaces: readInterfaces(), ...lists, processes, fds };
}
