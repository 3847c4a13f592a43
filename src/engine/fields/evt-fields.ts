// SPDX-License-Identifier: Apache-2.0
// What an event is: number, type, parameters, result, origin.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import { paramIndex, paramValue } from '../event/param-value.js';
import type { FieldValue } from '../event/value.js';
import { ERRNO_NAMES } from '../scap/enums.js';
import { EVENT_TYPES, type EventType, eventType } from '../scap/event-types.js';
import { type FdInfo, FdType, isFile, isIpSocket } from '../state/fd-info.js';
import { EventArgs } from '../text/event-args.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import { absolutePath, hasAbsolutePath } from './event-path.js';
import type { Field, FieldArgument } from './field.js';
import { fieldTable, ID, known, ofColumn, ofColumnValue, ofEvent, ofEventsOf, ofType } from './field-table.js';
import { INFRASTRUCTURE_ROWS } from './infrastructure-fields.js';

// Compiled printers and nothing else: what they answer depends on the event alone. Output with other options
// (-x, -A …) goes through print/format.ts, which has printers of its own.
const ARGS = new EventArgs(DEFAULT_PRINT);

const PLUGIN = eventType('pluginevent_e').id;
/** IO events are filed under what they move data to or from. */
const IO_CATEGORIES: ReadonlySet<string> = new Set(['io-read', 'io-write', 'io-other']);

export const EVT_FIELDS: readonly Field[] = [
  ...fieldTable('evt', [
    ['evt.num', 'UINT64', 'Number of the event in the capture, from 1.', ofColumn('num'), ID],
    ['evt.dir', 'CHARBUF', '`>` for an enter event, `<` for an exit event.', ofType((e) => (e.isExit ? '<' : '>'))],
    ['evt.type', 'CHARBUF', 'Name of the event: the system call, or `switch`, `procexit` …', ofType((e) => e.name)],
    [
      'evt.type.is',
      'UINT32',
      '1 for events of this type number or name, else 0: evt.type.is.3.',
      ofType((event, argument) => (isOfType(event.typeId, argument) ? 1 : 0)),
      { argument: 'required', dottedArgument: 'event', format: 'NA' },
    ],
    [
      'evt.category',
      'CHARBUF',
      'What the event is about: file, net, ipc, memory, process, sleep, system, signal, user, time …',
      ofEvent((event) => category(event.type.category, event.fd)),
    ],
    ['evt.cpu', 'INT16', 'Number of the CPU that the event happened on.', ofColumn('cpu'), ID],
    ['evt.args', 'CHARBUF', 'All parameters of the event as one text.', ofEvent((event) => ARGS.allText(event))],
    [
      'evt.info',
      'CHARBUF',
      'All parameters of the event as one text; of a write to the system log its severity and message.',
      ofEvent((event) => ARGS.infoText(event)),
    ],
    [
      'evt.arg',
      'CHARBUF',
      'One parameter as text, by name or number: evt.arg.name, evt.arg[0].',
      ofEventsOf(hasParam, (event, argument) => ARGS.oneText(event, argumentIndex(event.type, argument), 'best')),
      { argument: 'required', dottedArgument: 'parameter' },
    ],
    [
      'evt.rawarg',
      'DYN',
      'One parameter as the number or text that the capture holds, by name: evt.rawarg.res.',
      ofEventsOf(hasParam, (event, argument) => paramValue(event, argumentIndex(event.type, argument))),
      { argument: 'required', dottedArgument: 'parameter', noRightSide: true, noTransformer: true },
    ],
    ['evt.buffer', 'BYTEBUF', 'The data that a read, write, send or receive moved.', ofEventsOf(hasData, data)],
    [
      'evt.res',
      'CHARBUF',
      'How a call ended: SUCCESS, or the name of its error.',
      ofColumnValue('result', (result) => {
        if (Number.isNaN(result)) return undefined;
        return result >= 0 ? 'SUCCESS' : (ERRNO_NAMES[-result] ?? String(result));
      }),
      { format: 'DEC' },
    ],
    ['evt.rawres', 'INT64', 'Return value of a call; below 0 an error number.', ofColumn('result')],
    ['evt.failed', 'BOOL', 'Whether a call returned an error.', ofColumnValue('result', (result) => result < 0)],
    [
      'evt.around',
      'UINT64',
      'Events within a number of milliseconds of a moment: evt.around[1404996934793590564]=1000.',
      ofEvent(distance),
      { argument: 'required', filterOnly: true, noRightSide: true, noTransformer: true },
    ],
    [
      'evt.abspath',
      'CHARBUF',
      'Absolute path of the calls that take a directory fd and a path; evt.abspath.src and .dst where there are two.',
      ofEventsOf(hasAbsolutePath, (event, argument) => absolutePath(event, argument?.text === 'dst' ? 'dst' : 'src')),
      { argument: 'optional', dottedArgument: ['src', 'dst'] },
    ],
    [
      'evt.source',
      'CHARBUF',
      'Where the event comes from: `syscall` for everything that the kernel reports.',
      ofType((event) => (event.typeId === PLUGIN ? undefined : 'syscall')),
    ],
    [
      'evt.is_async',
      'BOOL',
      'Whether the event reports something that no thread did: a container found, a user added.',
      ofType(({ typeId }) => EVENT_TYPES[typeId]?.origin === 'metaevent'),
    ],
    [
      'evt.asynctype',
      'CHARBUF',
      'Name of such an event.',
      ofType(({ typeId, name }) => (EVENT_TYPES[typeId]?.origin === 'metaevent' ? name : undefined)),
    ],
    ['evt.hostname', 'CHARBUF', 'Host name of the captured machine.', ofEvent((event) => known(event.hostname))],
    ...INFRASTRUCTURE_ROWS,
  ]),
  ...fieldTable('syscall', [
    ['syscall.type', 'CHARBUF', 'As evt.type, for system calls only.', ofType((event) => event.syscall)],
  ]),
];

