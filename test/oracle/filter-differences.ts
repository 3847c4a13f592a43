// SPDX-License-Identifier: Apache-2.0
// Why filters may select other events than sysdig 0.36 does. A kind stands for one fault of the peer; `concerns` says
// which filters it can touch. What is recorded as different must be touched by a kind.

export interface FilterDifference {
  readonly kind: string;
  readonly why: string;
  readonly concerns: RegExp;
}

export const FILTER_DIFFERENCES: readonly FilterDifference[] = [
  {
    kind: 'unknown values',
    why: 'What is unknown (ids of users, limits, devices, inodes, latencies of calls whose start was not seen) is a missing value here; the peer compares it as 0, -1, 4294967295 or an empty text.',
    concerns:
      /\b(user|group)\.|fd\.(dev|ino)|fdlimit|vpgid|proc\.(sid|vm|fdopencount|fdusage|nthreads|ppid|cwd)|thread\.(vm|pf)|evt\.(wait_)?latency|exe_ino|pidns/,
  },
  {
    kind: 'state behind a filter',
    why: 'The peer filters most events before it has read them, and never reads those that the filter drops: memory, page faults, limits, names of new fds, errors by the kind of fd and switched fds of copy_file_range are those of earlier events then.',
    concerns:
      /\bfd\.|fs\.path|\.pf(major|minor)|vm(size|rss|swap)|fdlimit|fdopencount|fdusage|exectime|evt\.count\.error|evt\.(is_io|io_dir|buf)|nthreads|proc\.|thread\./,
  },
  {
    kind: 'paths relative to a directory fd',
    why: 'The peer resolves them from the current directory for fs.path.*, though it resolves the same name rightly for the event.',
    concerns: /fs\.path/,
  },
  {
    kind: 'columns of tables',
    why: 'The peer accepts fields that are made for the columns of tables in filters, and lets no event pass.',
    concerns: /evt\.buflen|evt\.latency\.quantized/,
  },
  {
    kind: 'IPv6 lists',
    why: 'In a list the peer compares IPv6 addresses with nothing.',
    concerns: /fd\.\w*ip in/,
  },
  {
    kind: 'time of the event before',
    why: 'For the first event the peer compares the time since 1970; time that goes backwards between CPUs becomes 2^64.',
    concerns: /evt\.(deltatime|reltime)/,
  },
  {
    kind: 'creat',
    why: 'creat() creates its file; the peer says so only of open with O_CREAT.',
    concerns: /evt\.is_open_create/,
  },
  {
    kind: 'sockets without an address',
    why: 'The peer calls an IPv6 socket that has no address yet a server, and one that is not bound as well.',
    concerns: /fd\.is_server/,
  },
  {
    kind: 'newer event table',
    why: 'Names of parameters and flags that the table has had since 2025: vpgid of execve, operations of futex, errors of setpgid.',
    concerns: /evt\.(arg|rawarg|args|info|res|failed|rawres)/,
  },
];

/** The first kind that can touch a filter; undefined where none can. */
export function differenceOf(filter: string): FilterDifference | undefined {
  return FILTER_DIFFERENCES.find(({ concerns }) => concerns.test(filter));
}
