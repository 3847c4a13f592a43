// SPDX-License-Identifier: Apache-2.0
// The kinds of difference between our output and that of sysdig and csysdig 0.36, for lines, fields, filters and views
// alike: fourteen. Each is a fault of the peer or a change of the event table; `example` shows it on an event that anybody
// can look at. docs/differences.md is made from these and from the counts that the comparisons recorded.

export interface DifferenceKind {
  readonly name: string;
  readonly why: string;
  readonly example: string;
}

export const KINDS = [
  {
    name: 'unknown values',
    why: 'What is not known is `<NA>` (absent, null) here. The peer prints 0, -1, 4294967295, an empty text or `./`, which could be true.',
    example:
      '`shell.scap` event 509, a `pwrite` of a thread whose limit nobody recorded: `proc.fdlimit` is -1 in the peer.',
  },
  {
    name: 'newer event table',
    why: 'Names and types that the event table has had since 2025: operations of `futex`, `vpgid` of `execve`, errors of `setpgid`, `CLONE_CHILD_IN_PIDNS`, flags of lower layers; an empty address is `<NA>`, no longer `NULL`; the path of a program has no ` (deleted)` at its end.',
    example: '`files.scap` event 206: `op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE)`, in the peer `op=129`.',
  },
  {
    name: 'names by directory fd',
    why: 'The peer doubles the slash below a directory fd of `/`, resolves `fs.path.*` and the enter event of `openat2` from the current directory whatever the directory fd is, and gives a failed `openat` the fd of its directory, or, in captures before 2019, no name. Calls that name their fd or directory fd on the exit event, and `mmap`, belong to no fd in it where both ends were recorded.',
    example: '`shell.scap` event 7521, `openat(3, "usr")` with fd 3 open on `/`: `//usr` in the peer.',
  },
  {
    name: 'sockets',
    why: 'The peer prints `NULL` for a connect or accept that failed, a stale name or none for a socket that was connected again or in another family, reads an address that the enter event of an old capture does not have, knows no role of listening sockets from before the capture, calls an IPv6 socket without address a server, takes `::` for IPv4, goes by addresses alone where both ends of a connection are on the machine, so that both are the client’s, and finds every IPv4 address in any IPv6 network.',
    example: '`shell.scap` event 10088: a `connect` to port 0 of `::1` keeps port 2222 of the connect before it.',
  },
  {
    name: 'threads that are not there',
    why: 'The peer enters a thread that somebody merely referred to as `<NA>`, gives the child of a thread known by its number only none of its fds, and keeps the entry of a child that ended before its `vfork` returned.',
    example: '`shell.scap` event 63435: `proc.nchilds` of `vi` still counts a thread that has ended.',
  },
  {
    name: 'facts of a process on its threads',
    why: 'Memory, environment and parent belong to the process, and so does its number in a pid namespace, which the peer gives the name of the host’s process of that number. The peer keeps stale copies of the memory on each thread, loses the environment of a child whose parent is not a main thread, and shows a thread as `proc.ppid`.',
    example: '`redis.scap` event 6458: the thread says 60832 KiB, the process has had 63392 since.',
  },
  {
    name: 'close-on-exec',
    why: 'The peer keeps fds that `execve` has closed; its newest source removes them.',
    example:
      '`shell.scap` event 59899: `proc.fdopencount` is 7 in the peer, one of the seven was closed by the `execve`.',
  },
  {
    name: 'control characters',
    why: 'The peer drops bytes outside of printable ASCII from names. Here they stay, and are made safe for a terminal only.',
    example:
      '`containers.scap` event 94482: a `bind` to a unix address of control bytes has an empty `addr` in the peer.',
  },
  {
    name: 'numbers that the peer does not compute',
    why: 'Time that goes backwards between two CPUs becomes 2^64; `-t a` leaves out the zeros after the point; `evt.latency.quantized` and the spectrogram need the width of a screen; `thread.exectime` is computed twice and is 0 the second time; `proc.ppid.duration` and `proc.exe_ino.ctime_duration_*` come from memory that nothing was written to; `evt.rawarg.size` cuts 64 bits to 32; a mean is cut at every event.',
    example: '`files.scap` event 4650 is 260 ns earlier than the event before: 18446744073709551356 in the peer.',
  },
  {
    name: 'means of CPU samples',
    why: 'CPU in views is CPU time by the length of the window, from samples or, where there are none, from scheduler switches. The peer adds up a mean for each thread, also of threads that have ended, counts the first sample as 0, and has 0 where nothing was recorded.',
    example: '`shell.scap`: `procs` has a CPU of 0 for every process in the peer.',
  },
  {
    name: 'both ends of a call counted',
    why: 'Counts of calls and means per call are of completed calls, as in `strace -c`. The peer counts the start of a call and its end, with a time of 0 for the start, and scheduler switches and CPU samples besides.',
    example: '`redis.scap`: `epoll_wait` has 322 us in the peer, where a call took 644 us.',
  },
  {
    name: 'calls that the peer leaves out',
    why: 'The peer counts and lists `open` and `accept`, where programs of today call `openat`, `openat2`, `creat` and `accept4`; it counts CPU samples as calls and as processes, and lists the close of a listening socket as a binding.',
    example: '`files.scap` event 24646: a successful `creat` has `evt.is_open_create=false` in the peer.',
  },
  {
    name: 'buffers and sets',
    why: 'The word `NULL` for an empty buffer is cut to the length of the buffer before it; the order of a set is that of a hash table; in a list, the ids of any ancestor, raw parameters and IPv6 addresses are equal to nothing.',
    example: '`shell.scap` event 10495: `evt.buffer` is `N`.',
  },
  {
    name: 'the reading machine',
    why: 'The peer asks the machine that it runs on: for the host name, for users that the capture does not name, for podman and its containers, and for the users in a container, of which `root` is always one.',
    example: '`cat_write.scap`: `evt.hostname` is empty in the peer, the capture says `ubuntu`.',
  },
] as const satisfies readonly DifferenceKind[];

export type KindName = (typeof KINDS)[number]['name'];

/** Counts by kind, in the order of the list; kinds that do not occur are left out. */
export function inOrder(counts: Readonly<Partial<Record<KindName, number>>>): Partial<Record<KindName, number>> {
  return Object.fromEntries(
    KINDS.flatMap(({ name }) => {
      const count = counts[name];
      return count === undefined ? [] : [[name, count]];
    }),
  );
}
