// SPDX-License-Identifier: Apache-2.0
// A whole stream with its secrets hidden: lists, events, terminals; the same however it is cut; and the rest of it as it was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RedactOptions, Redactor } from '../../../src/engine/redact/redactor.js';
import { NO_ADDED_WORDS } from '../../../src/engine/redact/secret-words.js';
import { Block } from '../../../src/engine/scap/block-types.js';
import { EVENT_TYPES, eventType, ParamType } from '../../../src/engine/scap/event-types.js';
import type { ListedProcess } from '../../../src/engine/scap/metadata.js';
import { ownEvent, readOwnEvent } from '../../../src/engine/scap/own-event.js';
import { WAITS } from '../../../src/engine/scap/own-event-table.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { captureHeader, eventBlock } from '../../../src/engine/scap/scap-writer.js';
import type { WaitRecord } from '../../../src/engine/state/waits.js';
import { partialSink } from '../scap/partial-sink.js';
import { listed, listedFile } from '../state/world.js';

const HIDE: RedactOptions = {
  secrets: true,
  payload: false,
  noEnvironment: false,
  words: NO_ADDED_WORDS,
  key: Buffer.from('a key of the test, no secret'),
};
const TID = 77;
const SECRETS = ['listed-pw-1', 'listed-arg-2', 'run-token-3', 'header-4-abcdef', 'typed-5-password', 'echoed-6'];

const text = (value: string) => Buffer.from(`${value}\0`);
const i64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
};

/** Parameters of a type by name; those that are not given are zeros of their size. */
function event(key: string, given: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const type = eventType(key);
  const params = type.params.map(({ name, type: kind }) => given[name] ?? emptyOf(kind));
  return eventBlock({ cpu: 0, time: 1_700_000_000_000_000_000n, tid: TID, type: type.id, params });
}

function emptyOf(type: number): Uint8Array {
  if (type === ParamType.CHARBUF || type === ParamType.FSPATH || type === ParamType.FSRELPATH) return Uint8Array.of(0);
  if (type === ParamType.BYTEBUF) return new Uint8Array(0);
  return new Uint8Array(type === ParamType.UINT32 || type === ParamType.FLAGS32 || type === ParamType.UID ? 4 : 8);
}

function io(key: string, fd: number, data: string): Uint8Array {
  return event(key, { res: i64(data.length), data: Buffer.from(data), fd: i64(fd) });
}

function stream(): Buffer {
  const process = listed(TID, {
    exe: '/usr/bin/mysql',
    args: ['-plisted-arg-2', 'shop'],
    env: ['HOME=/root', 'DB_PASSWORD=listed-pw-1'],
  });
  const fds = [listedFile(5, '/dev/pts/3'), listedFile(6, '/tmp/out')];
  const header = captureHeader(
    { machine: undefined, interfaces: [], users: [], groups: [], processes: [process], fds: [{ tid: TID, fds }] },
    'newest',
  );
  return Buffer.concat([
    header,
    event('execve_19_x', {
      exe: text('app'),
      args: text('--verbose'),
      env: Buffer.from('A=1\0API_TOKEN=run-token-3\0'),
      comm: text('app'),
    }),
    io('write_x', 6, 'GET / HTTP/1.1\r\nAuthorization: Bearer header-4-abcdef\r\n\r\n'),
    io('read_x', 5, 'typed-5-password\n'),
    io('write_x', 5, 'echoed-6\r\n'),
    io('write_x', 6, 'and again run-token-3 without a name'),
    io('write_x', 6, 'nothing to see'),
  ]);
}

function redacted(bytes: Uint8Array, options: Partial<RedactOptions> = {}, cut = bytes.length) {
  const redactor = new Redactor({ ...HIDE, ...options });
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += cut) parts.push(redactor.push(bytes.subarray(at, at + cut)));
  redactor.end();
  return { bytes: Buffer.concat(parts), redactor };
}

function read(bytes: Uint8Array) {
  const events: string[] = [];
  const processes: ListedProcess[] = [];
  let defect = '';
  const sink = partialSink({
    processes: (list) => processes.push(...list),
    event: (cursor) => events.push(`${EVENT_TYPES[cursor.type]?.key} ${cursor.buffer(1)?.length ?? '-'}`),
    defect: ({ reason }) => {
      defect = reason;
    },
  });
  const reader = new ScapReader(sink);
  reader.push(bytes);
  reader.end();
  return { events, processes, defect };
}

