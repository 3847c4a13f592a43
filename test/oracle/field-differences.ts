// SPDX-License-Identifier: Apache-2.0
// Why a field may print something else than sysdig 0.36 does. Rules look at one value of one event; the first that holds
// names the kind.

export interface FieldValuePair {
  readonly field: string;
  /** evt.type and `>` or `<`. */
  readonly event: string;
  readonly theirs: string;
  readonly ours: string;
}

export interface FieldDifference {
  readonly kind: string;
  readonly why: string;
  readonly holds: (pair: FieldValuePair) => boolean;
}

const UNKNOWN = new Set([
  '0',
  '-1',
  '-2',
  '4294967295',
  '',
  '0ns',
  '000000000',
  '0.0',
  '18446744073709551615',
  'NULL',
  './',
]);
const isMissing = (text: string) => text === '<NA>';

export const FIELD_DIFFERENCES: readonly FieldDifference[] = [
  {
    kind: 'unknown values',
    why: 'What is not known is <NA> here; the peer prints 0, -1, 4294967295, an empty text or ./ (ids and names of unknown users, fd limits, latencies of calls whose start was not seen, times of birth before the capture, counters of threads known by number only).',
    holds: ({ theirs, ours, field }) =>
      (isMissing(ours) && UNKNOWN.has(theirs)) ||
      (isMissing(ours) && /^(proc\.ppid\.duration|proc\.exe_ino\.ctime_duration)/.test(field)) ||
      (field === 'proc.nthreads' && theirs === '0') ||
      (field === 'user.loginuid' && ours === '-1') ||
      (isMissing(theirs) && field === 'evt.arg.res'),
  },
  {
    kind: 'names of the reading machine',
    why: 'The peer asks the machine that it runs on for users, groups, shells and its own host name; ours come from the capture.',
    holds: ({ field }) => /^(user\.|group\.|evt\.hostname)/.test(field),
  },
  {
    kind: 'newer event table',
    why: 'Names and types that the table has had since 2025: bits of futex operations, vpgid of execve, CLONE_CHILD_IN_PIDNS, errors of setpgid; empty addresses are <NA>, no longer NULL.',
    holds: ({ field, theirs, ours }) =>
      /^evt\.(arg|args|info|res|failed|rawarg|rawres|count)/.test(field) &&
      (/FUTEX|vpgid=|CHILD_IN_PIDNS|E[A-Z]+\)?|addr=<NA>/.test(ours) || /pgid=|NULL/.test(theirs)),
  },
  {
    kind: 'threads known by number only',
    why: 'The peer enters a thread that somebody merely referred to as <NA>, and keeps a child that ended before its vfork returned.',
    holds: ({ field, theirs, ours }) =>
      (/^evt\.(arg|args|info)/.test(field) && (/\(<NA>\)/.test(theirs) || /\w+=\d+\(/.test(theirs + ours))) ||
      /^proc\.nchilds$/.test(field),
  },
  {
    kind: 'facts of a process on its threads',
    why: 'Memory, environment and parent belong to the process. The peer keeps stale copies of memory on each thread, loses the environment of a child whose parent is not a main thread, and shows a parent thread as proc.ppid.',
    holds: ({ field }) => /^(proc\.(vm|ppid|env|aenv|pp|apid|aname|aexe|acmdline)|thread\.vm)/.test(field),
  },
  {
    kind: 'names by directory fd',
    why: 'The peer resolves names relative to a directory fd from the current directory (fs.path.*, openat2), doubles the slash below / (//etc), and gives a failed open the fd of its directory.',
    holds: ({ field, theirs, ours, event }) =>
      /^fs\.path\./.test(field) ||
      /\/\//.test(theirs) ||
      (/^open/.test(event) && /^(fd|evt|proc\.name)/.test(field)) ||
      (/^fd\./.test(field) && theirs.replaceAll('/', '') === ours.replaceAll('/', '')),
  },
  {
    kind: 'stale or missing names of sockets',
    why: 'The peer prints NULL, the name of an earlier fd or none for a socket whose connect failed, that was made for one family and connected in the other, or of an old capture whose connect has no address; it calls IPv6 sockets without an address servers.',
    holds: ({ field, event }) =>
      (/^fd\./.test(field) || /^evt\.(arg|args|info)/.test(field)) &&
      /^(connect|accept4?|socket|close|bind|listen|getsockname|getsockopt|setsockopt|sendto|recvfrom|read|write|poll|shutdown|fcntl|ioctl|recvmsg|sendmsg|sendmmsg|recvmmsg|epoll_ctl)[<>]$/.test(
        event,
      ),
  },
  {
    kind: 'latency of a switch',
    why: 'A switch is no call; the peer prints the latency of the call before.',
    holds: ({ field, event }) => /^evt\.latency/.test(field) && event === 'switch>',
  },
  {
    kind: 'numbers that the peer does not compute',
    why: 'evt.latency.quantized needs the width of csysdig’s screen, thread.totexectime and thread.exectime are asked twice per line and are 0 the second time, proc.exe_ino.ctime_duration_* and proc.ppid.duration are read from memory that nothing was written to.',
    holds: ({ field }) =>
      /^(evt\.latency\.quantized|thread\.(tot)?exectime|proc\.exe_ino\.ctime_duration|proc\.ppid\.duration)/.test(
        field,
      ),
  },
  {
    kind: 'close-on-exec',
    why: 'The peer of 0.36 keeps fds that exec has closed; the newest source removes them.',
    holds: ({ field }) => /^(proc\.fd(opencount|usage)|fd\.|evt\.arg)/.test(field),
  },
  {
    kind: 'time that goes back',
    why: 'Events of two CPUs may be nanoseconds out of order: the difference is negative here, 2^64 less in the peer.',
    holds: ({ field, ours }) => /^evt\.deltatime/.test(field) && ours.startsWith('-'),
  },
  {
    kind: 'bytes of buffers',
    why: 'The peer ends raw buffers at their first NUL and cuts the word NULL to the length of the buffer before; order of sets is its own. Numbers of 64 bits are cut to 32 in evt.rawarg. Control bytes are dropped from names.',
    holds: ({ field, theirs, ours }) =>
      /^evt\.(rawarg|buffer|arg|args|info)/.test(field) ||
      /^fd\.types/.test(field) ||
      theirs === ours.replace(/[^\x20-\x7e]/g, ''),
  },
  {
    kind: 'creat',
    why: 'creat() makes its file; the peer says so only of open with O_CREAT.',
    holds: ({ field }) => field === 'evt.is_open_create',
  },
];

/** The first kind that a pair of values is an example of; undefined where it is none. */
export function fieldDifferenceOf(pair: FieldValuePair): FieldDifference | undefined {
  return FIELD_DIFFERENCES.find(({ holds }) => holds(pair));
}
