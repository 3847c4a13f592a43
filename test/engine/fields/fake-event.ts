// SPDX-License-Identifier: Apache-2.0
// An event by hand: real parameter bytes in a real event block, and as much of the world around it as a test cares for.

import type { EventKind } from '../../../src/engine/event/event-kind.js';
import type { ColumnName, EventView, ThreadMetric } from '../../../src/engine/event/event-view.js';
import type { Exchange } from '../../../src/engine/event/exchange.js';
import { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { type EventType, eventType } from '../../../src/engine/scap/event-types.js';
import { type IpAddress, parseIp } from '../../../src/engine/scap/ip-address.js';
import { eventBlock } from '../../../src/engine/scap/scap-writer.js';
import type { FdInfo } from '../../../src/engine/state/fd-info.js';
import type { ThreadInfo } from '../../../src/engine/state/thread-info.js';
import { threadOf } from '../filter/world.js';

export { fdOf, threadOf } from '../filter/world.js';

export interface FakeParts {
  /** Key of the event table: `openat_2_x`. */
  readonly type: string;
  readonly params?: readonly Uint8Array[];
  readonly thread?: ThreadInfo | undefined;
  readonly noThread?: boolean;
  readonly fd?: FdInfo;
  readonly fdNum?: number;
  /** Open fds of the process by number. */
  readonly fds?: Readonly<Record<number, FdInfo>>;
  readonly threads?: readonly ThreadInfo[];
  readonly users?: Readonly<Record<number, string>>;
  readonly groups?: Readonly<Record<number, string>>;
  readonly columns?: Partial<Record<ColumnName, number>>;
  readonly metrics?: Partial<Record<ThreadMetric, number>>;
  readonly kind?: Partial<EventKind>;
  readonly num?: number;
  readonly cpu?: number;
  readonly time?: number;
  readonly baseTime?: bigint;
  readonly localIps?: readonly string[];
  readonly enter?: EventView;
  readonly exchange?: Exchange;
  readonly fdNameChanged?: boolean;
}

/** 2018-08-17 17:35:48.000000000 UTC. */
export const BASE = 1534527348_000000000n;

export function fakeEvent(parts: FakeParts): EventView {
  const type = eventType(parts.type);
  const thread = parts.noThread === true ? undefined : (parts.thread ?? threadOf({ comm: 'curl', tid: 17498 }));
  const cursor = cursorOver(type, parts.params ?? [], thread?.tid ?? -1);
  const time = parts.time ?? 0;
  const baseTime = parts.baseTime ?? BASE;
  const column = (name: ColumnName) => parts.columns?.[name] ?? Number.NaN;
  const locals = (parts.localIps ?? []).map(ip);
  return {
    num: parts.num ?? 1,
    time,
    absoluteTime: Number.isNaN(time) ? undefined : baseTime + BigInt(time),
    baseTime,
    kind: {
      name: type.name,
      syscall: type.origin === 'syscall' ? type.name : undefined,
      isExit: type.isExit,
      category: type.category,
      flags: type.flags,
      typeId: type.id,
      ...parts.kind,
    },
    type,
    cpu: parts.cpu ?? 0,
    tid: thread?.tid ?? -1,
    thread,
    fd: parts.fd,
    fdNum: parts.fdNum ?? -1,
    result: column('result'),
    latency: column('latency'),
    fdNameChanged: parts.fdNameChanged ?? false,
    hostname: 'testhost',
    metric: (name) => parts.metrics?.[name],
    column,
    params: () => cursor,
    fdAt: (n) => parts.fds?.[n],
    openFds: () => Object.values(parts.fds ?? {}),
    threadAt: (tid) => parts.threads?.find((t) => t.tid === tid),
    userAt: (uid) => {
      const name = parts.users?.[uid];
      return name === undefined ? undefined : { uid, gid: uid, name, home: `/home/${name}`, shell: '/bin/sh' };
    },
    groupAt: (gid) => {
      const name = parts.groups?.[gid];
      return name === undefined ? undefined : { gid, name };
    },
    isLocalIp: (address: string) => locals.some((own) => own === address),
    exchange: () => parts.exchange,
    wait: () => undefined,
    cgroup: () => undefined,
    enterEvent: () => parts.enter,
  };
}

function cursorOver(type: EventType, params: readonly Uint8Array[], tid: number): EventCursor {
  const block = eventBlock({ cpu: 0, time: BASE, tid, type: type.id, params });
  const cursor = new EventCursor();
  cursor.load(block, new DataView(block.buffer, block.byteOffset, block.length), 0, block.length);
  return cursor;
}

export function ip(text: string): IpAddress {
  const parsed = parseIp(text);
  if (parsed === undefined) throw new Error(`bad address ${text}`);
  return parsed;
}

export const EMPTY = new Uint8Array(0);

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
}

export function u32(value: number): Uint8Array {
  return Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
}

export function u64(value: number | bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
}

/** A string parameter: the text and its NUL. */
export function str(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'utf8');
}

/** Strings back to back, each with its NUL. */
export function strs(...texts: string[]): Uint8Array {
  return Buffer.concat(texts.map(str));
}

export function raw(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function hex(text: string): Uint8Array {
  return Buffer.from(text.replace(/\s+/g, ''), 'hex');
}

function addressBytes(text: string): Uint8Array {
  return raw(ip(text));
}

/** PT_SOCKADDR of an IP address and port. */
export function sockaddr(address: string, port: number): Uint8Array {
  return Buffer.concat([u8(address.includes(':') ? 10 : 2), addressBytes(address), u16(port)]);
}

/** PT_SOCKTUPLE of two IP ends. */
export function socktuple(source: string, sourcePort: number, dest: string, destPort: number): Uint8Array {
  return Buffer.concat([sockaddr(source, sourcePort), addressBytes(dest), u16(destPort)]);
}

/** PT_SOCKTUPLE of a unix socket. */
export function unixTuple(source: bigint, dest: bigint, path: string): Uint8Array {
  return Buffer.concat([u8(1), u64(source), u64(dest), str(path)]);
}

/** PT_FDLIST. */
export function fdList(...items: readonly (readonly [fd: number, flags: number])[]): Uint8Array {
  return Buffer.concat([u16(items.length), ...items.flatMap(([fd, flags]) => [u64(fd), u16(flags)])]);
}
