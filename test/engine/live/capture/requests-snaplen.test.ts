// SPDX-License-Identifier: Apache-2.0
// More is kept of what begins like a request or an answer: of which beginnings, through which descriptors and calls.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { capture, compileFixture, type LiveRun, runProgram, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { probeCalls } from '../../../fixtures/probe-table.js';

const skip = whyNoLiveTests() ?? false;
const PAIRS = new Map(probeCalls().map((call) => [call.name, call.enter]));
/** The parameter of the exit event that holds the data. */
const DATA = { write: 1, read: 1, writev: 1, readv: 2, sendto: 1, recvfrom: 1, sendmsg: 1, recvmsg: 2 };
/** Every call that moves data, in the order of the fixture: of the file two, then pipe, then socket. */
const CALLS = [
  ...['write', 'read', 'write', 'read', 'write', 'read', 'writev', 'readv'],
  ...['sendto', 'recvfrom', 'sendmsg', 'recvmsg'],
] as const;
const SIZE = 1000;

const text = (words: string) => Buffer.from(words, 'latin1').toString('hex');

/** Beginnings of messages of 1,000 bytes. */
const MESSAGES: Readonly<Record<string, string>> = {
  'HTTP request': text('GET /orders?id=7 HTTP/1.1\r\n'),
  'HTTP response': text('HTTP/1.1 200 OK\r\n'),
  'HTTP/2': text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'HTTP/2 frame': '0003df010400000001',
  'Redis command': text('*3\r\n$3\r\nSET\r\n$900\r\n'),
  'Redis error': text('-ERR unknown command'),
  memcached: text('set key 0 0 900\r\n'),
  'memcached, binary': '800100030800000000000381',
  'PostgreSQL query': `51000003e7${text('select')}`,
  'PostgreSQL rows': `54000000210001${text('name')}00`,
  'PostgreSQL start': '000003e80003000075736572',
  'MySQL query': `e403000003${text('select')}`,
  'MySQL query without its header': `03${text('select name')}`,
  'MySQL result': '01000001032a000002',
  'DNS, datagram': '123481800001000200000000',
  'DNS, TCP': '03e6123481800001',
  Kafka: '000003e40001000b0000002a',
  MongoDB: 'e80300002a00000000000000dd070000',
  'AMQP method': '01000100000020003c0028',
  'Cassandra query': '0400000007000003df',
  syslog: text('<13>Dec  1 03:00:00 host program: '),
  'TLS hello': '1603010200010001fc0303',
};

/** What readers do not decode. */
const OTHERS: Readonly<Record<string, string>> = {
  prose: text('The quick brown fox jumps over the lazy dog'),
  XML: text('<?xml version="1.0"?>'),
  PNG: '89504e470d0a1a0a0000000d49484452',
  gzip: '1f8b0800000000000003cb48cdc9c9',
};

function lengths(run: LiveRun<{ pid: number }>): number[] {
  const types = new Map(Object.entries(DATA).map(([name, at]) => [(PAIRS.get(name) ?? -2) + 1, at]));
  return run.events
    .filter((event) => event.tid === run.value.pid && types.has(event.type))
    .filter((event) => event.params[0]?.readBigInt64LE(0) === BigInt(SIZE))
    .map((event) => event.params[types.get(event.type) ?? 0]?.length ?? -1);
}

suite('what is kept of a message', { skip }, () => {
  const program = skip === false ? compileFixture('transfers.c') : '';
  const through = (messages: readonly string[], options: { snaplen?: number; requestsSnaplen?: number } = {}) =>
    lengths(capture(() => runProgram(program, ...messages), { filter: { comms: ['transfers'] }, ...options }));
  const kept = (file: number, rest: number) => CALLS.map((_, i) => (i < 2 ? file : rest));

  test('a request or an answer: 512 bytes on pipes and sockets, by every call; 80 of a file', () => {
    const names = Object.keys(MESSAGES);
    const seen = through(Object.values(MESSAGES));
    // The file that is read has zeros, whatever was written.
    names.forEach((name, i) => {
      assert.deepEqual(seen.slice(i * CALLS.length, (i + 1) * CALLS.length), kept(80, 512), name);
    });
    assert.equal(seen.length, names.length * CALLS.length);
  });

  test('anything else: 80 bytes', () => {
    const seen = through(Object.values(OTHERS));
    assert.deepEqual(
      seen,
      Object.keys(OTHERS).flatMap(() => kept(80, 80)),
    );
  });

  test('as much as is asked for, never less than of other data, and nothing more at 0', () => {
    const request = [MESSAGES['HTTP request'] ?? ''];
    assert.deepEqual(through(request, { requestsSnaplen: 4096 }), kept(80, SIZE));
    assert.deepEqual(through(request, { requestsSnaplen: 0 }), kept(80, 80));
    assert.deepEqual(through(request, { snaplen: 8 }), kept(8, 8));
  });
});
