// SPDX-License-Identifier: Apache-2.0
// Turns a capture with enter and exit events into one as tools with driver schema 4 write it (October 2025 and later):
// exit events alone, which carry what the enter events carried. Source of the rules: the converter of falcosecurity/libs.

import { EVENT_FLAGS, EventFlag, EVENT_TYPES } from '../../../src/engine/scap/event-types.js';
import type { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { eventBlock } from '../../../src/engine/scap/scap-writer.js';
import { dumpSink, emptyDump } from '../scap/event-dump.js';

/** Which parameters of the enter event are appended to the exit event, by call. */
const APPENDED: Readonly<Record<string, string>> = {
  '0': 'accept4_6 access bind brk_4 close epoll_create1 epoll_create epollwait eventfd2 fchdir fstat getdents64 getrlimit mkdir_2 mount nanosleep readv recvmsg setgid setuid umount2 unshare',
  '1': 'poll connect generic',
  '0 1': 'flock kill listen munmap read recvfrom seccomp setns setpgid shutdown signalfd4 write writev',
  '1 2': 'ppoll',
  '0 1 2':
    'copy_file_range futex ioctl_3 lseek mprotect pread pwrite sendmsg sendto setresgid setresuid socket socketpair tgkill',
  '0 1 3': 'sendfile',
  '0 1 2 3 4 5': 'mmap',
};

const RULES: ReadonlyMap<number, readonly number[]> = new Map(
  Object.entries(APPENDED).flatMap(([list, calls]) =>
    calls.split(' ').map((call) => {
      const type = EVENT_TYPES.find((t) => t.key === `${call}_x`);
      if (type === undefined) throw new Error(`there is no event ${call}_x`);
      return [type.id, list.split(' ').map(Number)] as const;
    }),
  ),
);

/** Enter events that remain: what a program passes may change while the call runs. */
const KEPT_ENTERS: ReadonlySet<string> = new Set(['open_e', 'creat_e', 'openat_2_e', 'openat2_e', 'connect_e']);

function isDropped(type: number): boolean {
  const schema = EVENT_TYPES[type];
  if (schema === undefined || schema.isExit || KEPT_ENTERS.has(schema.key)) return false;
  return schema.origin === 'syscall' && ((EVENT_FLAGS[type] as number) & EventFlag.OLD_VERSION) !== 0;
}

interface Entered {
  readonly type: number;
  readonly params: readonly Uint8Array[];
}

function paramsOf(cursor: EventCursor): Uint8Array[] {
  return Array.from({ length: cursor.nparams }, (_, i) => Uint8Array.from(cursor.buffer(i) ?? []));
}

export interface Converted {
  readonly bytes: Uint8Array;
  /** Event number in the old capture of each event of the new one. */
  readonly origin: readonly number[];
}

export function toSchemaFour(capture: Uint8Array): Converted {
  const parts: Uint8Array[] = [];
  const origin: number[] = [];
  const entered = new Map<number, Entered>();
  let number = 0;
  const reader = new ScapReader({
    ...dumpSink(emptyDump()),
    event: (cursor, offset) => {
      number++;
      if (parts.length === 0) parts.push(capture.slice(0, offset));
      const { type, tid, cpu } = cursor;
      const params = paramsOf(cursor);
      const isEnter = EVENT_TYPES[type]?.isExit === false && EVENT_TYPES[type]?.origin === 'syscall';
      if (isEnter) entered.set(tid, { type, params });
      if (isDropped(type)) return;
      const enter = entered.get(tid);
      if (!isEnter) {
        for (const i of RULES.get(type) ?? []) {
          params.push(enter?.type === type - 1 ? (enter.params[i] ?? new Uint8Array(0)) : new Uint8Array(0));
        }
        if (enter?.type === type - 1) entered.delete(tid);
      }
      const time = (BigInt(cursor.timeHigh) << 32n) | BigInt(cursor.timeLow);
      parts.push(eventBlock({ cpu, time, tid, type, params }));
      origin.push(number);
    },
  });
  reader.push(capture);
  reader.end();
  return { bytes: Uint8Array.from(Buffer.concat(parts)), origin };
}
