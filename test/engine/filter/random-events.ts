// SPDX-License-Identifier: Apache-2.0
// Random events of the test world, and random checks that have a fair chance to tell them apart.

import fc from 'fast-check';
import type { EventView } from '../../../src/engine/event/event-view.js';
import { type IpAddress, parseIp } from '../../../src/engine/scap/ip-address.js';
import { eventOf, fdOf, kindOf, OPEN, READ, SWITCH, threadOf } from './world.js';

const NAMES = ['sh', 'bash', 'nginx', 'Nginx', '', '/usr/bin/x', 'a b'];
const IPS: readonly IpAddress[] = ['10.0.0.1', '10.0.0.2', '::1', '0.0.0.0'].flatMap((text) => parseIp(text) ?? []);
const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom(-1, 0, 1, 2, 80, 443, 4096);
const ip = fc.constantFrom(...IPS);

const thread = fc
  .record({ comm: name, exe: name, pid: number, uid: fc.constantFrom(0, 1, 4294967295), parentName: fc.option(name) })
  .map(({ comm, exe, pid, uid, parentName }) => {
    const init = threadOf({ comm: 'systemd' });
    const parent = parentName === null ? undefined : threadOf({ comm: parentName, parent: init });
    return threadOf({ comm, exe, pid, tid: 1, uid, parent });
  });

const fd = fc
  .record({
    name,
    nameRaw: fc.option(name, { nil: undefined }),
    ino: number,
    tuple: fc.option(fc.record({ sourceIp: ip, sourcePort: number, destIp: ip, destPort: number }), { nil: undefined }),
  })
  .map((part) => fdOf(part));

const values = fc.record(
  {
    'x.int': number,
    'x.uint': fc.constantFrom(0, 1, 2n, 18446744073709551615n),
    'x.text': name,
    'x.text2': name,
    'x.bytes': fc.constantFrom(new Uint8Array(0), Uint8Array.of(0x73, 0x68), Uint8Array.of(255)),
    'x.ip': ip,
    'x.list': fc.array(name, { maxLength: 3 }),
    'x.bool': fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Events that share a few snapshots. Kinds without fd flags have no fd. */
export const someEvents: fc.Arbitrary<readonly EventView[]> = fc
  .tuple(fc.array(thread, { minLength: 1, maxLength: 3 }), fc.array(fd, { minLength: 1, maxLength: 3 }))
  .chain(([threads, fds]) =>
    fc.array(
      fc
        .record({
          kind: fc.constantFrom(READ, OPEN, SWITCH, kindOf('clone', 0), kindOf('openat', OPEN.flags, false)),
          thread: fc.option(fc.constantFrom(...threads), { nil: 'none' as const }),
          fd: fc.option(fc.constantFrom(...fds), { nil: undefined }),
          result: fc.constantFrom(-2, 0, 5, Number.NaN),
          num: fc.nat(3),
          vmSizeKb: fc.option(number, { nil: undefined }),
          values,
        })
        .map((part) => {
          const hasFd = part.kind.flags !== 0 && part.thread !== 'none';
          return eventOf({
            kind: part.kind,
            thread: part.thread,
            fd: hasFd ? part.fd : undefined,
            columns: { result: part.result, num: part.num },
            ...(part.vmSizeKb === undefined ? {} : { metrics: { vmSizeKb: part.vmSizeKb } }),
            values: part.values,
          });
        }),
      { minLength: 1, maxLength: 8 },
    ),
  );

const TEXT_FIELDS = [
  'evt.type',
  'proc.name',
  'proc.exe',
  'proc.pname',
  'proc.aname',
  'proc.aname[1]',
  'fd.name',
  'fd.nameraw',
  'x.text',
];
const NUMBER_FIELDS = [
  'proc.pid',
  'user.uid',
  'fd.ino',
  'proc.vmsize',
  'thread.vmsize.b',
  'evt.num',
  'evt.rawres',
  'x.int',
  'x.uint',
];
const quoted = fc.constantFrom('sh', 'bash', 'nginx', '""', 'n*', '/usr', '"a b"', 'failed', 'systemd');
const event = fc.constantFrom('read', 'open', 'switch', 'clone', 'openat');
const digits = number.map(String);
const port = fc.constantFrom('0', '1', '80', '443', '4096');
const list = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 3 }).map((items) => `(${items.join(', ')})`);

/** The text of one check that compiles. */
export const someCheck: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...TEXT_FIELDS.slice(1)),
      fc.constantFrom('=', '!=', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob'),
      quoted,
    )
    .map((words) => words.join(' ')),
  fc
    .tuple(
      fc.constantFrom(...TEXT_FIELDS.slice(1)),
      fc.constantFrom('in', 'intersects', 'pmatch', '= anyof', '!= allof', 'glob oneof'),
      list(quoted),
    )
    .map((words) => words.join(' ')),
  fc.tuple(fc.constantFrom('='), event).map(([operator, type]) => `evt.type ${operator} ${type}`),
  list(event).map((types) => `evt.type in ${types}`),
  fc.tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), port).map((words) => `fd.port ${words.join(' ')}`),
  fc.tuple(fc.constantFrom('in', '= anyof', '!= allof'), list(port)).map((words) => `fd.port ${words.join(' ')}`),
  fc
    .tuple(fc.constantFrom(...NUMBER_FIELDS), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), digits)
    .map((words) => words.join(' ')),
  fc
    .tuple(fc.constantFrom(...NUMBER_FIELDS), fc.constantFrom('in', 'intersects', '= anyof', '!= allof'), list(digits))
    .map((words) => words.join(' ')),
  fc
    .constantFrom(...TEXT_FIELDS, ...NUMBER_FIELDS, 'fd.ip', 'x.list', 'x.bytes', 'x.ip', 'fd.is_local', 'evt.failed')
    .map((field) => `${field} exists`),
  fc.constantFrom(
    'fd.ip = 10.0.0.1',
    'fd.ip != 10.0.0.1',
    'fd.ip in (10.0.0.2, ::1)',
    'x.ip in (10.0.0.2, ::1)',
    'fd.is_local = true',
    'evt.failed = true',
    'evt.failed != true',
    'evt.is_exit = true',
    'x.bool != true',
    'x.list in (sh, bash)',
    'x.list intersects (sh)',
    'x.bytes contains s',
    'x.bytes bcontains ff',
    // Several fields: one snapshot for both, or none.
    'proc.name = val(proc.pname)',
    'proc.name != val(proc.exe)',
    'tolower(proc.name) = val(proc.exe)',
    'fd.name = val(fd.nameraw)',
    'fd.name != val(fd.nameraw)',
    'fd.name = val(fd.name)',
    'evt.num < val(evt.num)',
    'proc.vmsize < val(thread.vmsize.b)',
    'fd.name contains val(proc.name)',
    'x.text = val(x.text2)',
    'len(fd.name) > 2',
    'concat(proc.name, fd.name) contains sh',
    'join("-", (proc.name, proc.exe)) startswith sh',
    'len(x.list) = 2',
    // Without any.
    'tolower("A") = a',
    'len("abc") > 5',
  ),
);

/** Checks put together: the text of a whole filter. */
export const someFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: someCheck },
    tie('filter').map((text) => `not (${text})`),
    fc
      .tuple(fc.constantFrom(' and ', ' or '), fc.array(tie('filter'), { minLength: 2, maxLength: 4 }))
      .map(([word, parts]) => parts.map((part) => `(${part})`).join(word)),
  ),
})).filter;
