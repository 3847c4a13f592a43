// SPDX-License-Identifier: Apache-2.0
// exec: how a thread comes to run another program. Layouts of events changed over the years by appending parameters, so one
// handler serves all revisions; what an old event lacks stays as it was.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { directoryOf } from './fd-events.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { joinPath, UNKNOWN_DIR } from './paths.js';
import { setCgroups } from './process-events.js';
import { copyAttributes, type MutableAttributes, type Thread } from './thread.js';
import { CloneFlag, ExeFlag } from './thread-info.js';

const AT_EMPTY_PATH = 1;
const ALL_EXE_FLAGS = ExeFlag.WRITABLE | ExeFlag.UPPER_LAYER | ExeFlag.FROM_MEMFD | ExeFlag.LOWER_LAYER;
const KEPT_BY_EXEC = CloneFlag.PIPE_SRC | CloneFlag.PIPE_DST | CloneFlag.IS_MAIN_THREAD | CloneFlag.INVERTED;
/** Of the exec exits by type; execveat began with what execve had in its 19th. */
const REVISIONS = Uint8Array.from(EVENT_TYPES, ({ key }) =>
  key === 'execveat_x' ? 19 : Number(/^execve_(\d+)_x$/.exec(key)?.[1] ?? 0),
);

function onExecExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  if (thread === undefined || result === undefined || result < 0) return;
  state.table.revive(thread);
  const pid = event.int(4) ?? thread.attributes.pid;
  if (thread.isPlaceholder) {
    const inNamespace = (thread.attributes.flags & CloneFlag.CHILD_IN_PIDNS) !== 0;
    thread.set({ pid, ptid: event.int(5) ?? -1, ...(inNamespace ? {} : { vtid: thread.tid, vpid: pid }) });
    state.table.link(thread);
  }
  const next = copyAttributes(thread.attributes);
  next.pid = pid;
  next.flags = CloneFlag.ACTIVE | CloneFlag.NAME_CHANGED | (next.flags & KEPT_BY_EXEC);
  if (state.scope.snapshots) fillProgram(state, event, thread, next);
  state.table.replace(thread, next);
  closeOnExec(state, thread);
  for (const sibling of [...(thread.process?.threads ?? [])]) {
    if (sibling !== thread && !sibling.isMain) state.table.remove(sibling);
  }
  state.table.touchProcess(thread);
}

/** What the event says of the program and of its memory. */
function fillProgram(state: MachineState, event: EventCursor, thread: Thread, next: MutableAttributes): void {
  const revision = REVISIONS[event.type] as number;
  next.exe = event.text(1) ?? '<NA>';
  next.comm = revision >= 15 ? (event.text(13) ?? next.exe) : next.exe;
  next.args = state.stringLists.strings(event, 2) ?? [];
  next.execTime = state.absoluteTime();
  next.fdLimit = event.int(7) ?? next.fdLimit;
  if (revision >= 14) {
    const at = revision === 14 ? 13 : revision === 15 ? 14 : 15;
    next.env = state.stringLists.strings(event, at) ?? next.env;
  }
  if (revision >= 16) setCgroups(state, next, event, 14);
  fillExecDetails(event, revision, next);
  next.exePath = executablePath(state, event, thread);
  if (revision >= 13) fillMemory(state, event, thread);
}

function fillMemory(state: MachineState, event: EventCursor, thread: Thread): void {
  thread.pfMajor = event.uint(8) ?? thread.pfMajor;
  thread.pfMinor = event.uint(9) ?? thread.pfMinor;
  state.table.setMemory(
    thread,
    event.uint(10) ?? thread.vmSizeKb,
    event.uint(11) ?? thread.vmRssKb,
    event.uint(12) ?? thread.vmSwapKb,
  );
}

/** Parameters that exec events gained since revision 17. */
function fillExecDetails(event: EventCursor, revision: number, next: MutableAttributes): void {
  if (revision >= 17) next.tty = event.uint(16) ?? next.tty;
  if (revision >= 19) next.vpgid = event.int(17) ?? next.vpgid;
  next.loginUid = event.uint(18) ?? next.loginUid;
  next.exeFlags = (event.uint(19) ?? 0) & ALL_EXE_FLAGS;
  next.capInheritable = event.bigint(20) ?? next.capInheritable;
  next.capPermitted = event.bigint(21) ?? next.capPermitted;
  next.capEffective = event.bigint(22) ?? next.capEffective;
  next.exeIno = event.uint(23) ?? 0;
  next.exeInoCtime = event.bigint(24) ?? 0n;
  next.exeInoMtime = event.bigint(25) ?? 0n;
  next.uid = event.uint(26) ?? next.uid;
  next.gid = event.uint(29) ?? next.gid;
  next.pgid = event.int(28) ?? (event.nparams > 27 ? next.pgid : -1);
}

/** What the kernel says the executable is; for captures before schema 2.9, what the arguments of the call say. */
function executablePath(state: MachineState, event: EventCursor, thread: Thread): string {
  if (event.has(27)) return (event.text(27) ?? '<NA>').replace(/ \(deleted\)$/, '');
  if (event.has(30)) return joinPath(thread.cwd, event.text(30) ?? '');
  const enter = state.enterArguments();
  if (enter === undefined) return thread.attributes.exePath;
  if (EVENT_TYPES[enter.type]?.key !== 'execveat_e') {
    const filename = enter.text(0);
    return filename === undefined || filename === '<NA>' ? '<NA>' : joinPath(thread.cwd, filename);
  }
  const flags = enter.uint(2) ?? 0;
  const path = enter.text(1);
  const directory = directoryOf(state, thread, path?.startsWith('/') === true, enter.int(0) ?? -1);
  if (directory === UNKNOWN_DIR || (path === undefined && (flags & AT_EMPTY_PATH) === 0)) return '<NA>';
  return (flags & AT_EMPTY_PATH) !== 0 ? joinPath('', directory) : joinPath(directory, path ?? '');
}

const O_CLOEXEC = 1 << 12;

function closeOnExec(state: MachineState, thread: Thread): void {
  const table = thread.fds;
  if (table === undefined) return;
  for (const [fd, id] of table.entries()) {
    if ((state.fdDictionary.openFlags(id) & O_CLOEXEC) !== 0) table.delete(state.row - 1, fd);
  }
}

export const EXEC_HANDLERS: readonly HandlerRow[] = [
  [
    'execve_8_x execve_13_x execve_14_x execve_15_x execve_16_x execve_17_x execve_18_x execve_19_x execveat_x',
    onExecExit,
  ],
];
