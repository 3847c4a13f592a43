// SPDX-License-Identifier: Apache-2.0
// Calls that make, copy and close fds, sockets apart. Each handler reads the exit event, and the enter event where an old
// capture has an argument only there.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { FdType } from './fd-info.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { NO_TEXT } from './path-texts.js';
import { UNKNOWN_DIR } from './paths.js';
import type { Thread } from './thread.js';
import { CloneFlag } from './thread-info.js';

const AT_FDCWD = -100;
/** PPM_O_* bits. */
const O_DIRECTORY = 1 << 10;
const O_CLOEXEC = 1 << 12;
const O_TMPFILE = 1 << 13;
const O_WRONLY = 1 << 1;
/** Bits that the probe itself adds to the flags of an open: file created, overlay layers. */
const PROBE_BITS = ~((1 << 14) - 1);

/** The directory that a path relative to `dirFd` starts from; "" for absolute paths. */
export function directoryOf(state: MachineState, thread: Thread, isAbsolute: boolean, dirFd: number): string {
  if (isAbsolute) return '';
  if (dirFd === AT_FDCWD) return thread.cwd;
  const fd = thread.fd(dirFd);
  if (fd === 0) return UNKNOWN_DIR;
  const name = state.fdDictionary.name(fd);
  return name.endsWith('/') ? name : `${name}/`;
}

/** Parameter indices of an open call: exit and enter side; -1 where the call has no such argument. */
interface OpenLayout {
  readonly name: number;
  readonly flags: number;
  readonly dirFd: number;
  readonly dev: number;
  readonly ino: number;
  readonly enterName: number;
  readonly enterFlags: number;
  readonly enterDirFd: number;
  readonly isByHandle: boolean;
}

const OPEN: ReadonlyMap<string, OpenLayout> = new Map([
  [
    'open_x',
    { name: 1, flags: 2, dirFd: -1, dev: 4, ino: 5, enterName: 0, enterFlags: 1, enterDirFd: -1, isByHandle: false },
  ],
  [
    'creat_x',
    { name: 1, flags: -1, dirFd: -1, dev: 3, ino: 4, enterName: 0, enterFlags: -1, enterDirFd: -1, isByHandle: false },
  ],
  [
    'openat_x',
    { name: -1, flags: -1, dirFd: -1, dev: -1, ino: -1, enterName: 1, enterFlags: 2, enterDirFd: 0, isByHandle: false },
  ],
  [
    'openat_2_x',
    { name: 2, flags: 3, dirFd: 1, dev: 5, ino: 6, enterName: 1, enterFlags: 2, enterDirFd: 0, isByHandle: false },
  ],
  [
    'openat2_x',
    { name: 2, flags: 3, dirFd: 1, dev: 6, ino: 7, enterName: 1, enterFlags: 2, enterDirFd: 0, isByHandle: false },
  ],
  [
    'open_by_handle_at_x',
    { name: 3, flags: 2, dirFd: -1, dev: 4, ino: 5, enterName: -1, enterFlags: -1, enterDirFd: -1, isByHandle: true },
  ],
]);
const OPEN_LAYOUTS = EVENT_TYPES.map((type) => OPEN.get(type.key));

function onOpenExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const layout = OPEN_LAYOUTS[event.type];
  const fd = event.int(0);
  if (thread === undefined || layout === undefined || fd === undefined || fd < 0) return;
  if (!state.asksFiles) {
    openUnnamed(state, event, layout, fd);
    return;
  }
  let flags = layout.flags < 0 ? 0 : (event.uint(layout.flags) ?? 0);
  let dirFd = layout.dirFd < 0 ? AT_FDCWD : (event.int(layout.dirFd) ?? AT_FDCWD);
  // The program may change its memory while the call runs: what was passed on entry counts.
  const enter = layout.enterName < 0 ? undefined : state.enterArguments();
  const enterName = enter === undefined ? NO_TEXT : state.paths.text(enter, layout.enterName);
  let name = enterName;
  if (enter === undefined || enterName === NO_TEXT) name = state.paths.text(event, layout.name);
  else {
    if (layout.enterFlags >= 0) flags = (enter.uint(layout.enterFlags) ?? 0) | (flags & PROBE_BITS);
    if (layout.enterDirFd >= 0) dirFd = enter.int(layout.enterDirFd) ?? dirFd;
  }
  const fds = state.fdDictionary;
  const path = name === NO_TEXT ? fds.texts.of('<NA>') : name;
  const base = layout.isByHandle ? '' : directoryOf(state, thread, fds.texts.startsWithSlash(path), dirFd);
  const ino = layout.ino < 0 ? 0 : (event.uint(layout.ino) ?? 0);
  const full = state.paths.join(base, path);
  // The path names a directory, which a file without a name comes to be in. Other probes set the flag for every directory,
  // but no directory is opened for writing.
  const isNameless = (flags & O_TMPFILE) !== 0 && (flags & O_WRONLY) !== 0;
  const file = {
    type: (flags & O_DIRECTORY) !== 0 && !isNameless ? FdType.DIRECTORY : FdType.FILE_V2,
    name: isNameless ? fds.texts.of(namelessFile(fds.texts.text(full), ino)) : full,
    nameRaw: path + 1,
    openFlags: flags >>> 0,
    dev: layout.dev < 0 ? 0 : (event.uint(layout.dev) ?? 0),
    ino,
  };
  state.createFd(thread, fd, fds.file(file));
}

/** Where nobody asks what files are called. Whether an fd outlives an exec still counts. */
function openUnnamed(state: MachineState, event: EventCursor, layout: OpenLayout, fd: number): void {
  const { thread, paths, fdDictionary } = state;
  if (thread === undefined) return;
  const enter = layout.enterFlags < 0 ? undefined : state.enterArguments();
  const hasName = enter !== undefined && paths.hasText(enter, layout.enterName);
  const flags = hasName ? enter.uint(layout.enterFlags) : layout.flags < 0 ? 0 : event.uint(layout.flags);
  state.createFd(thread, fd, fdDictionary.unnamedFile((flags ?? 0) & O_CLOEXEC));
}

/** As /proc shows it; without a number where the capture has none. */
function namelessFile(directory: string, ino: number): string {
  return `${directory.replace(/\/$/, '')}/#${ino === 0 ? '' : ino} (deleted)`;
}

/** A call whose only result is a new fd of this type; `flagsAt` is the parameter with its open flags, -1 none. */
function creator(type: number, flagsAt = -1): (state: MachineState, event: EventCursor) => void {
  return (state, event) => {
    const thread = state.thread;
    const fd = event.int(0);
    if (thread === undefined || fd === undefined || fd < 0) return;
    const openFlags = flagsAt < 0 ? 0 : (event.uint(flagsAt) ?? 0);
    state.createFd(thread, fd, state.fdDictionary.create({ type, openFlags }));
  };
}

function onEpollCreate1(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  const flags = event.uint(1) ?? state.enterArguments()?.uint(0) ?? 0;
  const openFlags = (flags & 1) !== 0 ? O_CLOEXEC : 0;
  state.createFd(thread, fd, state.fdDictionary.create({ type: FdType.EVENTPOLL, openFlags }));
}

function onMemfdCreate(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  const properties = { type: FdType.MEMFD, name: event.text(1) ?? '<NA>', openFlags: event.uint(2) ?? 0 };
  state.createFd(thread, fd, state.fdDictionary.create(properties));
}

function onPidfdOpen(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  const pid = event.int(1) ?? -1;
  const properties = { type: FdType.PIDFD, name: `/proc/${pid}`, pid, openFlags: event.uint(2) ?? 0 };
  state.createFd(thread, fd, state.fdDictionary.create(properties));
}

/** pidfd_getfd: another process's fd, with close-on-exec set. */
function onPidfdGetfd(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  const fds = state.fdDictionary;
  const owner = state.threads.get(fds.pid(thread.fd(event.int(1) ?? -1)));
  const source = owner?.fd(event.int(2) ?? -1) ?? 0;
  if (source !== 0) state.createFd(thread, fd, fds.withOpenFlags(source, fds.openFlags(source) | O_CLOEXEC));
}

