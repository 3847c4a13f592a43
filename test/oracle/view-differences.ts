// SPDX-License-Identifier: Apache-2.0
// Which cells and rows of views may differ from csysdig 0.36, and of which kind (differences.ts) the difference is. The
// first rule that holds names the kind.

import type { CellValue } from '../../src/engine/protocol/protocol.js';
import type { KindName } from './differences.js';
import type { ViewCellPair } from './view-comparison.js';

interface Rule {
  readonly kind: KindName;
  readonly views: RegExp;
  /** Names of columns; absent: whole rows. */
  readonly columns?: RegExp;
  readonly keys?: RegExp;
  readonly holds?: (pair: ViewCellPair) => boolean;
}

const isNumber = (value: CellValue | undefined): value is number => typeof value === 'number';
const isMore = ({ theirs, ours }: ViewCellPair) => isNumber(theirs) && isNumber(ours) && theirs > ours;
const isLess = ({ theirs, ours }: ViewCellPair) => isNumber(theirs) && isNumber(ours) && theirs < ours;
const isExtra = ({ theirs }: ViewCellPair) => theirs === undefined;
const isMissing = ({ ours }: ViewCellPair) => ours === undefined;
/** Ours is unknown, and the peer's a number that stands for nothing. */
const isUnknown = ({ theirs, ours }: ViewCellPair) => ours === null && /^(0|-1|0ns|)$/.test(String(theirs).trim());

/** A duration in ns, as both write it: 320ns, 3.48us, 35us, 1.21ms, 22.03s, 21:46, 02:01:00. */
function nanoseconds(text: string): number {
  const parts = text.split(':').map(Number);
  if (parts.length > 1) return parts.reduce((sum, part) => sum * 60 + part, 0) * 1e9;
  const [, number, unit] = /^([\d.]+)(ns|us|ms|s)$/.exec(text) ?? [];
  return Number(number) * ({ ns: 1, us: 1e3, ms: 1e6, s: 1e9 }[unit ?? ''] ?? Number.NaN);
}

function durations({ theirs, ours }: ViewCellPair): readonly [theirs: number, ours: number] {
  return [nanoseconds(String(theirs).trim()), nanoseconds(String(ours).trim())];
}

