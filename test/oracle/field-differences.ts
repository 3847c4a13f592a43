// SPDX-License-Identifier: Apache-2.0
// Which values of fields may differ from what sysdig 0.36 prints, and of which kind (differences.ts) the difference is. A
// rule names fields, events and the values on either side; the first that holds names the kind.

import type { EventView } from '../../src/engine/event/event-view.js';
import { ParamType } from '../../src/engine/scap/event-types.js';
import { IPV6_LOOPBACK, type IpAddress } from '../../src/engine/scap/ip-address.js';
import { FdType, isIpSocket, isListening, L4 } from '../../src/engine/state/fd-info.js';
import { joinPath } from '../../src/engine/state/paths.js';
import { differencesOf } from '../engine/format/line-differences.js';
import type { KindName } from './differences.js';

export interface FieldValuePair {
  readonly field: string;
  /** evt.type and `>` or `<`. */
  readonly event: string;
  readonly theirs: string;
  readonly ours: string;
  readonly view: EventView;
}

interface Rule {
  readonly kind: KindName;
  readonly fields: RegExp;
  readonly events?: RegExp;
  /** The whole of the peer's text. */
  readonly theirs?: RegExp;
  readonly ours?: RegExp;
  readonly holds?: (pair: FieldValuePair) => boolean;
}

const NA = /^<NA>$/;
const NUMBER = /^\d+$/;
const PATHS: ReadonlySet<number> = new Set([ParamType.FSPATH, ParamType.FSRELPATH, ParamType.CHARBUF]);
/** Index of the directory fd of openat and openat2. */
const DIR_FD = 1;

/** What the peer prints for an unknown value, by field. */
const UNKNOWN: readonly (readonly [fields: RegExp, theirs: RegExp])[] = [
  [/^evt\.(wait_)?latency(\.s)?$/, /^0$/],
  [/^evt\.latency\.ns$/, /^000000000$/],
  [/^evt\.latency\.human$/, /^0ns$/],
  [/^proc\.cwd$/, /^(\.\/)?$/],
  [/^proc\.(sid|vpgid|pgid|vpid|pvpid)$|^thread\.vtid$/, /^-1$/],
  [/^proc\.ppid$/, /^(0|-1)$/],
  [/^proc\.(ppid|pid)\.ts$|^proc\.(nthreads|fdopencount|vm\w+)$|^thread\.(pf|vm)/, /^0$/],
  [/^proc\.fdlimit$/, /^(-1|0)$/],
  [/^proc\.fdusage$/, /^0\.0$/],
  [/^proc\.(aenv|env)/, /^$/],
  [/^(user\.uid|group\.gid)$/, /^4294967295$/],
  [/^(user\.(name|homedir|shell|loginname)|group\.name)$/, /^$/],
  [/^fd\.(dev(\.major|\.minor)?|ino)$/, /^0$/],
];

/** A slash doubled below the root directory, at the start of a path. */
const withoutDoubled = (text: string) => text.replace(/(^|[>:(=])\/\/(?=\w)/g, '$1/');
const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, '');
const setOf = (text: string) => text.slice(1, -1).replace('<NA>', 'unknown').split(',').sort().join();
/** Parameters that are paths. */
function texts(view: EventView): readonly string[] {
  const cursor = view.params();
  return view.type.params.flatMap(({ type }, i) => (PATHS.has(type) ? [cursor.text(i) ?? '<NA>'] : []));
}
/** Whether the process has several threads, or had: once the process has no memory any more, the last thread that leaves has a stale copy in the peer. */
const hasThreads = ({ view, ours }: FieldValuePair) =>
  (view.metric('threadCount') ?? 0) > 1 || view.thread?.tid !== view.thread?.pid || ours === '0';
/** Whether every element of our set is in the peer's too. */
const isPart = (ours: string, theirs: string) => {
  const all = new Set(theirs.slice(1, -1).split(','));
  const own = ours.slice(1, -1);
  return own === '' || own.split(',').every((one) => all.has(one));
};

