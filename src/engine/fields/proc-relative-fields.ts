// SPDX-License-Identifier: Apache-2.0
// The relatives of an event's process: parent, ancestors, session and process group. A field of the ancestors without a
// level is the list of all of them, parent first: a comparison holds if one of them satisfies it.

import type { EventView } from '../event/event-view.js';
import type { Scalar } from '../event/value.js';
import { commandLine, type ThreadInfo } from '../state/thread-info.js';
import { ancestor, ancestors, isInPidNamespace, oldestSuch } from './ancestry.js';
import type { Field, FieldArgument, FieldSource } from './field.js';
import { fieldTable, ID, ofEvent, ofThread } from './field-table.js';
import { environmentValue, hostId } from './proc-fields.js';

type Of = (process: ThreadInfo) => Scalar | undefined;

const pid: Of = (process) => hostId(process.pid);
const comm: Of = (process) => process.comm;
const exe: Of = (process) => process.exe;
const exePath: Of = (process) => process.exePath;

function ofParent(of: Of): FieldSource {
  return ofThread(({ leader }) => (leader.parent === undefined ? undefined : of(leader.parent)));
}

/** With a level the value of that ancestor, without one the values of all. */
function ofAncestors(of: Of): FieldSource {
  return ofThread((thread, argument) => {
    if (argument !== undefined) {
      const found = argument.number === undefined ? undefined : ancestor(thread, argument.number);
      return found === undefined ? undefined : of(found);
    }
    return [...ancestors(thread)].map(of).filter((value) => value !== undefined);
  });
}

/** How many generations up a variable is looked for. */
const ENVIRONMENT_LEVELS = 20;

/** Without an argument the own environment, with a level that ancestor's, with a name the nearest ancestor's variable. */
function ancestorEnvironment(thread: ThreadInfo, argument: FieldArgument): string | undefined {
  if (argument === undefined) return thread.leader.env.join(' ');
  if (argument.number !== undefined) return ancestor(thread, argument.number)?.env.join(' ');
  let level = 0;
  for (const process of ancestors(thread)) {
    if (level++ === ENVIRONMENT_LEVELS) break;
    const value = environmentValue(process, argument.text);
    if (value !== undefined && value !== '') return value;
  }
  return '';
}

type IdName = 'sid' | 'pgid' | 'vpgid';

/**
 * The leader of a session or group is the process whose pid is the id. Inside a pid namespace the id is not one of the
 * host, and a leader may be gone: then the oldest ancestor with the same id stands for it.
 */
function ofLeader(id: IdName, of: Of): FieldSource {
  return ofEvent((event) => {
    const { thread } = event;
    return thread === undefined ? undefined : of(findLeader(event, thread, id));
  });
}

function findLeader(event: EventView, thread: ThreadInfo, id: IdName): ThreadInfo {
  const wanted = thread[id];
  const isHostId = id === 'pgid' || !isInPidNamespace(thread);
  const direct = isHostId && wanted >= 0 ? event.threadAt(wanted) : undefined;
  return direct ?? oldestSuch(thread, (process) => process[id] === wanted);
}

/** Shells end in `sh`: the first of them is where the user logged in. */
function loginShell(thread: ThreadInfo): number | undefined {
  let shell = thread.comm.endsWith('sh') ? thread.leader : undefined;
  for (const process of ancestors(thread)) if (process.comm.endsWith('sh')) shell = process;
  return shell?.pid;
}

const LEVEL = { argument: 'optional', noRightSide: true, noTransformer: true } as const;

export const PROC_RELATIVE_FIELDS: readonly Field[] = fieldTable('proc', [
  [
    'proc.ppid',
    'INT64',
    'Process id of the parent.',
    // Where the parent is gone the capture still says which id it had.
    ofThread(({ leader }) => hostId(leader.parent?.pid ?? leader.ptid)),
    ID,
  ],
  ['proc.pname', 'CHARBUF', 'Short name of the parent.', ofParent(comm)],
  ['proc.pexe', 'CHARBUF', 'First word of the parent’s command line.', ofParent(exe)],
  ['proc.pexepath', 'CHARBUF', 'Path of the parent’s executable.', ofParent(exePath)],
  ['proc.pcmdline', 'CHARBUF', 'Short name and arguments of the parent.', ofParent(commandLine)],
  ['proc.pvpid', 'INT64', 'Process id of the parent as that process sees it.', ofParent((p) => hostId(p.vpid)), ID],
  [
    'proc.apid',
    'INT64',
    'Process ids of the ancestors; proc.apid[2] is the grandparent’s.',
    ofAncestors(pid),
    { ...LEVEL, ...ID },
  ],
  ['proc.aname', 'CHARBUF', 'Short names of the ancestors; proc.aname[1] is the parent’s.', ofAncestors(comm), LEVEL],
  ['proc.aexe', 'CHARBUF', 'First words of the ancestors’ command lines.', ofAncestors(exe), LEVEL],
  ['proc.aexepath', 'CHARBUF', 'Paths of the ancestors’ executables.', ofAncestors(exePath), LEVEL],
  ['proc.acmdline', 'CHARBUF', 'Short names and arguments of the ancestors.', ofAncestors(commandLine), LEVEL],
  [
    'proc.aargs',
    'CHARBUF',
    'Arguments of the ancestors.',
    ofAncestors((p) => p.args.join(' ')),
    { argument: 'optional' },
  ],
  [
    'proc.aenv',
    'CHARBUF',
    'Own environment; proc.aenv[2] is the grandparent’s, proc.aenv[HOME] the variable of the nearest ancestor that has it.',
    ofThread(ancestorEnvironment),
    LEVEL,
  ],
  [
    'proc.loginshellid',
    'INT64',
    'Process id of the oldest shell among the process and its ancestors.',
    ofThread(loginShell),
    ID,
  ],
  ['proc.sname', 'CHARBUF', 'Short name of the session’s leader.', ofLeader('sid', comm)],
  ['proc.sid.exe', 'CHARBUF', 'First word of the session leader’s command line.', ofLeader('sid', exe)],
  ['proc.sid.exepath', 'CHARBUF', 'Path of the session leader’s executable.', ofLeader('sid', exePath)],
  ['proc.pgid.name', 'CHARBUF', 'Short name of the group’s leader, found by the host’s id.', ofLeader('pgid', comm)],
  ['proc.pgid.exe', 'CHARBUF', 'First word of that leader’s command line.', ofLeader('pgid', exe)],
  ['proc.pgid.exepath', 'CHARBUF', 'Path of that leader’s executable.', ofLeader('pgid', exePath)],
  [
    'proc.vpgid.name',
    'CHARBUF',
    'Short name of the group’s leader, found by the id in its namespace.',
    ofLeader('vpgid', comm),
  ],
  ['proc.vpgid.exe', 'CHARBUF', 'First word of that leader’s command line.', ofLeader('vpgid', exe)],
  ['proc.vpgid.exepath', 'CHARBUF', 'Path of that leader’s executable.', ofLeader('vpgid', exePath)],
]);