const RULES: readonly Rule[] = [
  { kind: 'both ends of a call counted', views: /^(syscalls|syscall_procs)$/, columns: /^CALLS\/S$/, holds: isMore },
  { kind: 'both ends of a call counted', views: /^procs_cpu$/, columns: /^SYSCALLS$/, holds: isMore },
  { kind: 'both ends of a call counted', views: /^(connections|io_by_type)$/, columns: /^IOPS$/, holds: isMore },
  { kind: 'both ends of a call counted', views: /^sports$/, columns: /^IO CALLS$/, holds: isMore },
  { kind: 'both ends of a call counted', views: /^errors$/, columns: /^COUNT$/, holds: isMore },
  {
    kind: 'both ends of a call counted',
    views: /^syscalls$/,
    columns: /^AVG TIME$/,
    holds: (pair) => durations(pair)[0] < durations(pair)[1] * 0.99,
  },
  // Cells that nobody can know.
  { kind: 'numbers that the peer does not compute', views: /^spectro_/ },
  { kind: 'means of CPU samples', views: /^(procs|threads|cores|containers|kubernetes_\w+)$/, columns: /^CPU$/ },
  { kind: 'means of CPU samples', views: /^procs_cpu$/, columns: /^(TOT|USER|SYS)$/ },
  { kind: 'unknown values', views: /./, columns: /./, holds: isUnknown },
  {
    kind: 'unknown values',
    views: /^(syscalls|syscall_procs|io_by_type)$/,
    columns: /^(TOT TIME|TIME)$/,
    holds: (pair) => durations(pair)[0] > durations(pair)[1],
  },
  {
    kind: 'numbers that the peer does not compute',
    views: /./,
    columns: /^(AVG TIME|TIME|MAX|BACKLOG.*)$/,
    holds: (pair) => {
      const [theirs, ours] = durations(pair);
      return theirs < ours && theirs > ours * 0.97;
    },
  },
  // One latency that the peer counted from the start of another call.
  {
    kind: 'unknown values',
    views: /^syscalls$/,
    columns: /^AVG TIME$/,
    holds: (pair) => durations(pair)[0] < durations(pair)[1] * 1.01,
  },
  {
    kind: 'numbers that the peer does not compute',
    views: /^backlog$/,
    columns: /^BACKLOG$/,
    holds: ({ theirs, ours }) => theirs === '0' && isNumber(ours) && ours < 1,
  },
  // What the peer does not count, or counts too much.
  {
    kind: 'calls that the peer leaves out',
    views: /^(files|directories)$/,
    columns: /^OPENS$/,
    holds: isLess,
  },
  { kind: 'calls that the peer leaves out', views: /^(file_opens|incoming_connections|backlog)$/, holds: isExtra },
  { kind: 'calls that the peer leaves out', views: /^port_bindings$/ },
  { kind: 'calls that the peer leaves out', views: /^procs_cpu$/, columns: /^SYSCALLS$/, holds: isMore },
  { kind: 'calls that the peer leaves out', views: /^io_by_type$/, columns: /^IOPS$/, keys: /^$/, holds: isMore },
  { kind: 'calls that the peer leaves out', views: /^containers$/, columns: /^(PROCS|THREADS)$/, holds: isMore },
  {
    kind: 'names by directory fd',
    views: /^(files|directories)$/,
    columns: /^(OPS|ERRORS|BYTES IN|BYTES OUT|OPENS)$/,
    keys: /^\//,
  },
  { kind: 'names by directory fd', views: /^io_by_type$/, columns: /^(IOPS|TIME)$/, keys: /^(file|directory|)$/ },
  { kind: 'names by directory fd', views: /^procs_errors$/, columns: /^(FILE|OTHER)$/ },
  { kind: 'newer event table', views: /^errors$/, columns: /^COUNT$/, keys: /^(EPERM|EACCES|ESRCH)$/, holds: isLess },
  { kind: 'newer event table', views: /^errors$/, keys: /^ENOSYS$/, holds: isExtra },
  { kind: 'newer event table', views: /^errors$/, keys: /^-\d+$/, holds: isMissing },
  { kind: 'sockets', views: /^(connections|sports)$/, keys: /^(<unknown>|NULL|:::0->|127\.0\.0\.1:\d+->127|0$)/ },
  { kind: 'sockets', views: /^io_by_type$/, columns: /^IOPS$/, keys: /^ipv[46]$/ },
  { kind: 'sockets', views: /^connections$/, keys: /(->(0\.0\.0\.0|::):0$|^0\.0\.0\.0:0->)/ },
  // Calls that the peer files under `NULL` or a stale name.
  {
    kind: 'sockets',
    views: /^(sports|connections)$/,
    columns: /^(IO CALLS|CALLS|IOPS)$/,
    holds: (pair) => isMore(pair) || isLess(pair),
  },
  {
    kind: 'close-on-exec',
    views: /^procs_fd_usage$/,
    columns: /^(OPEN|PCT)$/,
    holds: isMore,
  },
  // Threads and processes.
  { kind: 'facts of a process on its threads', views: /^(procs|spy_users)$/, columns: /^(PPID|SHELL)$/ },
  {
    kind: 'facts of a process on its threads',
    views: /^procs$/,
    columns: /^(VIRT|RES)$/,
    holds: ({ theirs, ours }) => isNumber(theirs) && isNumber(ours),
  },
  { kind: 'threads that are not there', views: /./, columns: /^(Command|MAJOR|MINOR)$/, keys: /^-?\d+$/ },
  { kind: 'threads that are not there', views: /^procs_fd_usage$/, columns: /^(OPEN|PCT)$/, keys: /^-1$/ },
  {
    kind: 'threads that are not there',
    views: /^(procs|threads|procs_errors|procs_cpu|page_faults|procs_fd_usage|syscall_procs)$/,
    keys: /^-?\d+$/,
  },
  // The fds of a child whose parent is known by its number only.
  { kind: 'threads that are not there', views: /^(procs|threads)$/, columns: /^FILE$/, holds: isLess },
  { kind: 'threads that are not there', views: /^procs_fd_usage$/, columns: /^(OPEN|PCT)$/, holds: isLess },
  {
    kind: 'threads that are not there',
    views: /^io_by_type$/,
    columns: /^(BPS IN|BPS OUT|IOPS)$/,
    keys: /^event$/,
    holds: isLess,
  },
  // What the peer asks its own machine.
  { kind: 'the reading machine', views: /^(procs|spy_users)$/, columns: /^(USER|User)$/ },
  { kind: 'the reading machine', views: /^containers(_errors)?$/, keys: /^[0-9a-f]{12}$/ },
  { kind: 'the reading machine', views: /^containers(_errors)?$/, columns: /./, keys: /^[0-9a-f]{12}$/ },
  { kind: 'the reading machine', views: /^connections$/, columns: /^[LR]PORT$/ },
];

/** The kind that a difference is an example of; undefined where there is none. */
export function viewDifferenceOf(pair: ViewCellPair): KindName | undefined {
  return RULES.find(
    ({ views, columns, keys, holds }) =>
      views.test(pair.view) &&
      (pair.column === undefined ? columns === undefined : columns?.test(pair.column) === true) &&
      (keys?.test(pair.key) ?? true) &&
      (holds?.(pair) ?? true),
  )?.kind;
}