/** pipe, pipe2: (res, fd1, fd2, ino[, flags]). The event's own fd is the second. */
function onPipe(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  const first = event.int(1);
  const second = event.int(2);
  if (thread === undefined || result === undefined || result < 0 || first === undefined || second === undefined) return;
  const ino = event.uint(3) ?? 0;
  const openFlags = event.uint(4) ?? 0;
  for (const fd of [first, second]) {
    state.createFd(thread, fd, state.fdDictionary.create({ type: FdType.FIFO, ino, openFlags }));
  }
}

function onSocketpair(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  const first = event.int(1);
  const second = event.int(2);
  if (thread === undefined || result === undefined || result < 0 || first === undefined || second === undefined) return;
  if (first === second) return;
  const unixSource = (event.bigint(3) ?? 0n).toString(16);
  const unixDest = (event.bigint(4) ?? 0n).toString(16);
  for (const fd of [first, second]) {
    state.createFd(thread, fd, state.fdDictionary.create({ type: FdType.UNIX_SOCK, unixSource, unixDest }));
  }
}

const DUP3 = EVENT_TYPES.findIndex((t) => t.key === 'dup3_x');

/** dup, dup2, dup3: the new fd is the result, the old one is the event's fd. */
function onDup(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(0);
  if (thread === undefined || fd === undefined || fd < 0) return;
  markShellPipe(state, thread, fd);
  const cloexec = event.type === DUP3 && ((event.uint(3) ?? 0) & O_CLOEXEC) !== 0;
  copyFd(state, thread, fd, cloexec);
}

/**
 * The event's fd under another number. Where it is not known (the terminal's side of a new pseudo-terminal comes from an
 * ioctl) what stood under the number stays, as in the reference, but it stays through an exec now.
 */
function copyFd(state: MachineState, thread: Thread, fd: number, cloexec: boolean): void {
  const source = state.fd;
  if (source !== 0) {
    state.createFd(thread, fd, withCloexec(state, source, cloexec));
    state.fdNameChanged = false;
    return;
  }
  const before = thread.fd(fd);
  if (before !== 0) thread.fds?.set(state.row, fd, withCloexec(state, before, cloexec));
}

function withCloexec({ fdDictionary }: MachineState, fd: number, cloexec: boolean): number {
  const flags = fdDictionary.openFlags(fd);
  return fdDictionary.withOpenFlags(fd, cloexec ? flags | O_CLOEXEC : flags & ~O_CLOEXEC);
}

/** A thread that gives itself a new standard input or output is part of a shell's pipe. */
function markShellPipe(state: MachineState, thread: Thread, fd: number): void {
  const bit = fd === 0 ? CloneFlag.PIPE_DST : fd === 1 ? CloneFlag.PIPE_SRC : 0;
  if (bit === 0 || (thread.attributes.flags & bit) !== 0) return;
  state.table.change(thread, { flags: thread.attributes.flags | bit });
}

const F_DUPFD = 1;
const F_SETFD = 3;
const F_DUPFD_CLOEXEC = 26;

function onFcntl(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  if (thread === undefined || result === undefined || result < 0) return;
  const command = event.has(2) ? event.uint(2) : state.enterArguments()?.uint(1);
  if (command === F_DUPFD || command === F_DUPFD_CLOEXEC) {
    copyFd(state, thread, result, command === F_DUPFD_CLOEXEC);
    return;
  }
  const argument = event.uint(3);
  if (command !== F_SETFD || argument === undefined || state.fd === 0) return;
  state.setFd(thread, thread.lastFd, withCloexec(state, state.fd, (argument & 1) !== 0));
}

function onCloseExit(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  if (thread === undefined || result === undefined || state.fd === 0) return;
  const table = thread.fds;
  if (table === undefined) return;
  const untouched = table.endClose(thread.lastFd);
  if (result < 0 || (state.isPaired && !untouched)) return;
  state.closeFd(thread, table, thread.lastFd);
}

const CLOSE_RANGE_CLOEXEC = 1 << 2;

