// SPDX-License-Identifier: Apache-2.0
// What a thread waits for at the end of the window. Only rows that stand for a thread have these fields, no events.

import type { EventKind } from '../event/event-kind.js';
import type { FieldValue } from '../event/value.js';
import type { Wait } from '../event/wait.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ID, ofEventsOf, present } from './field-table.js';

const isNoEvent = ({ typeId }: EventKind): boolean => typeId === -1;

function ofWait(of: (wait: Wait) => FieldValue): FieldSource {
  return ofEventsOf(isNoEvent, (event) => {
    const wait = event.wait();
    return wait === undefined ? undefined : of(wait);
  });
}

/** `futex`, `read pipe`, `wait4 child`: enough for a narrow column. */
function shortText({ call, kind }: Wait): string | undefined {
  if (kind === undefined) return undefined;
  if (call === undefined) return kind;
  return call === kind || kind === 'other' || kind === 'poll' ? call : `${call} ${kind}`;
}

export const WAIT_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.wait.state',
    'CHARBUF',
    'State of the thread at the last look at it, as ps prints it: R runs, S sleeps, D waits and cannot be killed, T stopped, Z over. Recordings of sysdrill have it.',
    ofWait(({ state }) => state),
  ],
  [
    'drill.wait.text',
    'CHARBUF',
    'Call that the thread waits in and the kind of the wait: read pipe.',
    ofWait(shortText),
  ],
  [
    'drill.wait.call',
    'CHARBUF',
    'Call that the thread waits in.',
    ofWait(({ call, kind }) => (kind === undefined ? undefined : call)),
  ],
  [
    'drill.wait.kind',
    'CHARBUF',
    'Kind of the wait: lock, futex, thread, child, file, pipe, socket, terminal, event, disk, ipc, poll, accept, timer, signal, stopped, debugger, other.',
    ofWait(({ kind }) => kind),
  ],
  [
    'drill.wait.on',
    'CHARBUF',
    'What the thread waits for: path, both ends of a connection, address of a futex, process.',
    ofWait(({ on }) => on),
  ],
  [
    'drill.wait.holder',
    'CHARBUF',
    'Who holds what the thread waits for: owner of the mutex or lock, processes at the other end of the pipe or socket, the child.',
    ofWait(({ holder }) => holder),
  ],
  ['drill.wait.holder.pid', 'INT64', 'Process id of the first holder.', ofWait(({ holderPid }) => holderPid), ID],
  [
    'drill.wait.time',
    'RELTIME',
    'How long the thread has waited, to the end of the window.',
    ofWait(({ waited }) => present(waited)),
  ],
  [
    'drill.wait.stack',
    'CHARBUF',
    'Functions of the kernel that the thread waits in, the innermost first.',
    ofWait(({ stack }) => stack),
  ],
  [
    'drill.wait.userstack',
    'CHARBUF',
    'Where the program of the thread is, as file+offset, the innermost first, as far as frame pointers lead.',
    ofWait(({ userStack }) => userStack),
  ],
]);
