// SPDX-License-Identifier: Apache-2.0
// The process that an event belongs to: names, command line, environment, ids. Its relatives: proc-relative-fields.ts;
// how its executable was started and what it uses: proc-exec-fields.ts.

import { commandLine, type ThreadInfo } from '../state/thread-info.js';
import type { Field } from './field.js';
import { fieldTable, ID, ofEvent, ofThread } from './field-table.js';

export const PROC_FIELDS: readonly Field[] = fieldTable('proc', [
  ['proc.pid', 'INT64', 'Process id; -1 for a thread of which only the number is known.', ofThread((t) => t.pid), ID],
  [
    'proc.vpid',
    'INT64',
    'Process id as the process itself sees it, in its pid namespace.',
    ofThread((t) => hostId(t.vpid)),
    ID,
  ],
  ['proc.name', 'CHARBUF', 'Short name of the process or thread, 15 characters at most.', ofThread((t) => t.comm)],
  ['proc.exe', 'CHARBUF', 'First word of the command line, as the program was called.', ofThread((t) => t.exe)],
  ['proc.exepath', 'CHARBUF', 'Full path of the executable.', ofThread((t) => t.exePath)],
  [
    'proc.args',
    'CHARBUF',
    'Arguments of the command line, without the program; proc.args[0] is the first of them.',
    ofThread((t, argument) => (argument === undefined ? t.args.join(' ') : (t.args[argument.number ?? -1] ?? ''))),
    { argument: 'optional' },
  ],
  ['proc.cmdline', 'CHARBUF', 'Short name and arguments.', ofThread(commandLine)],
  [
    'proc.exeline',
    'CHARBUF',
    'The command line as it was given: program and arguments.',
    ofThread((t) => `${t.exe} ${t.args.join(' ')}`),
  ],
  ['proc.cmdnargs', 'UINT64', 'Number of arguments.', ofThread((t) => t.args.length)],
  [
    'proc.cmdlenargs',
    'UINT64',
    'Bytes of all arguments together, without the blanks between them.',
    ofThread((t) => t.args.reduce((sum, arg) => sum + byteLength(arg), 0)),
  ],
  [
    'proc.env',
    'CHARBUF',
    'Environment of the process; proc.env[HOME] is one variable.',
    ofThread((t, argument) =>
      argument === undefined ? t.leader.env.join(' ') : (environmentValue(t.leader, argument.text) ?? ''),
    ),
    { argument: 'optional' },
  ],
  ['proc.cwd', 'CHARBUF', 'Current directory, with a slash at the end.', ofThread((t) => t.leader.cwd || undefined)],
  ['proc.tty', 'UINT32', 'Device number of the controlling terminal; 0: no terminal.', ofThread((t) => t.tty), ID],
  ['proc.sid', 'INT64', 'Session id.', ofThread((t) => hostId(t.sid)), ID],
  ['proc.pgid', 'INT64', 'Process group id, as the host sees it.', ofThread((t) => hostId(t.pgid)), ID],
  ['proc.vpgid', 'INT64', 'Process group id, as the process itself sees it.', ofThread((t) => hostId(t.vpgid)), ID],
  ['proc.is_sid_leader', 'BOOL', 'Whether the process leads its session.', ofThread((t) => t.sid === t.vpid)],
  [
    'proc.is_pgid_leader',
    'BOOL',
    'Whether the process leads its process group, by the host’s ids.',
    ofThread((t) => t.pgid === t.pid),
  ],
  [
    'proc.is_vpgid_leader',
    'BOOL',
    'Whether the process leads its process group, by its own ids.',
    ofThread((t) => t.vpgid === t.vpid),
  ],
  [
    'proc.duration',
    'RELTIME',
    'Nanoseconds since the process started; no value for those older than the capture.',
    ofEvent(({ thread, absoluteTime }) => age(absoluteTime, thread)),
  ],
  [
    'proc.ppid.duration',
    'RELTIME',
    'Nanoseconds since the parent process started.',
    ofEvent(({ thread, absoluteTime }) => age(absoluteTime, thread?.leader.parent)),
  ],
  [
    'proc.pid.ts',
    'RELTIME',
    'When the process started, in nanoseconds since 1970.',
    ofThread((t) => nonZero(t.cloneTime)),
  ],
  [
    'proc.ppid.ts',
    'RELTIME',
    'When the parent process started, in nanoseconds since 1970.',
    ofThread((t) => nonZero(t.leader.parent?.cloneTime ?? 0n)),
  ],
]);

/** An id of the host; -1 is how the state says that it does not know. */
export function hostId(id: number): number | undefined {
  return id < 0 ? undefined : id;
}

export function nonZero(value: bigint): bigint | undefined {
  return value === 0n ? undefined : value;
}

/** Value of an environment variable, without blanks around it; undefined where the process has none of that name. */
export function environmentValue(process: ThreadInfo, name: string): string | undefined {
  const prefix = `${name}=`;
  const found = process.env.find((entry) => entry.startsWith(prefix));
  return found?.slice(prefix.length).trim();
}

function age(now: bigint | undefined, process: ThreadInfo | undefined): number | undefined {
  if (now === undefined || process === undefined || process.cloneTime === 0n) return undefined;
  return Number(now - process.cloneTime);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
