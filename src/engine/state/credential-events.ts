// SPDX-License-Identifier: Apache-2.0
// Calls that change who or where a thread is: ids, capabilities, directories, limits. Old captures carry the arguments on
// the enter event, new ones on the exit.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { joinPath } from './paths.js';
import type { Thread } from './thread.js';
import { CloneFlag } from './thread-info.js';

const RLIMIT_NOFILE = 7;
/** The id that setresuid and the like leave as it is. */
const UNCHANGED = 0xffffffff;
const ALL_CAPABILITIES = (1n << 41n) - 1n;

/** The thread, where the call has succeeded. */
function succeeded(state: MachineState, event: EventCursor): Thread | undefined {
  const result = event.int(0);
  return result !== undefined && result >= 0 ? state.thread : undefined;
}

/** Argument n of the call: on the exit event, else on the enter event (where counting starts at 0). */
function argument(state: MachineState, event: EventCursor, n: number): number | undefined {
  return event.has(n + 1) ? event.uint(n + 1) : state.enterArguments()?.uint(n);
}

function onSetUid(state: MachineState, event: EventCursor, index: number): void {
  const thread = succeeded(state, event);
  const uid = argument(state, event, index) ?? UNCHANGED;
  if (thread !== undefined && uid !== UNCHANGED && uid !== thread.attributes.uid) state.table.change(thread, { uid });
}

function onSetGid(state: MachineState, event: EventCursor, index: number): void {
  const thread = succeeded(state, event);
  const gid = argument(state, event, index) ?? UNCHANGED;
  if (thread !== undefined && gid !== UNCHANGED && gid !== thread.attributes.gid) state.table.change(thread, { gid });
}

function onSetSid(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  if (thread !== undefined) state.table.change(thread, { sid: event.int(0) ?? thread.attributes.sid });
}

function onCapset(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  const inheritable = event.bigint(1);
  const permitted = event.bigint(2);
  const effective = event.bigint(3);
  if (thread === undefined || inheritable === undefined || permitted === undefined || effective === undefined) return;
  state.table.change(thread, { capInheritable: inheritable, capPermitted: permitted, capEffective: effective });
}

function onNamespace(state: MachineState, event: EventCursor, flagsIndex: number): void {
  const thread = succeeded(state, event);
  const flags = argument(state, event, flagsIndex) ?? 0;
  if (thread === undefined || (flags & CloneFlag.NEWUSER) === 0) return;
  state.table.change(thread, {
    capInheritable: ALL_CAPABILITIES,
    capPermitted: ALL_CAPABILITIES,
    capEffective: ALL_CAPABILITIES,
  });
}

function onChroot(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  const path = event.text(1);
  if (thread !== undefined && path !== undefined) state.table.change(thread, { root: joinPath(thread.cwd, path) });
}

function setCwd(state: MachineState, thread: Thread, path: string): void {
  const leader = thread.leader;
  if (leader === undefined) return;
  const cwd = path.endsWith('/') ? path : `${path}/`;
  if (leader.attributes.cwd !== cwd) state.table.change(leader, { cwd });
}

function onChdir(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  const path = event.text(1);
  if (thread !== undefined && path !== undefined) setCwd(state, thread, joinPath(thread.cwd, path));
}

function onFchdir(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  if (thread !== undefined && state.fd !== 0) setCwd(state, thread, state.fdDictionary.name(state.fd));
}

function onGetcwd(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  const path = event.text(1);
  if (thread !== undefined && path !== undefined) setCwd(state, thread, joinPath('', path));
}

function setFdLimit(state: MachineState, thread: Thread | undefined, limit: number | undefined): void {
  const leader = thread?.leader;
  if (leader === undefined || limit === undefined || limit === leader.attributes.fdLimit) return;
  state.table.change(leader, { fdLimit: limit });
}

/** getrlimit, setrlimit: (res, cur, max[, resource]); the resource was on the enter event in older captures. */
function onRlimit(state: MachineState, event: EventCursor): void {
  const thread = succeeded(state, event);
  const resource = event.has(3) ? event.uint(3) : state.enterArguments()?.uint(0);
  if (resource === RLIMIT_NOFILE) setFdLimit(state, thread, event.int(1));
}

/** prlimit: (res, newcur, newmax, oldcur, oldmax[, pid, resource]). */
function onPrlimit(state: MachineState, event: EventCursor): void {
  if (event.int(0) !== 0) return;
  const enter = event.has(6) ? undefined : state.enterArguments();
  const pid = event.has(5) ? event.int(5) : enter?.int(0);
  const resource = event.has(6) ? event.uint(6) : enter?.uint(1);
  const current = event.int(1);
  if (resource !== RLIMIT_NOFILE || current === undefined || current === -1) return;
  setFdLimit(state, pid === undefined || pid <= 0 ? state.thread : state.threads.get(pid), current);
}

const UNSHARE_EXIT = EVENT_TYPES.findIndex((t) => t.key === 'unshare_x');

export const CREDENTIAL_HANDLERS: readonly HandlerRow[] = [
  ['setresuid_x setreuid_x', (s, e) => onSetUid(s, e, 1)],
  ['setresgid_x setregid_x', (s, e) => onSetGid(s, e, 1)],
  ['setuid_x', (s, e) => onSetUid(s, e, 0)],
  ['setgid_x', (s, e) => onSetGid(s, e, 0)],
  ['setsid_x', onSetSid],
  ['capset_x', onCapset],
  ['unshare_x setns_x', (s, e) => onNamespace(s, e, e.type === UNSHARE_EXIT ? 0 : 1)],
  ['chroot_x', onChroot],
  ['chdir_x', onChdir],
  ['fchdir_x', onFchdir],
  ['getcwd_x', onGetcwd],
  ['getrlimit_x setrlimit_x', onRlimit],
  ['prlimit_x', onPrlimit],
];
