// SPDX-License-Identifier: Apache-2.0
// The blocks in front of the events, by their types.

import { Block, PROCESS_LIST_VERSION } from './block-types.js';
import {
  decodeFds,
  decodeInterfaces,
  decodeMachine,
  decodeProcesses,
  decodeUsers,
  type InterfaceInfo,
  type ListedFd,
  type ListedGroup,
  type ListedProcess,
  type ListedUser,
  type MachineInfo,
} from './metadata.js';

export interface MetadataSink {
  machine(machine: MachineInfo): void;
  interfaces(interfaces: readonly InterfaceInfo[]): void;
  users(users: readonly ListedUser[], groups: readonly ListedGroup[]): void;
  /** A part of the list, in order; to be taken in before the call returns. */
  processes(processes: Iterable<ListedProcess>): void;
  fds(tid: number, fds: readonly ListedFd[]): void;
}

/** Gives the sink what a block holds; nothing where its type is not known. Throws MetadataDamage. */
export function readMetadata(type: number, body: Uint8Array, sink: MetadataSink): void {
  const version = PROCESS_LIST_VERSION.get(type);
  if (version !== undefined) giveProcesses(body, version, sink);
  switch (type) {
    case Block.MACHINE:
    case Block.MACHINE_UNOFFICIAL:
      sink.machine(decodeMachine(body));
      return;
    case Block.INTERFACES:
    case Block.INTERFACES_UNOFFICIAL:
    case Block.INTERFACES_V2:
      sink.interfaces(decodeInterfaces(body, type === Block.INTERFACES_V2));
      return;
    case Block.USERS:
    case Block.USERS_UNOFFICIAL:
    case Block.USERS_V2: {
      const { users, groups } = decodeUsers(body, type === Block.USERS_V2);
      sink.users(users, groups);
      return;
    }
    case Block.FDS:
    case Block.FDS_UNOFFICIAL:
    case Block.FDS_V2: {
      const { tid, fds } = decodeFds(body, type === Block.FDS_V2);
      sink.fds(tid, fds);
    }
  }
}

/** Entries of a process list. All are decoded, whatever the sink looks at: damage is damage. */
export function giveProcesses(entries: Uint8Array, version: number, sink: MetadataSink): void {
  const list = decodeProcesses(entries, version);
  sink.processes(list);
  for (const _ of list);
}