/** Calls that have a parameter with their fd where the peer does not look for it. */
const FD_AT_EXIT = /^(mmap2?|unlinkat|mkdirat|symlinkat|fchmodat|fchownat|(send|recv)mmsg)[<>]$/;
/** Whether both ends of the socket are on the machine. */
const isWithinMachine = ({ view }: FieldValuePair) => {
  const tuple = view.fd?.tuple;
  return tuple !== undefined && [tuple.sourceIp, tuple.destIp].every((ip) => isLoopback(ip) || view.isLocalIp(ip));
};
const isLoopback = (ip: IpAddress) => (ip.length === 4 ? ip.charCodeAt(0) === 127 : ip === IPV6_LOOPBACK);

const RULES: readonly Rule[] = [
  ...UNKNOWN.map(([fields, theirs]): Rule => ({ kind: 'unknown values', fields, theirs, ours: NA })),
  // A switch is not a call, and of some calls the start was lost: the peer counts from the start of another.
  {
    kind: 'unknown values',
    fields: /^evt\.(wait_)?latency/,
    ours: NA,
    holds: ({ view, event }) => event === 'switch>' || view.enterEvent() === undefined,
  },
  { kind: 'unknown values', fields: /^(proc|thread|user|group)\./, events: /^container>$/ },
  { kind: 'unknown values', fields: /^user\.loginuid$/, theirs: /^0$/, ours: /^-1$/ },
  { kind: 'unknown values', fields: /^user\.loginname$/, theirs: /^root$/, ours: NA },
  // So it takes fd 0 for the one that the call was about.
  {
    kind: 'unknown values',
    fields: /^fd\./,
    holds: ({ view }) => view.fdNum < 0 && view.enterEvent() === undefined,
  },
  { kind: 'the reading machine', fields: /^evt\.hostname$/, theirs: /^$/ },
  { kind: 'the reading machine', fields: /^(user\.(name|homedir|shell|loginname)|group\.name)$/ },
  // The time of boot that the capture has is lost to the peer, as its host name is.
  { kind: 'the reading machine', fields: /^proc\.pidns_init_start_ts$/, theirs: NUMBER, ours: NUMBER },
  { kind: 'the reading machine', fields: /^evt\.arg/, theirs: NA, ours: /^root$/ },
  {
    kind: 'the reading machine',
    fields:
      /^(container\.|fd\.container|user\.(name|homedir|shell)$|group\.name$|fd\.([lr](ip|port|proto)|is_server)$)/,
    holds: ({ view }) => view.thread !== undefined && view.thread.containerId !== '',
  },
  { kind: 'newer event table', fields: /^evt\.arg/, events: /^futex>$/, theirs: NUMBER, ours: /^FUTEX_[A-Z_|]+$/ },
  {
    kind: 'newer event table',
    fields: /^evt\.(arg|res)/,
    events: /^(setpgid|clone3)<$/,
    theirs: /^-\d+$/,
    ours: /^E[A-Z]+$/,
  },
  { kind: 'newer event table', fields: /^evt\.arg/, events: /^(bind<|connect>)$/, theirs: /^NULL$/, ours: NA },
  {
    kind: 'newer event table',
    fields: /^evt\.arg\.flags$/,
    events: /^(clone3?|v?fork)<$/,
    holds: ({ theirs, ours }) => ours.replace(/\|?CLONE_CHILD_IN_PIDNS/, '') === theirs || NUMBER.test(theirs),
    ours: /CLONE_CHILD_IN_PIDNS/,
  },
  { kind: 'newer event table', fields: /^evt\.arg/, ours: /\|(FD|EXE)_LOWER_LAYER$/ },
  { kind: 'newer event table', fields: /^proc\.\w*exepath/, theirs: / \(deleted\)$/, ours: /^(?!.* \(deleted\)$)/ },
  // Their parameters have been recorded since 2025, and that they read and write is in the table since.
  { kind: 'newer event table', fields: /^evt\.(is_io|io_dir)/, events: /^(send|recv)mmsg[<>]$/ },
  {
    kind: 'names by directory fd',
    fields: /^(evt\.(arg|abspath)|fd\.|fs\.path\.)/,
    holds: ({ theirs, ours }) => theirs !== ours && withoutDoubled(theirs) === ours,
  },
  {
    kind: 'names by directory fd',
    fields: /^(fs\.path\.(name|source|target)|evt\.arg)/,
    events: /^(openat2?|symlinkat|linkat|mkdirat|unlinkat|renameat2?)[<>]$/,
    holds: ({ theirs, ours }) => baseName(withoutDoubled(theirs)) === baseName(ours),
  },
  {
    kind: 'names by directory fd',
    fields: /^fs\.path\.(name|source|target)$/,
    events: /^(openat2?|symlinkat|linkat|mkdirat|unlinkat|renameat2?|fchownat|fchmodat)<$/,
    holds: ({ theirs, view }) => texts(view).some((path) => joinPath(view.thread?.leader.cwd ?? '', path) === theirs),
  },
  {
    kind: 'names by directory fd',
    fields: /^fd\./,
    events: /^openat2?<$/,
    holds: ({ view }) => (view.params().int(DIR_FD) ?? -1) >= 0,
  },
  // An openat of before 2019 that failed has no name there.
  {
    kind: 'names by directory fd',
    fields: /^fd\./,
    events: /^openat<$/,
    theirs: NA,
    holds: ({ view }) => view.result < 0,
  },
  // A call that failed is filed under the directory that it started from.
  {
    kind: 'names by directory fd',
    fields: /^evt\.count\.error\.(file|other)$/,
    events: /^(mkdirat|unlinkat|fchmodat|fchownat|symlinkat|linkat|renameat2?)<$/,
  },
  {
    kind: 'names by directory fd',
    fields: /^(fd\.|evt\.count\.error\.)/,
    events: FD_AT_EXIT,
  },
  { kind: 'sockets', fields: /^fd\.[lr](ip|port|proto)$|^fd\.is_server$/, holds: isWithinMachine },
  { kind: 'sockets', fields: /^(fd\.(type|typechar|l4proto)|evt\.arg.*)$/, theirs: /4/, ours: /6/ },
  { kind: 'sockets', fields: /^fd\.(container)?name$/, events: /^connect<$/, theirs: /(^|:)NULL$/ },
  // Address and port of an enter event that has none are 0 there.
  {
    kind: 'sockets',
    fields: /^(fd\.(name|containername|s\w+)|evt\.arg.*)$/,
    events: /^connect>$/,
    theirs: /(^|->|:)(0\.0\.0\.0(:0)?|0)$/,
    holds: ({ view }) => !view.params().has(1),
  },
  { kind: 'sockets', fields: /^fd\.nameraw$/, events: /^accept4?<$/, theirs: /^NULL$/, ours: NA },
  {
    kind: 'sockets',
    fields: /^fd\.is_server$/,
    theirs: /^true$/,
    ours: /^false$/,
    holds: ({ view }) => view.fd?.type === FdType.IPV6_SOCK && view.fd.tuple === undefined,
  },
  {
    kind: 'sockets',
    fields: /^fd\.[cslr](ip|port|proto)$/,
    theirs: /^(<NA>)?$/,
    holds: ({ view }) => view.fd !== undefined && (isListening(view.fd) || view.fd.type === FdType.UNIX_SOCK),
  },
  // Datagram sockets that are connected again, and sockets that are connected in another family than they were made for.
  {
    kind: 'sockets',
    fields: /^(fd\.|evt\.arg)/,
    events: /^(connect|close|fcntl|getpeername|sendto|sendmsg|recvfrom|recvmsg)[<>]$/,
    holds: ({ view }) =>
      view.fd !== undefined && isIpSocket(view.fd) && (view.fd.l4 === L4.UDP || view.fd.tuple === undefined),
  },
  // The enter event of connect has no address in captures before 2019.
  {
    kind: 'sockets',
    fields: /^(fd\.|evt\.arg)/,
    events: /^(connect|close|fcntl)[<>]$/,
    holds: ({ view }) => view.fd?.type === FdType.UNIX_SOCK && view.fd.name === '',
  },
  {
    kind: 'sockets',
    fields: /^fd\.name_changed$/,
    events: /^(connect[<>]|recvmsg<|sendmsg<)$/,
    holds: ({ view }) => view.fd !== undefined && (isIpSocket(view.fd) || view.fd.type === FdType.UNIX_SOCK),
  },
  {
    kind: 'threads that are not there',
    fields: /^proc\.nchilds$/,
    holds: ({ theirs, ours }) => Number(theirs) > Number(ours),
  },
  { kind: 'threads that are not there', fields: /^evt\.arg/, theirs: NA, ours: /^-?\d+$/ },
  // Fds that a child has from a parent known by its number only.
  { kind: 'threads that are not there', fields: /^evt\.arg/, theirs: NUMBER, ours: /^<\w+>/ },
  { kind: 'threads that are not there', fields: /^evt\.arg/, events: /^p?poll[<>]$/, theirs: /\d:\?/ },
  {
    kind: 'threads that are not there',
    fields: /^fd\.types$/,
    holds: ({ theirs, ours }) => theirs.length < ours.length && isPart(theirs, ours),
  },
  { kind: 'threads that are not there', fields: /^(user\.uid|group\.gid)$/, theirs: /^4294967295$/ },
  { kind: 'threads that are not there', fields: /^(user|group)\.name$/, theirs: /^$/ },
  { kind: 'threads that are not there', fields: /^fd\.num$/, events: /^dup[23]<$/ },
  {
    kind: 'threads that are not there',
    fields: /^proc\.(fdopencount|fdusage)$/,
    holds: ({ theirs, ours }) => Number(theirs) < Number(ours),
  },
  // Fds that a child has from a parent known by its number only: the peer knows none of them.
  {
    kind: 'threads that are not there',
    fields: /^(evt\.(category|buflen|count\.error|is_syslog)|fd\.)/,
    theirs: /^(<NA>|unknown|o|\/|)$/,
    ours: /^(?!<NA>)/,
    holds: ({ view }) => view.fd !== undefined,
  },
  {
    kind: 'threads that are not there',
    fields: /^fd\.container(name|directory)$/,
    theirs: /^\w*:\/?$/,
    holds: ({ view }) => view.fd !== undefined,
  },
  { kind: 'threads that are not there', fields: /^fd\.directory$/, theirs: /^\/$/, ours: NA },
  { kind: 'threads that are not there', fields: /^fd\.uid$/, events: /^dup[23]<$/ },
  {
    kind: 'threads that are not there',
    fields: /^evt\.count\.error\.other$/,
    theirs: /^1$/,
    ours: NA,
    holds: ({ view }) => view.fd !== undefined,
  },
  {
    kind: 'threads that are not there',
    fields: /^evt\.arg/,
    events: /^(clone3?<|vfork<|signaldeliver>|wait4<|kill>)$/,
    theirs: /^[^\d<]/,
  },
  {
    kind: 'facts of a process on its threads',
    fields: /^(proc\.vm|thread\.vm)/,
    theirs: NUMBER,
    ours: NUMBER,
    // The last of them may be all that is left.
    holds: (pair) => hasThreads(pair) || pair.event === 'procexit>',
  },
  { kind: 'facts of a process on its threads', fields: /^proc\.ppid(\.ts)?$/, theirs: NUMBER, ours: NUMBER },
  {
    kind: 'threads that are not there',
    fields: /^proc\.(fdopencount|fdusage|nthreads)$/,
    theirs: /^0(\.0)?$/,
    ours: /^[1-9]/,
  },
  { kind: 'facts of a process on its threads', fields: /^proc\.a?env/, theirs: /^$/, ours: /=|^\S/ },
  // The environment of a process that wrote blanks over it.
  {
    kind: 'facts of a process on its threads',
    fields: /^proc\.a?env/,
    holds: ({ theirs, ours }) => theirs.trimEnd() === ours.trimEnd(),
  },
  {
    kind: 'close-on-exec',
    fields: /^proc\.fd(opencount|usage)$/,
    holds: ({ theirs, ours }) => Number(theirs) > Number(ours),
  },
  {
    kind: 'close-on-exec',
    fields: /^(fd\.|evt\.(arg|category|count\.error))/,
    events: /^fcntl[<>]$/,
    holds: ({ view }) => view.fd === undefined,
  },
  {
    kind: 'close-on-exec',
    fields: /^fd\.types$/,
    holds: ({ theirs, ours }) => theirs.length > ours.length && isPart(ours, theirs),
  },
  {
    kind: 'control characters',
    fields: /^fd\.name_changed$/,
    events: /^bind<$/,
    holds: ({ view }) => view.fd !== undefined && printable(view.fd.name) !== view.fd.name,
  },
  {
    kind: 'control characters',
    fields: /^(proc|fd|fdlist|thread|evt)\./,
    holds: ({ theirs, ours }) => theirs !== ours && printable(theirs) === printable(ours),
  },
  { kind: 'numbers that the peer does not compute', fields: /^evt\.deltatime/, ours: /^-/ },
  { kind: 'numbers that the peer does not compute', fields: /^evt\.reltime/, events: /^container>$/ },
  { kind: 'numbers that the peer does not compute', fields: /^evt\.latency\.quantized$/, theirs: /^[01]$/ },
  { kind: 'numbers that the peer does not compute', fields: /^thread\.(tot)?exectime$/, theirs: /^(0|<NA>)$/ },
  {
    kind: 'numbers that the peer does not compute',
    fields: /^proc\.(ppid\.duration|exe_ino\.ctime_duration_(proc|pidns)_start)$/,
  },
  {
    kind: 'numbers that the peer does not compute',
    fields: /^evt\.rawarg\.size$/,
    theirs: NUMBER,
    ours: NUMBER,
    holds: ({ theirs, ours }) => BigInt.asUintN(32, BigInt(ours)) === BigInt(theirs),
  },
  {
    kind: 'calls that the peer leaves out',
    fields: /^evt\.is_open_create$/,
    events: /^creat<$/,
    theirs: /^false$/,
    ours: /^true$/,
  },
  { kind: 'buffers and sets', fields: /^evt\.buffer$/, theirs: /^(N|NU|NUL|)$/, ours: /^NULL$/ },
  { kind: 'buffers and sets', fields: /^fd\.types$/, holds: ({ theirs, ours }) => setOf(theirs) === setOf(ours) },
];

/** The kind that a pair of values is an example of; undefined where there is none. */
export function fieldDifferenceOf(pair: FieldValuePair): KindName | undefined {
  if (pair.field === 'evt.args' || pair.field === 'evt.info') return kindOfArguments(pair);
  return RULES.find(
    ({ fields, events, theirs, ours, holds }) =>
      fields.test(pair.field) &&
      (events?.test(pair.event) ?? true) &&
      (theirs?.test(pair.theirs) ?? true) &&
      (ours?.test(pair.ours) ?? true) &&
      (holds?.(pair) ?? true),
  )?.kind;
}

/** Parameter lists differ as lines do: each is the end of one. */
function kindOfArguments({ event, theirs, ours }: FieldValuePair): KindName | undefined {
  const head = `1 00:00:00.000000000 0 x (1) ${event.at(-1)} ${event.slice(0, -1)} `;
  return differencesOf(head + theirs, head + ours)?.[0]?.kind;
}
