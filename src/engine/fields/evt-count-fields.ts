// SPDX-License-Identifier: Apache-2.0
// Fields of an event that are there to be added up or tested: counts, bytes moved, what kind of I/O it is.

import { EventFlag } from '../scap/event-types.js';
import { isMainThread } from '../state/thread-info.js';
import type { Field, FieldSource } from './field.js';
import { BYTES, fieldTable, ofColumn, ofEvent, ofType } from './field-table.js';

const READS = EventFlag.READS_FROM_FD | EventFlag.READS_EXIT_ONLY;
const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
const TABLE = { tableOnly: true };
const BYTES_OF_TABLE = { ...TABLE, ...BYTES };

function hasFlag(flags: number): FieldSource {
  return ofType((event) => (event.flags & flags) !== 0);
}

function mainThreads(): FieldSource {
  return { kind: 'thread', of: (thread) => (isMainThread(thread) ? 1 : 0) };
}

export const EVT_COUNT_FIELDS: readonly Field[] = fieldTable('evt', [
  ['evt.count', 'UINT32', '1 for every event: its sum counts events.', ofColumn('count')],
  ['evt.count.exit', 'UINT32', '1 for exit events: its sum counts finished calls.', ofColumn('countExit')],
  ['evt.count.error', 'UINT32', '1 for calls that failed.', ofColumn('countError')],
  ['evt.count.error.file', 'UINT32', '1 for failed calls on files and directories.', ofColumn('countErrorFile')],
  ['evt.count.error.net', 'UINT32', '1 for failed calls on sockets.', ofColumn('countErrorNet')],
  ['evt.count.error.memory', 'UINT32', '1 for failed memory calls: mmap, brk …', ofColumn('countErrorMemory')],
  ['evt.count.error.other', 'UINT32', '1 for all other failed calls.', ofColumn('countErrorOther')],
  [
    'evt.count.procinfo',
    'UINT32',
    '1 for the periodic reports of a process by its main thread: its sum counts processes.',
    ofColumn('countProcess'),
    TABLE,
  ],
  ['evt.count.threadinfo', 'UINT32', '1 for the periodic reports of a thread.', ofColumn('countThread'), TABLE],
  // Ours: sysdig counts evt.type.is.3 (open), which no program of today calls.
  [
    'drill.count.open',
    'UINT32',
    '1 for finished calls that open a file: open, openat, openat2, creat, open_by_handle_at.',
    ofColumn('countOpen'),
    TABLE,
  ],
  // Ours: the reports above come from threads that ran only, and again every second.
  ['drill.count.process', 'UINT32', '1 on the main thread of a process, 0 on others.', mainThreads(), TABLE],
  ['drill.count.thread', 'UINT32', '1 on every thread.', { kind: 'thread', of: () => 1 }, TABLE],
  ['evt.buflen', 'UINT64', 'Bytes that a read or write moved.', ofColumn('bufferLength'), BYTES],
  ['evt.buflen.in', 'UINT64', 'Bytes read.', ofColumn('bufferLengthIn'), BYTES_OF_TABLE],
  ['evt.buflen.out', 'UINT64', 'Bytes written.', ofColumn('bufferLengthOut'), BYTES_OF_TABLE],
  ['evt.buflen.file', 'UINT64', 'Bytes read from or written to a file.', ofColumn('bufferLengthFile'), BYTES_OF_TABLE],
  ['evt.buflen.file.in', 'UINT64', 'Bytes read from a file.', ofColumn('bufferLengthFileIn'), BYTES_OF_TABLE],
  ['evt.buflen.file.out', 'UINT64', 'Bytes written to a file.', ofColumn('bufferLengthFileOut'), BYTES_OF_TABLE],
  [
    'evt.buflen.net',
    'UINT64',
    'Bytes received from or sent to an IP socket.',
    ofColumn('bufferLengthNet'),
    BYTES_OF_TABLE,
  ],
  ['evt.buflen.net.in', 'UINT64', 'Bytes received from an IP socket.', ofColumn('bufferLengthNetIn'), BYTES_OF_TABLE],
  ['evt.buflen.net.out', 'UINT64', 'Bytes sent to an IP socket.', ofColumn('bufferLengthNetOut'), BYTES_OF_TABLE],
  ['evt.is_io', 'BOOL', 'Whether the call reads from or writes to an fd.', hasFlag(READS | WRITES)],
  ['evt.is_io_read', 'BOOL', 'Whether the call reads from an fd.', hasFlag(READS)],
  ['evt.is_io_write', 'BOOL', 'Whether the call writes to an fd.', hasFlag(WRITES)],
  [
    'evt.io_dir',
    'CHARBUF',
    '`read` or `write`, for calls that do either.',
    ofType(({ flags }) => ((flags & WRITES) !== 0 ? 'write' : (flags & READS) !== 0 ? 'read' : undefined)),
  ],
  ['evt.is_wait', 'BOOL', 'Whether the call waits for something: poll, futex, nanosleep …', hasFlag(EventFlag.WAITS)],
  [
    'evt.is_syslog',
    'BOOL',
    'Whether the call writes to the system log (/dev/log).',
    ofEvent((event) => (event.kind.flags & WRITES) !== 0 && (event.fd?.name.includes('/dev/log') ?? false)),
  ],
]);
