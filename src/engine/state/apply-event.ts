// SPDX-License-Identifier: Apache-2.0
// What one event does to the state. The ingest loop calls applyEvent() for every event; after it, the members of
// MachineState under "the current event" say what the event's row has to hold. Handlers per event family:
// process-events.ts, fd-events.ts, socket-events.ts, credential-events.ts, meta-events.ts.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import { cpuSample, usedSince } from './cpu-samples.js';
import {
  CLOSE_ENTER,
  COPY_FILE_RANGE_EXIT,
  ENTER_FD_PARAM,
  EXECVE_EXITS,
  EXECVEAT_ENTER,
  EXIT_FD_PARAM,
  INTERRUPTS_CALL,
  IS_SWITCH,
  MOVED_PARAM,
  NO_PLACEHOLDER,
  NO_THREAD,
  PROCINFO,
  RESULT_PARAM,
  STORED_ENTERS,
  STORED_FOR_THREADS,
} from './event-roles.js';
import type { Handler } from './handler.js';
import { HANDLERS, THREAD_HANDLERS } from './handlers.js';
import type { MachineState } from './machine-state.js';
import type { Thread } from './thread.js';

const F = EventFlag;
const USES_FD = F.USES_FD | F.USES_FD_EXIT_ONLY;
/** Parameters of procinfo events that our own probe appends (libscap-shim/bpf/wire.h). */
const MAJOR_FAULTS = 4;
const MINOR_FAULTS = 5;
/** Enter events that change something. */
const ENTER_HANDLED = Uint8Array.from(EVENT_TYPES, (t) => (!t.isExit && HANDLERS[t.id] !== undefined ? 1 : 0));

/** Applies one event, the row-th of the capture, `state.nextTime` ns after its first. */
export function applyEvent(state: MachineState, cursor: EventCursor, row: number): void {
  state.begin(row);
  if (!state.scope.threads) {
    takeResult(state, cursor);
    return;
  }
  const type = cursor.type;
  const flags = EVENT_FLAGS[type] as number;
  if ((flags & F.SKIP_RESET) !== 0) {
    applyMeta(state, cursor);
    return;
  }
  const thread = NO_THREAD[type] === 1 ? undefined : (state.table.find(cursor.tid) ?? unknown(state, cursor.tid, type));
  state.thread = thread;
  if (thread === undefined) {
    // The first event of a child: nobody knows it yet, but its call returned something.
    takeResult(state, cursor);
    if (IS_SWITCH[type] === 1 && state.asksUse) takeSlice(state, cursor);
    handlerOf(state, type)?.(state, cursor);
    return;
  }
  if ((flags & F.EXIT) === 0) applyEnter(state, cursor, thread);
  else applyExit(state, cursor, thread);
}

function applyEnter(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const type = cursor.type;
  if (INTERRUPTS_CALL[type] !== 1) enterCall(state, cursor, thread);
  else if (IS_SWITCH[type] === 1) applySwitch(state, cursor, thread);
  if (ENTER_HANDLED[type] === 1) handlerOf(state, type)?.(state, cursor);
}

function handlerOf({ scope }: MachineState, type: number): Handler | undefined {
  return scope.fds ? HANDLERS[type] : THREAD_HANDLERS[type];
}

function enterCall(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const type = cursor.type;
  thread.enterType = type;
  thread.enterTime = state.time;
  thread.enterRow = state.row;
  thread.lastFd = -1;
  state.latency = 0;
  const { fds } = state.scope;
  if (fds && ((EVENT_FLAGS[type] as number) & USES_FD) !== 0) enterFd(state, cursor, thread);
  if ((fds ? STORED_ENTERS : STORED_FOR_THREADS)[type] === 1) {
    thread.enterArguments ??= state.table.takeArguments();
    thread.enterArguments.store(cursor);
  } else if (thread.enterArguments !== undefined) thread.enterArguments.type = -1;
}

/** The fd that the call is about. */
function enterFd(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const fd = cursor.int(ENTER_FD_PARAM[cursor.type] as number);
  if (fd === undefined) return;
  thread.lastFd = fd;
  state.fdNum = fd;
  state.fd = thread.fd(fd);
  if (cursor.type === CLOSE_ENTER && state.fd !== 0) thread.fds?.beginClose(fd);
}

function applyExit(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const type = cursor.type;
  const paired = thread.enterType + 1 === type || (thread.enterType === EXECVEAT_ENTER && EXECVE_EXITS.has(type));
  state.isPaired = paired;
  thread.exitRow = state.row;
  if (paired) {
    state.latency = state.time - thread.enterTime;
    state.pairDistance = state.row - thread.enterRow;
    thread.enterType = -1;
  } else thread.lastFd = -1;
  takeResult(state, cursor);
  if (state.scope.fds && ((EVENT_FLAGS[type] as number) & USES_FD) !== 0) exitFd(state, cursor, thread);
  handlerOf(state, type)?.(state, cursor);
  state.fdNum = thread.lastFd;
}