function onCloseRange(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const result = event.int(0);
  const first = event.uint(1);
  const last = event.uint(2);
  const table = thread?.fds;
  if (thread === undefined || table === undefined || result === undefined || result < 0) return;
  if (first === undefined || last === undefined) return;
  const cloexec = ((event.uint(3) ?? 0) & CLOSE_RANGE_CLOEXEC) !== 0;
  for (const [fd, id] of table.entries()) {
    if (fd < first || fd > last) continue;
    if (cloexec) table.set(state.row, fd, withCloexec(state, id, true));
    else table.delete(state.row, fd);
  }
  state.table.touchProcess(thread);
}

/** fchmod, fchown: the fd is exit parameter 1, whatever the enter event said. */
function onFdArgument(state: MachineState, event: EventCursor): void {
  const thread = state.thread;
  const fd = event.int(1);
  if (thread === undefined || fd === undefined) return;
  thread.lastFd = fd;
  state.fd = thread.fd(fd);
}

/** Parameter with the fd of generic events, in recordings of our own probe. */
const GENERIC_FD = [2, 3] as const;

function onGenericEnter(state: MachineState, event: EventCursor): void {
  takeGenericFd(state, event, GENERIC_FD[0]);
}

function onGenericExit(state: MachineState, event: EventCursor): void {
  takeGenericFd(state, event, GENERIC_FD[1]);
}

function takeGenericFd(state: MachineState, event: EventCursor, at: number): void {
  if (event.nparams <= at || state.thread === undefined || !event.has(at)) return;
  takeFd(state, state.thread, event.int(at) ?? -1);
}

function takeFd(state: MachineState, thread: Thread, fd: number): void {
  thread.lastFd = fd;
  state.fdNum = fd;
  state.fd = fd < 0 ? 0 : thread.fd(fd);
}

/** Parameter with the fd of epoll_wait, after the one that readers know (libscap-shim/bpf/io.h); its exit is about the same. */
const EPOLL_FD = 1;

function onEpollWaitEnter(state: MachineState, event: EventCursor): void {
  const fd = event.extra(EPOLL_FD);
  if (fd === undefined || state.thread === undefined) return;
  // A negative one, which the call refuses, is a large number here.
  takeFd(state, state.thread, fd < 2 ** 31 ? fd : -1);
}

function onEpollWaitExit(state: MachineState): void {
  const { thread } = state;
  if (thread !== undefined && thread.lastFd >= 0) state.fd = thread.fd(thread.lastFd);
}

export const FD_HANDLERS: readonly HandlerRow[] = [
  ['epollwait_e', onEpollWaitEnter],
  ['epollwait_x', onEpollWaitExit],
  ['generic_e', onGenericEnter],
  ['generic_x', onGenericExit],
  ['open_x creat_x openat_x openat_2_x openat2_x open_by_handle_at_x', onOpenExit],
  ['eventfd_x', creator(FdType.EVENT)],
  ['eventfd2_x', creator(FdType.EVENT, 1)],
  ['signalfd_x', creator(FdType.SIGNALFD)],
  ['signalfd4_x', creator(FdType.SIGNALFD, 1)],
  ['timerfd_create_x', creator(FdType.TIMERFD)],
  ['inotify_init_x', creator(FdType.INOTIFY)],
  ['inotify_init1_x', creator(FdType.INOTIFY, 1)],
  ['epoll_create_x', creator(FdType.EVENTPOLL)],
  ['epoll_create1_x', onEpollCreate1],
  ['bpf_2_x', creator(FdType.BPF)],
  ['userfaultfd_x', creator(FdType.USERFAULTFD, 1)],
  ['io_uring_setup_x', creator(FdType.IOURING)],
  ['memfd_create_x', onMemfdCreate],
  ['pidfd_open_x', onPidfdOpen],
  ['pidfd_getfd_x', onPidfdGetfd],
  ['pipe_x pipe2_x', onPipe],
  ['socketpair_x', onSocketpair],
  ['dup_x dup_1_x dup2_x dup3_x', onDup],
  ['fcntl_x', onFcntl],
  ['close_x', onCloseExit],
  ['close_range_x', onCloseRange],
  ['fchmod_x fchown_x', onFdArgument],
];
