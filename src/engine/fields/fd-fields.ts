// SPDX-License-Identifier: Apache-2.0
// What the fd of a call is: type, name, directory, inode, flags. Addresses and ports: fd-address-fields.ts. They have a
// value only for events that create, use or destroy an fd; the reader of fields sees to that.

import type { EventView } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import { type FdInfo, FdType, fdTypeChar, fdTypeName, isFile, isIpSocket, L4, shownL4 } from '../state/fd-info.js';
import { createdChar, createdName } from './fd-otherwise.js';
import type { Field, FieldArgument } from './field.js';
import { fieldTable, ID, ofColumn, ofEvent, ofFd, ofFdType } from './field-table.js';
import { FD_EVENT_FLAGS } from './read-field.js';

const L4_NAMES: Readonly<Record<number, string>> = {
  [L4.TCP]: 'tcp',
  [L4.UDP]: 'udp',
  [L4.ICMP]: 'icmp',
  [L4.RAW]: 'raw',
};
/** Bits that the probe adds to the flags of an open on an overlay file system. */
const UPPER_LAYER = 1 << 15;
const LOWER_LAYER = 1 << 16;

export const FD_FIELDS: readonly Field[] = fieldTable('fd', [
  ['fd.num', 'INT64', 'Number of the fd; -1 where the call that should make it failed.', ofColumn('fdNum'), ID],
  [
    'fd.type',
    'CHARBUF',
    'What the fd is: file, directory, ipv4, ipv6, unix, pipe, event, signalfd, eventpoll, inotify, timerfd …',
    ofFdType(fdTypeName),
    { format: 'DEC' },
  ],
  [
    'fd.typechar',
    'CHARBUF',
    'One letter for the type: f file, d directory, 4 and 6 IP sockets, u unix socket, p pipe, e event, s signal, l epoll, i inotify, t timer, n netlink, b bpf, r io_uring, m memfd, P pidfd, o other.',
    ofFd((fd) => fdTypeChar(fd.type), createdChar),
    { format: 'DEC' },
  ],
  [
    'fd.name',
    'CHARBUF',
    'Full name: the path of a file, both ends of a connection, the path of a unix socket.',
    ofFd((fd) => fd.name, createdName),
  ],
  [
    'fd.nameraw',
    'CHARBUF',
    'Path as the program passed it to open, without doubled slashes.',
    ofFd((fd) => withoutDoubleSlashes(fd.nameRaw ?? ''), createdRawName),
  ],
  [
    'fd.directory',
    'CHARBUF',
    'Directory of a file; a directory itself.',
    ofFd(directory, (event) => mapText(createdName(event), parentDirectory)),
  ],
  [
    'fd.filename',
    'CHARBUF',
    'Name of a file without its directory.',
    ofFd((fd) => (isFile(fd) ? fileName(fd.name) : undefined)),
  ],
  [
    'fd.containername',
    'CHARBUF',
    'Container id, a colon, and fd.name: the same path in two containers is two files.',
    ofEvent((event) => inContainer(event, event.fd === undefined ? createdName(event) : event.fd.name)),
  ],
  [
    'fd.containerdirectory',
    'CHARBUF',
    'Container id, a colon, and fd.directory.',
    ofEvent((event) =>
      inContainer(event, event.fd === undefined ? mapText(createdName(event), parentDirectory) : directory(event.fd)),
    ),
  ],
  [
    'fd.uid',
    'CHARBUF',
    'Thread id and fd number written together: one fd of one thread.',
    ofEvent((event) => (isFdEvent(event) ? `${event.tid}${event.fdNum}` : undefined)),
  ],
  [
    'fd.l4proto',
    'CHARBUF',
    'Protocol of a socket: tcp, udp, icmp, raw.',
    ofFd((fd) => L4_NAMES[shownL4(fd)] ?? '<NA>'),
  ],
  ['fd.sockfamily', 'CHARBUF', 'Kind of a socket: ip or unix.', ofFd(socketFamily)],
  ['fd.connected', 'BOOL', 'Whether a socket is connected.', ofFd((fd) => fd.connected)],
  [
    'fd.name_changed',
    'BOOL',
    'Whether this event changed the name of its fd: a connect, a datagram from somebody else.',
    ofEvent((event) => (event.fd === undefined ? undefined : event.fdNameChanged)),
  ],
  ['fd.dev', 'INT32', 'Number of the device that holds the file.', ofFd((fd) => nonZero(fd.dev)), { format: 'HEX' }],
  [
    'fd.dev.major',
    'INT32',
    'Major number of the device that holds the file.',
    ofFd((fd) => (fd.dev === 0 ? undefined : (fd.dev & 0xfff00) >>> 8)),
  ],
  [
    'fd.dev.minor',
    'INT32',
    'Minor number of the device that holds the file.',
    // The kernel's new_encode_dev: low byte of the minor number first, the rest above the major number.
    ofFd((fd) => (fd.dev === 0 ? undefined : (fd.dev & 0xff) | ((fd.dev >>> 12) & 0xfff00))),
  ],
  ['fd.ino', 'INT64', 'Inode number of the file.', ofFd((fd) => nonZero(fd.ino))],
  [
    'fd.types',
    'CHARBUF',
    'The types of all fds that the process has open, each once; fd.types[1] is the type of fd 1.',
    ofEvent(openTypes),
    { argument: 'optional', isList: true, noRightSide: true, format: 'DEC' },
  ],
  [
    'fd.is_upper_layer',
    'BOOL',
    'Whether a file of an overlay file system is in its upper, written layer.',
    ofFd((fd) => (fd.openFlags & UPPER_LAYER) !== 0),
  ],
  [
    'fd.is_lower_layer',
    'BOOL',
    'Whether a file of an overlay file system is in a lower, untouched layer.',
    ofFd((fd) => (fd.openFlags & LOWER_LAYER) !== 0),
  ],
]);