test('no secret is left, and everything keeps its place', () => {
  const before = stream();
  const { bytes: after, redactor } = redacted(before);
  for (const secret of SECRETS) {
    assert.ok(before.includes(secret), secret);
    assert.ok(!after.includes(secret), secret);
  }
  assert.equal(after.length, before.length);
  assert.deepEqual(read(after).events, read(before).events);
  assert.equal(read(after).defect, '');
  for (const kept of [
    'HOME=/root',
    'DB_PASSWORD=',
    'nothing to see',
    'GET / HTTP/1.1',
    '/tmp/out',
    '--verbose',
    'shop',
  ]) {
    assert.ok(after.includes(kept), kept);
  }
  assert.deepEqual(
    (['environment', 'argument', 'data', 'terminal'] as const).map((place) => redactor.report.countOf(place)),
    [2, 1, 2, 2],
  );
  assert.match(redactor.report.lines().join('\n'), /variables: .*API_TOKEN 1/);
});

test('the cutting of the stream makes no difference', () => {
  const whole = redacted(stream()).bytes;
  for (const cut of [1, 7, 100, 1000]) assert.deepEqual(redacted(stream(), {}, cut).bytes, whole);
});

test('all payload goes where that is wanted', () => {
  const { bytes } = redacted(stream(), { payload: true });
  assert.ok(!bytes.includes('nothing to see'));
  assert.ok(!bytes.includes('GET / HTTP/1.1'));
  assert.equal(bytes.length, stream().length);
});

test('environments are left out, and the lengths around them fit', () => {
  const { bytes } = redacted(stream(), { secrets: false, noEnvironment: true });
  const { events, processes, defect } = read(bytes);
  assert.equal(defect, '');
  assert.ok(!bytes.includes('HOME='));
  assert.ok(!bytes.includes('API_TOKEN'));
  assert.deepEqual(events, read(stream()).events);
  assert.deepEqual(
    processes.map(({ env, args, exe }) => ({ env, args, exe })),
    [{ env: [], args: ['-plisted-arg-2', 'shop'], exe: '/usr/bin/mysql' }],
  );
  assert.ok(bytes.includes('typed-5-password'));
});

test('a value that a full buffer cuts goes on in the next one', () => {
  const filled = `${'x'.repeat(490)}&token=first-half-of-i`;
  assert.equal(filled.length, 512);
  const bytes = Buffer.concat([stream(), io('write_x', 6, filled), io('write_x', 6, 't-second-half&next=1')]);
  const after = redacted(bytes).bytes;
  assert.ok(!after.includes('first-half'));
  assert.ok(!after.includes('second-half'));
  assert.ok(after.includes('&next=1'));
});

test('blocks of unknown kinds are left out and counted', () => {
  const unknown = Buffer.alloc(16);
  unknown.writeUInt32LE(0x7777, 0);
  unknown.writeUInt32LE(16, 4);
  unknown.writeUInt32LE(16, 12);
  const [head, rest] = [stream().subarray(0, 28), stream().subarray(28)];
  const { bytes, redactor } = redacted(Buffer.concat([head, unknown, rest]));
  assert.equal(stream().readUInt32LE(0), Block.SECTION_HEADER);
  assert.deepEqual(bytes, redacted(stream()).bytes);
  assert.equal(redactor.report.unknown, 1);
});

test('a large block that comes in small pieces is joined once', () => {
  const bytes = Buffer.alloc(48 << 20);
  bytes.writeUInt32LE(0x7777, 0);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes.writeUInt32LE(bytes.length, bytes.length - 4);
  const [head, rest] = [stream().subarray(0, 28), stream().subarray(28)];
  const redactor = new Redactor(HIDE);
  const whole = Buffer.concat([head, bytes, rest]);
  const parts: Uint8Array[] = [];
  // Joined at every piece it would be copied 12,000 times: 300 GB.
  for (let at = 0; at < whole.length; at += 4096) parts.push(redactor.push(whole.subarray(at, at + 4096)));
  redactor.end();
  assert.equal(Buffer.concat(parts).length, stream().length);
  assert.equal(redactor.report.unknown, 1);
});

test('what threads wait for is looked through, and can be read afterwards', () => {
  const record: WaitRecord = {
    tid: TID,
    state: 'S',
    call: undefined,
    args: undefined,
    waited: 1,
    limit: 0,
    word: undefined,
    owner: undefined,
    path: 'https://me:typed-5-password@example.org/',
    stack: 'futex_wait',
    user_stack: undefined,
  };
  const header = captureHeader(
    { machine: undefined, interfaces: [], users: [], groups: [], processes: [], fds: [] },
    'newest',
  );
  const redactor = new Redactor(HIDE);
  const bytes = redactor.push(Buffer.concat([header, ownEvent(WAITS, { time: 1_700_000_000_000_000_000n }, [record])]));
  assert.ok(!Buffer.from(bytes).includes('typed-5-password'));
  let records: readonly WaitRecord[] | undefined;
  new ScapReader({
    ...partialSink({}),
    event: (cursor) => {
      records = readOwnEvent(WAITS, cursor);
    },
  }).push(bytes);
  assert.equal(records?.[0]?.path?.length, record.path?.length);
  assert.equal(records?.[0]?.stack, 'futex_wait');
});
