// SPDX-License-Identifier: Apache-2.0
// clone, fork, exit: how threads come and go (exec: exec-events.ts). Event layouts changed over the years by appending parameters, so one
// handler serves all versions; what an old event lacks is taken from the caller or stays at its default.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { bareContainer } from './container-events.js';
import type { ContainerMatch } from './container-match.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { copyAttributes, type MutableAttributes, NO_ATTRIBUTES, type Thread, type ThreadAttributes } from './thread.js';
import { CloneFlag, NO_ID } from './thread-info.js';

/** A clone older than this is no longer the same call: the tid has been used again. */
const STALE_CLONE_NS = 2_000_000_000n;

/** Where the parameters are that older clone events lack or have elsewhere. */
interface CloneLayout {
  readonly comm: number;
  readonly cgroups: number;
  readonly flags: number;
  readonly uid: number;
  readonly gid: number;
  readonly vtid: number;
  readonly vpid: number;
  readonly pidns: number;
  readonly hasMemory: boolean;
  /** The caller sleeps until the child has its own program, so the child's event is always the first. */
  readonly isVfork: boolean;
}

const LAYOUTS: readonly (CloneLayout | undefined)[] = EVENT_TYPES.map((type) => {
  const at = (name: string): number => type.params.findIndex((p) => p.name === name);
  if (!/^(clone|fork|vfork|clone3)(_\d+)?_x$/.test(type.key)) return undefined;
  return {
    comm: at('comm'),
    cgroups: at('cgroups'),
    flags: at('flags'),
    uid: at('uid'),
    gid: at('gid'),
    vtid: at('vtid'),
    vpid: at('vpid'),
    pidns: at('pidns_init_start_ts'),
    hasMemory: at('vm_size') >= 0,
    isVfork: type.key.startsWith('vfork'),
  };
});

function int(event: EventCursor, index: number, otherwise: number): number {
  return index < 0 ? otherwise : (event.int(index) ?? otherwise);
}

function onCloneExit(state: MachineState, event: EventCursor): void {
  const layout = LAYOUTS[event.type];
  const result = event.int(0);
  if (layout === undefined || result === undefined || result < 0) return;
  if (result === 0) cloneInChild(state, event, layout);
  else cloneInCaller(state, event, layout, result);
}

function cloneInCaller(state: MachineState, event: EventCursor, layout: CloneLayout, childTid: number): void {
  const caller = state.thread ?? state.table.addPlaceholder(event.tid);
  state.thread = caller;
  const wasKnown = !caller.isPlaceholder;
  const flags = cloneFlags(event, layout);
  if (!wasKnown) completePlaceholder(state, caller, event, layout, flags);
  // In these cases only the child's own event knows enough, or it has come first.
  const childKnowsBetter = CloneFlag.CHILD_IN_PIDNS | CloneFlag.NEWPID | CloneFlag.PARENT;
  const { tid } = caller.attributes;
  // Process lists before 2015 do not say whether a process sees itself under another number; the event may.
  const vtid = caller.attributes.vtid >= 0 ? caller.attributes.vtid : int(event, layout.vtid, -1);
  if ((flags & childKnowsBetter) !== 0 || tid !== vtid) return;
  if ((flags & CloneFlag.VFORK) !== 0 || layout.isVfork) return;
  const known = state.threads.get(childTid);
  if (known !== undefined) {
    if ((known.attributes.flags & CloneFlag.INVERTED) !== 0) return;
    state.table.remove(known);
  } else if (state.table.recentlyEnded(childTid)) return;
  const isThread = (flags & CloneFlag.THREAD) !== 0;
  const own = caller.attributes;
  const child = copyAttributes(wasKnown ? own : NO_ATTRIBUTES);
  child.tid = childTid;
  child.pid = isThread ? own.pid : childTid;
  child.ptid = isThread ? own.ptid : own.tid;
  child.vtid = childTid;
  child.vpid = isThread ? own.pid : childTid;
  child.flags = isThread ? flags | CloneFlag.FILES : flags;
  child.cloneTime = state.absoluteTime();
  child.execTime = isThread ? own.execTime : 0n;
  child.pidnsInitStart = state.machine?.bootTime ?? 0n;
  child.cwd = !isThread && wasKnown ? caller.cwd : '';
  child.env = !isThread && wasKnown ? (caller.leader?.attributes.env ?? []) : [];
  enterChild(state, child, isThread ? undefined : caller, event, layout);
}

