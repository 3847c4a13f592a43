// SPDX-License-Identifier: Apache-2.0
// A small world for the filter's tests: a catalogue with one or more fields of every source and type, and events whose
// values a test says itself. `seen` fields take any value that an event is given for them.

import type { EventKind } from '../../../src/engine/event/event-kind.js';
import type { ColumnName, EventView, ThreadMetric } from '../../../src/engine/event/event-view.js';
import type { FieldType, FieldValue } from '../../../src/engine/event/value.js';
import type { Field, FieldSource } from '../../../src/engine/fields/field.js';
import type { FieldCatalogue } from '../../../src/engine/filter/check-operand.js';
import { failure, ok } from '../../../src/engine/result.js';
import { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { EventFlag, eventType } from '../../../src/engine/scap/event-types.js';
import { IPV4_ANY } from '../../../src/engine/scap/ip-address.js';
import { type FdInfo, FdType, L4 } from '../../../src/engine/state/fd-info.js';
import { NO_ATTRIBUTES } from '../../../src/engine/state/thread.js';
import type { ThreadInfo } from '../../../src/engine/state/thread-info.js';

/** Values of `seen` fields, by field name. */
export type Values = Readonly<Record<string, FieldValue>>;

export interface EventParts {
  readonly values?: Values;
  readonly kind?: EventKind;
  readonly thread?: ThreadInfo | 'none';
  readonly fd?: FdInfo | undefined;
  readonly columns?: Partial<Record<ColumnName, number>>;
  readonly metrics?: Partial<Record<ThreadMetric, number>>;
}

export function kindOf(name: string, flags: number, isExit = true): EventKind {
  return { name, syscall: name, isExit, category: 'other', flags, typeId: isExit ? 1 : 0 };
}

export const READ = kindOf('read', EventFlag.USES_FD);
export const OPEN = kindOf('open', EventFlag.CREATES_FD);
export const SWITCH = kindOf('switch', 0, false);

export function threadOf(part: Partial<ThreadInfo>): ThreadInfo {
  const thread = {
    ...NO_ATTRIBUTES,
    id: 1,
    tid: 1,
    pid: 1,
    user: undefined,
    group: undefined,
    loginUser: undefined,
    container: undefined,
    pod: undefined,
    parent: undefined,
    fds: undefined,
    isPlaceholder: false,
    ...part,
    get leader(): ThreadInfo {
      return part.leader ?? thread;
    },
  };
  return thread;
}

export function fdOf(part: Partial<FdInfo>): FdInfo {
  return {
    id: 1,
    type: FdType.FILE_V2,
    name: '',
    nameRaw: undefined,
    tuple: undefined,
    l4: L4.NA,
    role: 'none',
    connected: false,
    openFlags: 0,
    dev: 0,
    ino: 0,
    unixSource: '',
    unixDest: '',
    pid: -1,
    ...part,
  };
}

const VALUES = new WeakMap<object, Values>();

export function eventOf(parts: EventParts): EventView {
  const { values = {}, kind = READ, fd, columns, metrics } = parts;
  const thread = parts.thread === 'none' ? undefined : (parts.thread ?? threadOf({}));
  const event: EventView = {
    num: columns?.num ?? 1,
    time: 0,
    absoluteTime: 0n,
    baseTime: 0n,
    kind,
    type: eventType('read_x'),
    cpu: 0,
    tid: thread?.tid ?? -1,
    thread,
    fd,
    fdNum: fd === undefined ? -1 : 3,
    result: Number.NaN,
    latency: Number.NaN,
    fdNameChanged: false,
    hostname: 'host',
    metric: (name) => metrics?.[name],
    column: (name) => columns?.[name] ?? Number.NaN,
    params: () => new EventCursor(),
    fdAt: () => undefined,
    openFds: () => [],
    threadAt: () => undefined,
    userAt: () => undefined,
    groupAt: () => undefined,
    isLocalIp: (ip) => ip === IPV4_ANY,
    exchange: () => undefined,
    wait: () => undefined,
    cgroup: () => undefined,
    enterEvent: () => undefined,
  };
  VALUES.set(event, values);
  return event;
}

export function field(name: string, type: FieldType, source: FieldSource, more: Partial<Field> = {}): Field {
  return {
    name,
    class: 'evt',
    type,
    format: 'DEC',
    unit: 'count',
    width: 8,
    description: 'For tests.',
    source,
    ...more,
  };
}

/** A field whose value each event says itself. */
export function seen(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return field(name, type, { kind: 'event', of: (event) => VALUES.get(event)?.[name] }, more);
}

const EITHER_END: Partial<Field> = { filterOnly: true, noRightSide: true, noTransformer: true };
const ANCESTORS: Partial<Field> = { argument: 'optional', noRightSide: true, noTransformer: true };

function* parentsOf(thread: ThreadInfo): Generator<ThreadInfo> {
  for (let parent = thread.parent; parent !== undefined; parent = parent.parent) yield parent;
}

export const FIELDS: readonly Field[] = [
  field('evt.type', 'CHARBUF', { kind: 'type', of: (kind) => kind.name }),
  field('syscall.type', 'CHARBUF', { kind: 'type', of: (kind) => kind.syscall }),
  field('evt.is_exit', 'BOOL', { kind: 'type', of: (kind) => kind.isExit }),
  field('proc.name', 'CHARBUF', { kind: 'thread', of: (thread) => thread.comm }),
  field('proc.exe', 'CHARBUF', { kind: 'thread', of: (thread) => (thread.exe === '' ? undefined : thread.exe) }),
  field('proc.pid', 'INT64', { kind: 'thread', of: (thread) => thread.pid }),
  field('user.uid', 'UINT32', { kind: 'thread', of: (thread) => thread.uid }),
  field('proc.pname', 'CHARBUF', { kind: 'thread', of: (thread) => thread.parent?.comm }),
  field(
    'proc.aname',
    'CHARBUF',
    {
      kind: 'thread',
      of: (thread, argument) => {
        const names = [...parentsOf(thread)].map((parent) => parent.comm);
        return argument === undefined ? names : [thread.comm, ...names][argument.number ?? -1];
      },
    },
    ANCESTORS,
  ),
  field('fd.name', 'CHARBUF', {
    kind: 'fd',
    of: (fd) => fd.name,
    otherwise: (event) => (event.kind === READ ? undefined : 'failed'),
  }),
  field('fd.nameraw', 'CHARBUF', { kind: 'fd', of: (fd) => fd.nameRaw }),
  field('fd.ino', 'INT64', { kind: 'fd', of: (fd) => fd.ino }),
  field('fd.is_local', 'BOOL', {
    kind: 'fd',
    of: (fd, context) => (fd.tuple === undefined ? undefined : context.isLocalIp(fd.tuple.sourceIp)),
  }),
  field(
    'fd.ip',
    'IPADDR',
    { kind: 'fd', of: (fd) => (fd.tuple === undefined ? [] : [fd.tuple.sourceIp, fd.tuple.destIp]) },
    EITHER_END,
  ),
  field(
    'fd.port',
    'PORT',
    { kind: 'fd', of: (fd) => (fd.tuple === undefined ? [] : [fd.tuple.sourcePort, fd.tuple.destPort]) },
    EITHER_END,
  ),
  field('proc.vmsize', 'UINT64', { kind: 'metric', metric: 'vmSizeKb' }),
  field('thread.vmsize.b', 'UINT64', { kind: 'metric', metric: 'vmSizeKb', scale: 1024, leaderOnly: true }),
  field('evt.num', 'UINT64', { kind: 'column', column: 'num' }),
  field('evt.rawres', 'INT64', { kind: 'column', column: 'result' }),
  field('evt.failed', 'BOOL', { kind: 'mapped', column: 'result', of: (result) => result < 0 }),
  seen('evt.outputtime', 'CHARBUF', { printOnly: true }),
  seen('evt.around', 'UINT64', { ...EITHER_END, argument: 'required' }),
  seen('evt.rawarg', 'DYN', { argument: 'required', noRightSide: true, noTransformer: true }),
  seen('evt.buffer', 'BYTEBUF'),
  seen('x.int', 'INT64'),
  seen('x.uint', 'UINT64'),
  seen('x.hex', 'UINT64', { format: 'HEX' }),
  seen('x.small', 'INT16'),
  seen('x.byte', 'UINT8'),
  seen('x.double', 'DOUBLE'),
  seen('x.time', 'ABSTIME'),
  seen('x.port', 'PORT'),
  seen('x.bool', 'BOOL'),
  seen('x.text', 'CHARBUF'),
  seen('x.text2', 'CHARBUF'),
  seen('x.path', 'FSPATH'),
  seen('x.bytes', 'BYTEBUF'),
  seen('x.ip', 'IPADDR'),
  seen('x.net', 'IPNET', { filterOnly: true }),
  seen('x.list', 'CHARBUF', { isList: true }),
  seen('x.list2', 'CHARBUF', { isList: true }),
  seen('x.numbers', 'UINT64', { isList: true }),
  seen('x.paths', 'FSPATH', { isList: true }),
];

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((entry) => [entry.name, entry]));

export const CATALOGUE: FieldCatalogue = {
  lookupField(text) {
    const [, name = '', argument] = /^([^[]+)(?:\[(.*)\])?$/.exec(text) ?? [];
    const found = BY_NAME.get(name);
    if (found === undefined) return failure(`there is no field ${name}`);
    if (argument === undefined) return ok({ field: found, argument: undefined, text });
    const number = /^\d+$/.test(argument) ? Number(argument) : undefined;
    return ok({ field: found, argument: { text: argument, number }, text });
  },
};