function directory(fd: FdInfo): string | undefined {
  if (fd.type === FdType.DIRECTORY) return fd.name;
  return isFile(fd) ? parentDirectory(fd.name) : undefined;
}

function parentDirectory(name: string): string {
  const slash = name.lastIndexOf('/');
  if (slash <= 0) return '/';
  return slash === name.length - 1 ? name : name.slice(0, slash);
}

function fileName(name: string): string {
  const slash = name.lastIndexOf('/');
  if (slash < 0) return '/';
  return slash === name.length - 1 ? name : name.slice(slash + 1);
}

function createdRawName(event: EventView): FieldValue {
  return mapText(createdName(event, true), withoutDoubleSlashes);
}

function mapText(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text);
}

function withoutDoubleSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

function inContainer(event: EventView, name: string | undefined): FieldValue {
  if (event.thread === undefined || name === undefined || !isFdEvent(event)) return undefined;
  return `${event.thread.containerId}:${name}`;
}

function socketFamily(fd: FdInfo): FieldValue {
  if (isIpSocket(fd)) return 'ip';
  return fd.type === FdType.UNIX_SOCK ? 'unix' : undefined;
}

function nonZero(value: number): number | undefined {
  return value === 0 ? undefined : value;
}

/** Fields of kind `fd` get this test from their reader; those that need the whole event make it themselves. */
function isFdEvent(event: EventView): boolean {
  return event.thread !== undefined && (event.fd !== undefined || (event.kind.flags & FD_EVENT_FLAGS) !== 0);
}

function openTypes(event: EventView, argument: FieldArgument): FieldValue {
  if (!isFdEvent(event)) return undefined;
  if (argument !== undefined) {
    const fd = argument.number === undefined ? undefined : event.fdAt(argument.number);
    return fd === undefined ? undefined : [fdTypeName(fd.type)];
  }
  return [...new Set(event.openFds().map((fd) => fdTypeName(fd.type)))];
}
