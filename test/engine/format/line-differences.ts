// SPDX-License-Identifier: Apache-2.0
// Where our default lines may differ from those of sysdig 0.36. A rule rewrites the peer's line (or ours) so that the
// difference is gone; what is left after all rules is a bug. Every rule belongs to a kind of test/oracle/differences.ts.

import type { KindName } from '../../oracle/differences.js';

export interface Difference {
  readonly name: string;
  readonly kind: KindName;
  readonly why: string;
  /** The peer's line as it would be without the difference. */
  readonly theirs?: (line: string) => string;
  /** Our line as it would be without it; the peer's shows whether there is any. */
  readonly ours?: (line: string, theirs: string) => string;
}

/** What the peer makes of an IP socket then. */
const NO_ADDRESSES = /( connect fd=\d+)\(<[46][ut]?>[^)]*->(?:0\.0\.0\.0|::):0\)/;

/** What the peer shows of a datagram socket that was connected again: to nobody, or to an address of the other family. */
const CONNECTED_AGAIN = /( fd=\d+)\((?:<[46]u?><unknown>|<4>:::0->[^)]*|<6u>:::0->[^)]*|<4u>0\.0\.0\.0:0->[^)]*)\)/;

const INNER_PID = /( v[tp]id=\d+)\([^=]*\)(?= )/g;

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'futex operations',
    kind: 'newer event table',
    why: 'The event table has named their bits since 2025: op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE).',
    ours: (line) => line.replace(/( futex .* op=\d+)\([A-Z_|0-9]+\)/, '$1'),
  },
  {
    name: 'vpgid of execve',
    kind: 'newer event table',
    why: 'Parameter 17 is the process group in the pid namespace; its name in the table says so since 2025.',
    ours: (line) => line.replace(/( execve .*) vpgid=/, '$1 pgid='),
  },
  {
    name: 'errors of setpgid',
    kind: 'newer event table',
    why: 'res was declared a process id until 2025; it is an error number.',
    ours: (line) => line.replace(/( setpgid res=-\d+)\([A-Z0-9]+\)/, '$1'),
  },
  {
    name: 'clone flag of pid namespaces',
    kind: 'newer event table',
    why: 'CLONE_CHILD_IN_PIDNS has had no name until 2025.',
    ours: (line) => line.replace(/\|?CLONE_CHILD_IN_PIDNS/, '').replace(/ flags=(\d+)\(\)/, ' flags=$1'),
  },
  {
    name: 'empty socket address',
    kind: 'newer event table',
    why: 'NULL then, <NA> now: only buffers, tuples and lists say NULL.',
    theirs: (line) => line.replace(/ addr=NULL /, ' addr=<NA> '),
  },
  {
    name: 'lower layers of overlays',
    kind: 'newer event table',
    why: 'Flags that say that a file lies in a lower layer of an overlay, whose names are from 2024.',
    ours: (line) => line.replace(/\|(?:FD|EXE)_LOWER_LAYER\b/, ''),
  },
  {
    name: 'root of containers',
    kind: 'the reading machine',
    why: 'User and group 0 are root in every container. The peer looks for the container on the machine that it runs on.',
    ours: (line, theirs) =>
      line.replaceAll(/ (e?[ug]id=0)\(root\)/g, (whole, id: string) =>
        theirs.includes(` ${id}(<NA>)`) ? ` ${id}(<NA>)` : whole,
      ),
  },
  {
    name: 'numbers of inner pid namespaces',
    kind: 'facts of a process on its threads',
    why: 'vtid and vpid are the process’s own numbers; the peer gives them the name of the host’s process of that number.',
    theirs: (line) => line.replaceAll(INNER_PID, '$1'),
    ours: (line) => line.replaceAll(INNER_PID, '$1'),
  },
  {
    name: 'closed by execve',
    kind: 'close-on-exec',
    why: 'The peer shows the name of an fd that execve has closed; the call fails with EBADF.',
    ours: (line, theirs) => {
      const name = / > \w+ fd=\d+(\(<[^)]*\))/.exec(theirs)?.[1] ?? '';
      return line.replace(/( > fcntl fd=\d+)(?= )/, `$1${name}`);
    },
  },
  {
    name: 'directory fd of /',
    kind: 'names by directory fd',
    why: 'The peer puts a second slash after it and keeps both in the names of all files opened below: //etc.',
    theirs: (line) => line.replaceAll(/([=(>])\/\/(?=\w)/g, '$1/'),
  },
  {
    name: 'enter of openat2',
    kind: 'names by directory fd',
    why: 'The peer resolves a relative name from the current directory, whatever the directory fd is.',
    theirs: (line) => line.replace(/( > openat2 .*name=[^ (]+)\([^)]*\)/, '$1'),
    ours: (line) => line.replace(/( > openat2 .*name=[^ (]+)\([^)]*\)/, '$1'),
  },
  {
    name: 'threads known by number only',
    kind: 'threads that are not there',
    why: 'The peer enters a thread that somebody merely referred to as <NA>; we name only threads that were seen.',
    theirs: (line) => line.replaceAll(/((?:p|t|pt|pg|reaper_t)id|res)=(\d+)\(<NA>\)/g, '$1=$2'),
  },
  {
    name: 'child that ended before its vfork returned',
    kind: 'threads that are not there',
    why: 'The peer enters it again from the parent’s event and keeps it until the end.',
    theirs: (line) => line.replace(/( (?:clone3?|vfork) res=\d+|( signaldeliver spid=\d+))\([^)]*\)/, '$1'),
    ours: (line) => line.replace(/( (?:clone3?|vfork) res=\d+|( signaldeliver spid=\d+))\([^)]*\)/, '$1'),
  },
  {
    name: 'fds of a parent known by number only',
    kind: 'threads that are not there',
    why: 'Where a capture lost events, the peer gives the child of such a thread none of the fds that the thread has opened since.',
    ours: (line, theirs) =>
      line
        .replaceAll(/ ((?:fd|res|oldfd|newfd)=\d+)\(<[^)]*\)/g, (whole, fd: string) =>
          theirs.includes(` ${fd} `) ? ` ${fd}` : whole,
        )
        .replaceAll(/(?<=[= ])(\d+:)[a-z](?=\d)/g, (whole, fd: string) =>
          theirs.includes(`${fd}?`) ? `${fd}?` : whole,
        ),
  },
  {
    name: 'control characters',
    kind: 'control characters',
    why: 'The peer drops them from names; we keep the bytes, and only a terminal gets them made safe.',
    theirs: (line) => line.replaceAll(/[^\x20-\x7e]/g, ''),
    ours: (line) => line.replaceAll(/[^\x20-\x7e]/g, ''),
  },
  {
    name: 'connect of old captures',
    kind: 'sockets',
    why: 'Their enter event has no address; the peer reads the bytes of the fd as one: fd=4(<u>4).',
    theirs: (line) => line.replace(/ fd=(\d+)\(<u>\1\)/, ' fd=$1(<u>)').replace(NO_ADDRESSES, '$1'),
    ours: (line, theirs) => (NO_ADDRESSES.test(theirs) ? line.replace(/( connect fd=\d+)\(<[46][^)]*\)/, '$1') : line),
  },
  {
    name: 'any IPv6 address',
    kind: 'sockets',
    why: 'The peer takes :: for the IPv4 address 0.0.0.0.',
    theirs: (line) => line.replace(/(?<start> connect fd=\d+\(<)4(?=>\) addr=::\S)/, '$<start>6'),
  },
  {
    name: 'datagram socket connected again',
    kind: 'sockets',
    why: 'The peer keeps the old port where the new one is 0, and loses protocol and name where the family changes.',
    theirs: (line) => line.replace(CONNECTED_AGAIN, '$1'),
    ours: (line, theirs) => (CONNECTED_AGAIN.test(theirs) ? line.replace(/( fd=\d+)\(<[46]u>[^)]*\)/, '$1') : line),
  },
];

/** The rules that it takes to make the lines equal; undefined where all of them together do not. */
export function differencesOf(theirs: string, ours: string): readonly Difference[] | undefined {
  if (!isSame(theirs, ours, DIFFERENCES)) return undefined;
  return DIFFERENCES.filter(
    (rule) =>
      !isSame(
        theirs,
        ours,
        DIFFERENCES.filter((other) => other !== rule),
      ),
  );
}

function isSame(theirs: string, ours: string, rules: readonly Difference[]): boolean {
  let left = theirs;
  let right = ours;
  for (const rule of rules) {
    right = rule.ours?.(right, left) ?? right;
    left = rule.theirs?.(left) ?? left;
  }
  return left === right;
}