function cloneInChild(state: MachineState, event: EventCursor, layout: CloneLayout): void {
  const known = state.thread;
  const now = state.absoluteTime();
  if (known !== undefined && known.attributes.cloneTime !== 0n) {
    if (now - known.attributes.cloneTime < STALE_CLONE_NS) return;
    state.table.remove(known);
  }
  const tid = event.tid;
  const pid = event.int(4) ?? -1;
  const ptid = event.int(5) ?? -1;
  const vtid = int(event, layout.vtid, tid);
  const flags = cloneFlags(event, layout) | CloneFlag.INVERTED;
  const isThread = (flags & CloneFlag.THREAD) !== 0;
  const sourceTid = isThread ? pid : ptid;
  const source = state.threads.get(sourceTid) ?? (sourceTid > 0 ? state.table.addPlaceholder(sourceTid) : undefined);
  const wasKnown = source !== undefined && !source.isPlaceholder;
  if (source !== undefined && !wasKnown && isThread) {
    source.set({
      pid,
      ptid,
      vpid: int(event, layout.vpid, -1),
      vtid: int(event, layout.vpid, -1),
      ...names(event, layout),
    });
    state.table.link(source);
  }
  const pidns = layout.pidns < 0 ? undefined : event.bigint(layout.pidns);
  const inNamespace = (flags & (CloneFlag.CHILD_IN_PIDNS | CloneFlag.NEWPID)) !== 0 || tid !== vtid;
  const boot = state.machine?.bootTime ?? 0n;
  const child = copyAttributes(wasKnown ? source.attributes : NO_ATTRIBUTES);
  child.tid = tid;
  child.pid = pid;
  child.ptid = ptid;
  child.vtid = vtid;
  child.vpid = int(event, layout.vpid, -1);
  child.flags = isThread ? flags | CloneFlag.FILES : flags;
  child.cloneTime = now;
  child.execTime = isThread ? (source?.attributes.execTime ?? 0n) : 0n;
  child.pidnsInitStart = inNamespace && pidns !== undefined ? pidns + boot : boot;
  child.cwd = !isThread && wasKnown ? source.cwd : '';
  child.env = !isThread && wasKnown ? (source.leader?.attributes.env ?? []) : [];
  state.thread = enterChild(state, child, isThread ? undefined : source, event, layout);
}

function enterChild(
  state: MachineState,
  child: MutableAttributes,
  fdSource: Thread | undefined,
  event: EventCursor,
  layout: CloneLayout,
): Thread {
  fillFromEvent(state, child, event, layout);
  const fds = fdSource?.fds;
  const thread = state.table.add(child.tid, child);
  // What it has used before its first sample is known: nothing came before its birth.
  thread.cpuUser = 0;
  thread.cpuSystem = 0;
  if (fds !== undefined) thread.ownFds = fds.fork(state.row);
  if (layout.hasMemory) {
    thread.vmSizeKb = event.uint(10) ?? 0;
    thread.vmRssKb = event.uint(11) ?? 0;
    thread.vmSwapKb = event.uint(12) ?? 0;
    thread.pfMajor = event.uint(8) ?? 0;
    thread.pfMinor = event.uint(9) ?? 0;
  }
  state.table.touchProcess(thread);
  return thread;
}

function cloneFlags(event: EventCursor, layout: CloneLayout): number {
  return int(event, layout.flags, 0);
}

function names(event: EventCursor, layout: CloneLayout): Pick<ThreadAttributes, 'exe' | 'comm' | 'args'> {
  const exe = event.text(1) ?? '<NA>';
  const comm = layout.comm < 0 ? exe : (event.text(layout.comm) ?? exe);
  return { exe, comm, args: event.strings(2) ?? [] };
}