/** Where both sides were recorded, the fd is the one that the enter event named, if there is a place for it. */
function exitFd(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const type = cursor.type;
  const at = EXIT_FD_PARAM[type] as number;
  const isAtExit = ((EVENT_FLAGS[type] as number) & F.USES_FD_EXIT_ONLY) !== 0 || type === COPY_FILE_RANGE_EXIT;
  const isNamed = state.isPaired && !isAtExit;
  if (!isNamed && at >= 0 && at < cursor.nparams) thread.lastFd = cursor.int(at) ?? -1;
  if (thread.lastFd >= 0) state.fd = thread.fd(thread.lastFd);
}

/** A thread that nothing has described, where the type is one of its own events. */
function unknown(state: MachineState, tid: number, type: number): Thread | undefined {
  if (tid < 0 || NO_PLACEHOLDER.has(type) || EVENT_TYPES[type]?.origin === 'metaevent') return undefined;
  return state.table.addPlaceholder(tid);
}

function takeResult(state: MachineState, cursor: EventCursor): void {
  const at = RESULT_PARAM[cursor.type] as number;
  const result = at < 0 ? undefined : cursor.int(at);
  if (result === undefined) return;
  const moved = MOVED_PARAM[cursor.type] as number;
  state.result = moved >= 0 && result > 0 ? (cursor.uint(moved) ?? result) : result;
}

/** Events that belong to no call: counters of a thread, notes of the capture tool. */
function applyMeta(state: MachineState, cursor: EventCursor): void {
  const isSample = cursor.type === PROCINFO;
  // The last sample of a thread comes when it leaves the CPU for the last time, a little after the event of its end.
  state.thread = state.threads.get(cursor.tid) ?? (isSample ? state.table.justEnded(cursor.tid) : undefined);
  if (isSample && state.thread !== undefined) applyProcinfo(state, cursor, state.thread);
  else handlerOf(state, cursor.type)?.(state, cursor);
}

/**
 * CPU of a thread since its previous procinfo event, in percent; unknown for the first of a thread that was there before
 * the capture. `result` carries the user part, `latency` the system part (store/event-store.ts).
 */
function applyProcinfo(state: MachineState, cursor: EventCursor, thread: Thread): void {
  const now = cpuSample(cursor);
  const used = usedSince({ user: thread.cpuUser, system: thread.cpuSystem }, now);
  state.cpuClock.sampled(state.time);
  state.result = used.user;
  state.latency = used.system;
  thread.cpuUser = now.user;
  thread.cpuSystem = now.system;
  if (state.scope.snapshots && state.asksUse)
    applyFaults(state, thread, cursor.extra(MAJOR_FAULTS), cursor.extra(MINOR_FAULTS));
}

/** Page faults of the thread so far. */
function applyFaults(state: MachineState, thread: Thread, major: number | undefined, minor: number | undefined): void {
  if (major === undefined || minor === undefined || (thread.pfMajor === major && thread.pfMinor === minor)) return;
  thread.pfMajor = major;
  thread.pfMinor = minor;
  thread.seenEpoch = 0;
  state.hasChanged = true;
}

/**
 * Memory and faults of the thread that leaves the CPU. `latency` carries the ns since the CPU's last switch, which is what
 * thread.exectime says, `result` those that the thread was on it.
 */
function applySwitch(state: MachineState, cursor: EventCursor, thread: Thread): void {
  if (!state.asksUse) return;
  if (state.scope.snapshots) takeCounters(state, cursor, thread);
  takeSlice(state, cursor);
  const since = state.switchedIn[cursor.cpu];
  state.latency = since === undefined ? Number.NaN : state.time - since;
  state.switchedIn[cursor.cpu] = state.time;
}

/** How long the thread that leaves was on a CPU; unknown where it was not seen to begin. */
function takeSlice(state: MachineState, cursor: EventCursor): void {
  const { onCpuSince, time } = state;
  state.result = time - onCpuSince.take(cursor.tid);
  state.cpuClock.switched(state.thread === undefined ? Number.NaN : state.result);
  onCpuSince.set(cursor.int(0) ?? 0, time);
}

function takeCounters(state: MachineState, cursor: EventCursor, thread: Thread): void {
  applyFaults(state, thread, cursor.uint(1), cursor.uint(2));
  const leader = thread.leader;
  const size = cursor.uint(3);
  if (leader !== undefined && size !== undefined) {
    state.table.setMemory(leader, size, cursor.uint(4) ?? leader.vmRssKb, cursor.uint(5) ?? leader.vmSwapKb);
  }
}
