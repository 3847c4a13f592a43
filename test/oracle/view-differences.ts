// SPDX-License-Identifier: Apache-2.0
// Where our views may differ from csysdig 0.36, kind by kind. Each kind is a fault of the peer that its own list of events
// shows, or something that we count on purpose; `rows` or `columns` say what it can touch.

export interface ViewDifference {
  readonly kind: string;
  readonly why: string;
  readonly views: RegExp;
  /** Columns whose cells may differ; absent: none. */
  readonly columns?: RegExp;
  /** Keys of rows that only one of the two has; absent: none. */
  readonly rows?: RegExp;
  /** Captures that it concerns; absent: all. */
  readonly captures?: RegExp;
}

const CONTAINER_CAPTURES = /^(containers|mixed-big|build|shell|web|files|redis)/;

export const VIEW_DIFFERENCES: readonly ViewDifference[] = [
  {
    kind: 'first CPU sample',
    why: 'The first sample of a thread has nothing to be compared with: the peer counts it as 0 in the mean (and mixes up the columns of Processes CPU), we leave it out; a thread without two samples shows no CPU, not 0.',
    views: /^(procs|threads|procs_cpu|cores|containers)$/,
    columns: /^(CPU|TOT|USER|SYS)$/,
  },
  {
    kind: 'CPU samples',
    why: 'The peer counts the CPU samples of the capture tool among the system calls of a process.',
    views: /^procs_cpu$/,
    columns: /^SYSCALLS$/,
  },
  {
    kind: 'openat, accept4 and their kin',
    why: 'The peer counts only open and accept; programs of today use openat, openat2, creat and accept4.',
    views: /^(files|directories|file_opens|incoming_connections|backlog|containers_errors)$/,
    columns: /^(OPENS|TIME|RES|FILE|Command|Connection|BACKLOG.*)$/,
    rows: /./,
  },
  {
    kind: 'users of the reading machine',
    why: 'The peer looks user ids up in the machine that it runs on, not in the capture.',
    views: /^(procs|spy_users)$/,
    columns: /^(USER|User)$/,
  },
  {
    kind: 'files by directory fd',
    why: 'The peer books a failed openat or openat2 on its directory, doubles the slash below a directory fd of / (//etc), and resolves names from the current directory.',
    views: /^(files|directories|io_by_type|procs_errors|slow_io|errors)$/,
    columns: /^(OPS|IOPS|ERRORS|BYTES IN|BYTES OUT|TIME|OPENS)$/,
    rows: /^\/|^<NA>$/,
  },
  {
    kind: 'mean of times',
    why: 'The peer cuts the mean to a whole number at every event; ours is rounded once, when it is shown.',
    views: /./,
    columns: /^(AVG TIME|TIME|MAX|BACKLOG.*)$/,
  },
  {
    kind: 'threads known by number only',
    why: 'The peer enters a thread that somebody merely referred to, and keeps a child that ended before its vfork returned.',
    views: /^(threads|procs|procs_errors|procs_cpu|page_faults|procs_fd_usage)$/,
    columns: /^(Command|MAJOR|MINOR)$/,
    rows: /^(-1|0|1|\d+)$/,
  },
  {
    kind: 'parent process',
    why: 'The peer shows the thread that called fork as the parent; ours is the process, which has a row.',
    views: /^(procs|spy_users)$/,
    columns: /^(PPID|SHELL)$/,
  },
  {
    kind: 'close-on-exec',
    why: 'The peer of 0.36 keeps fds that exec has closed (the newest source removes them), and shows 0 or -1 for a limit that it does not know.',
    views: /^procs_fd_usage$/,
    columns: /^(OPEN|MAX|PCT)$/,
  },
  {
    kind: 'containers of podman',
    why: 'The expected tables were made where podman’s containers could not be resolved: the peer shows none, or one without engine.',
    views: /^(containers|containers_errors|connections|procs)$/,
    columns: /^(PROCS|THREADS|VIRT|RES|FILE|NET|OTHER|ENGINE|LPORT|RPORT|LIP|RIP|CPU)$/,
    rows: /^[0-9a-f]{12}$/,
    captures: CONTAINER_CAPTURES,
  },
  {
    kind: 'sockets across families',
    why: 'The peer keeps a stale name or none for a socket that was made for one family, connected in the other, or disconnected.',
    views: /^(connections|sports)$/,
    columns: /^(IO CALLS|CALLS|IOPS)$/,
    rows: /^(<unknown>|:::0->|127\.0\.0\.1:\d+->|0$|0\.0\.0\.0)/,
  },
  {
    kind: 'processes of a container',
    why: 'The peer counts CPU samples, not processes: one process that ran for 13 s is 13.',
    views: /^containers$/,
    columns: /^(PROCS|THREADS)$/,
  },
  {
    kind: 'bindings',
    why: 'Ours lists bind and listen; the peer lists bind and each close of a listening socket of IPv4.',
    views: /^port_bindings$/,
    columns: /./,
    rows: /./,
  },
  {
    kind: 'spectrogram of no screen',
    why: 'The peer divides the axis of latencies by the width of its screen, which JSON does not have: all calls in one.',
    views: /^spectro_/,
    columns: /./,
    rows: /./,
  },
  {
    kind: 'errors of setpgid',
    why: 'Its result was declared a process id until 2025: the peer prints -1, not EPERM.',
    views: /^errors$/,
    columns: /^COUNT$/,
    rows: /^-\d+$/,
  },
];
