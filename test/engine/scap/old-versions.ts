// SPDX-License-Identifier: Apache-2.0
// A capture of today as an older writer would have left it: lists of an earlier version, events in another kind of block.
// What an older version has no place for is lost.

import { block } from './block-writer.js';
import { concat } from './byte-list.js';

export interface OldVersions {
  /** Version of the process list, 1 to 9. */
  readonly processes: number;
  /** Lists of fds, users and interfaces without the length of each entry. */
  readonly areListsBare: boolean;
  /** Block type of the events. */
  readonly events: 'EV_V2' | 'EVF_V2' | 'EV' | 'EVF';
}

const PROCESSES = [0, 0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215];
const EVENTS = { EV: 0x204, EVF: 0x208, EV_V2: 0x216, EVF_V2: 0x217 };
const FDS = 0x203;
const FDS_V2 = 0x218;
const INTERFACES = 0x205;
const INTERFACES_V2 = 0x219;
const USERS = 0x206;
const USERS_V2 = 0x220;
/** cpu; ts, tid, len, type, nparams. */
const CPU_SIZE = 2;
const HEAD_SIZE = 22;
/** Of the length in the head. */
const LENGTH_AT = 16;
const NPARAMS_SIZE = 4;
const FLAGS_SIZE = 4;
const TID_SIZE = 8;
/** Of an fd: after its number and inode. */
const TYPE_AT = 16;
const FILE_V2 = 16;
const DEVICE_SIZE = 4;
const LENGTH_SIZE = 4;

/** Since which version each field of the process list is there: bytes, or 0 for a text with its length in front. */
const FIELDS: readonly (readonly [since: number, size: number])[] = [
  [1, 24],
  [6, 8],
  [8, 8],
  [1, 0],
  [1, 0],
  [7, 0],
  [1, 0],
  [1, 0],
  [1, 20],
  [2, 28],
  [3, 0],
  [4, 16],
  [4, 0],
  [5, 0],
];

/** The capture (version 9 lists, EV_V2 events) with its blocks as `versions` says; large events stay. */
export function inOldVersions(bytes: Uint8Array, versions: OldVersions): Uint8Array {
  const out: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const type = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + length - 4);
    out.push(converted(type, body, versions) ?? bytes.subarray(at, at + length));
    at += length;
  }
  return Buffer.concat(out);
}

function converted(type: number, body: Uint8Array, versions: OldVersions): Uint8Array | undefined {
  switch (type) {
    case PROCESSES[9]:
      return versions.processes === 9
        ? undefined
        : block(PROCESSES[versions.processes] ?? 0, processes(body, versions));
    case FDS_V2:
      return versions.areListsBare ? block(FDS, fds(body)) : undefined;
    case INTERFACES_V2:
      return versions.areListsBare ? block(INTERFACES, concat(...entries(body, LENGTH_SIZE))) : undefined;
    case USERS_V2:
      return versions.areListsBare ? block(USERS, concat(...entries(body))) : undefined;
    case EVENTS.EV_V2:
      return event(body, versions.events);
    default:
      return undefined;
  }
}

/** What follows the length of each entry, which counts itself except in lists of interfaces; padding does not count. */
function entries(list: Uint8Array, uncounted = 0): Uint8Array[] {
  const out: Uint8Array[] = [];
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  for (let at = 0; at + LENGTH_SIZE < list.length; ) {
    const length = view.getUint32(at, true) + uncounted;
    out.push(list.subarray(at + LENGTH_SIZE, at + length));
    at += length;
  }
  return out;
}

/** Files have their device only after a length. */
function fds(list: Uint8Array): Uint8Array {
  const bare = entries(list.subarray(TID_SIZE)).map((entry) =>
    entry[TYPE_AT] === FILE_V2 ? entry.subarray(0, -DEVICE_SIZE) : entry,
  );
  return concat(list.subarray(0, TID_SIZE), ...bare);
}

function processes(list: Uint8Array, versions: OldVersions): Uint8Array {
  return concat(
    ...entries(list).flatMap((entry) => {
      const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
      let at = 0;
      return FIELDS.flatMap(([since, fixed]) => {
        const size = fixed === 0 ? 2 + view.getUint16(at, true) : fixed;
        at += size;
        return versions.processes >= since ? [entry.subarray(at - size, at)] : [];
      });
    }),
  );
}

function event(body: Uint8Array, kind: OldVersions['events']): Uint8Array {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const end = CPU_SIZE + view.getUint32(CPU_SIZE + LENGTH_AT, true);
  const countAt = CPU_SIZE + HEAD_SIZE;
  const flags = new Uint8Array(kind.startsWith('EVF') ? FLAGS_SIZE : 0);
  const head = Uint8Array.from(body.subarray(CPU_SIZE, countAt));
  const rest = body.subarray(kind.endsWith('V2') ? countAt : countAt + NPARAMS_SIZE, end);
  new DataView(head.buffer).setUint32(LENGTH_AT, HEAD_SIZE + rest.length, true);
  return block(EVENTS[kind], concat(body.subarray(0, CPU_SIZE), flags, head, rest));
}