/** What the event itself says of the new thread. */
function fillFromEvent(state: MachineState, child: MutableAttributes, event: EventCursor, layout: CloneLayout): void {
  if (!state.scope.snapshots) return;
  child.exe = event.text(1) ?? '<NA>';
  child.comm = layout.comm < 0 ? child.exe : (event.text(layout.comm) ?? child.exe);
  child.args = state.stringLists.strings(event, 2) ?? [];
  child.fdLimit = event.int(7) ?? -1;
  child.uid = layout.uid < 0 ? NO_ID : (event.uint(layout.uid) ?? NO_ID);
  child.gid = layout.gid < 0 ? NO_ID : (event.uint(layout.gid) ?? NO_ID);
  setCgroups(state, child, event, layout.cgroups);
}

function completePlaceholder(
  state: MachineState,
  caller: Thread,
  event: EventCursor,
  layout: CloneLayout,
  flags: number,
): void {
  caller.set({
    pid: event.int(4) ?? -1,
    ptid: event.int(5) ?? -1,
    vtid: int(event, layout.vtid, caller.tid),
    vpid: int(event, layout.vpid, -1),
    ...names(event, layout),
    uid: layout.uid < 0 ? NO_ID : (event.uint(layout.uid) ?? NO_ID),
    gid: layout.gid < 0 ? NO_ID : (event.uint(layout.gid) ?? NO_ID),
    flags: flags & CloneFlag.CHILD_IN_PIDNS,
  });
  state.table.link(caller);
}

/** Takes over the event's cgroups, and the container that they name; nothing where the event has none. */
export function setCgroups(state: MachineState, thread: MutableAttributes, event: EventCursor, index: number): void {
  const membership = state.stringLists.cgroups(event, index);
  if (membership === undefined) return;
  thread.cgroups = membership.cgroups;
  thread.containerId = enterContainer(state, membership.match);
}

/** The id of a container that cgroups name; it is made known where nobody has spoken of it yet. "" is the host. */
export function enterContainer(state: MachineState, match: ContainerMatch | undefined): string {
  if (match === undefined) return '';
  if (!state.containers.has(match.id)) {
    state.containers.set(match.id, bareContainer(match.id, match.fullId, match.type));
  }
  return match.id;
}

function onProcessExit(state: MachineState, event: EventCursor): void {
  if (state.thread !== undefined) state.table.markDead(state.thread, event.int(4) ?? -1);
}

const PR_SET_CHILD_SUBREAPER = 36;
const PR_GET_CHILD_SUBREAPER = 37;

function onPrctlExit(state: MachineState, event: EventCursor): void {
  const process = state.thread?.process;
  const option = event.uint(1);
  if (process === undefined || !((event.int(0) ?? -1) >= 0)) return;
  if (option === PR_SET_CHILD_SUBREAPER || option === PR_GET_CHILD_SUBREAPER) {
    const isReaper = (event.int(3) ?? 0) !== 0;
    if (process.isReaper !== isReaper) state.hasChanged = true;
    process.isReaper = isReaper;
  }
}

function onMemoryExit(state: MachineState, event: EventCursor): void {
  if (!state.scope.snapshots || !state.asksUse) return;
  const size = event.uint(1);
  // Memory belongs to the process: whichever of its threads reports it, the newest report holds.
  const process = state.thread?.leader ?? state.thread;
  if (process === undefined || size === undefined) return;
  state.table.setMemory(process, size, event.uint(2) ?? process.vmRssKb, event.uint(3) ?? process.vmSwapKb);
}

export const PROCESS_HANDLERS: readonly HandlerRow[] = [
  [
    'clone_11_x clone_16_x clone_17_x clone_20_x fork_x fork_17_x fork_20_x vfork_x vfork_17_x vfork_20_x clone3_x',
    onCloneExit,
  ],
  ['procexit_e procexit_1_e', onProcessExit],
  ['prctl_x', onPrctlExit],
  ['brk_4_x mmap_x mmap2_x munmap_x', onMemoryExit],
];