function isOfType(typeId: number, argument: FieldArgument): boolean {
  if (argument === undefined) return false;
  if (argument.number !== undefined) return typeId === argument.number;
  const type = EVENT_TYPES[typeId];
  // A name stands for the first version of the event with that name, enter and exit.
  const first = EVENT_TYPES.find(({ name }) => name === argument.text);
  return type !== undefined && first !== undefined && (type.id === first.id || type.id === first.id + 1);
}

function argumentIndex(type: EventType, argument: FieldArgument): number {
  if (argument === undefined) return -1;
  return argument.number ?? paramIndex(type, argument.text);
}

function hasParam({ typeId }: EventKind, argument: FieldArgument): boolean {
  const type = EVENT_TYPES[typeId];
  return type?.params[argumentIndex(type, argument)] !== undefined;
}

function hasData({ typeId }: EventKind): boolean {
  const type = EVENT_TYPES[typeId];
  return type !== undefined && paramIndex(type, 'data') >= 0;
}

function data(event: EventView): FieldValue {
  const index = paramIndex(event.type, 'data');
  return index < 0 ? undefined : paramValue(event, index);
}

/** ms between the event and the moment in brackets; the filter compares it with `<=` for `=`. */
function distance({ absoluteTime }: EventView, argument: FieldArgument): FieldValue {
  if (absoluteTime === undefined || argument === undefined || !/^\d+$/.test(argument.text)) return undefined;
  return Math.abs(Number(absoluteTime - BigInt(argument.text))) / 1e6;
}

function category(own: string, fd: FdInfo | undefined): string {
  if (!IO_CATEGORIES.has(own)) return own === 'ipc' ? 'IPC' : own;
  if (fd === undefined) return 'unknown';
  if (isFile(fd) || fd.type === FdType.DIRECTORY) return 'file';
  if (isIpSocket(fd)) return 'net';
  return IPC_TYPES.has(fd.type) ? 'ipc' : 'unknown';
}

/** Fds that processes talk through. */
const IPC_TYPES: ReadonlySet<number> = new Set([
  FdType.FIFO,
  FdType.UNIX_SOCK,
  FdType.EVENT,
  FdType.SIGNALFD,
  FdType.INOTIFY,
  FdType.USERFAULTFD,
]);
