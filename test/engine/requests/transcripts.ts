// SPDX-License-Identifier: Apache-2.0
// One dialogue per protocol, built from the published layouts; those of Kafka, MongoDB, Cassandra and AMQP were not
// recorded from a server. Tests of single protocols look at what comes out; others cut, divide and damage them.

import { L4 } from '../../../src/engine/state/fd-info.js';
import { bytesOf, type Line, type Part, packed } from './dialogue.js';

export interface Transcript {
  readonly port: number;
  readonly l4?: number;
  readonly lines: readonly Line[];
  /** As summary() prints it. */
  readonly expected: readonly string[];
}

const u8 = (n: number) => ({ u8: n });
const u16 = (n: number) => ({ u16: n });
const u32 = (n: number) => ({ u32: n });
const client = (bytes: Uint8Array | string): Line => ['client', bytes];
const server = (bytes: Uint8Array | string): Line => ['server', bytes];

const pgMessage = (type: string, ...body: readonly Part[]) => {
  const content = packed(...body);
  return packed(type, u32(content.length + 4), content);
};
const pgReady = pgMessage('Z', 'I');

const postgres: Transcript = {
  port: 5432,
  lines: [
    client(packed(u32(8), u32(80877103))),
    server('N'),
    client(packed(u32(43), u32(196608), 'user\0alice\0database\0shop\0client\0x\0\0')),
    server(packed(pgMessage('R', u32(0)), pgMessage('S', 'server_version\x0015\0'), pgReady)),
    client(pgMessage('Q', 'select 1\0')),
    server(packed(pgMessage('T', u16(0)), pgMessage('D', u16(0)), pgMessage('C', 'SELECT 1\0'), pgReady)),
    client(packed(pgMessage('P', 's1\0update t set a=$1\0', u16(0)), pgMessage('S'))),
    server(packed(pgMessage('1'), pgReady)),
    client(packed(pgMessage('B', '\0s1\0', u16(0), u16(0), u16(0)), pgMessage('E', '\0', u32(0)), pgMessage('S'))),
    server(packed(pgMessage('2'), pgMessage('C', 'UPDATE 7\0'), pgReady)),
    client(pgMessage('Q', 'select * from nosuch\0')),
    server(packed(pgMessage('E', 'SERROR\0C42P01\0Mno such table\0\0'), pgReady)),
    client(pgMessage('X')),
  ],
  expected: [
    'postgresql CONNECT shop OK -',
    'postgresql SELECT select 1 OK 1',
    'postgresql UPDATE update t set a=$1 OK 7',
    'postgresql SELECT select * from nosuch 42P01 -',
  ],
};

const myPacket = (sequence: number, ...body: readonly Part[]) => {
  const content = packed(...body);
  return packed(u8(content.length & 255), u8(content.length >> 8), u8(0), u8(sequence), content);
};
const le32 = (n: number) => packed(u8(n & 255), u8((n >> 8) & 255), u8((n >> 16) & 255), u8(n >>> 24));
const myOk = (sequence: number, affected: number, first = 0) =>
  myPacket(sequence, u8(first), u8(affected), u8(0), u8(2), u8(0), u8(0), u8(0));
const myEof = (sequence: number) => myPacket(sequence, u8(0xfe), u8(0), u8(0), u8(2), u8(0));
const column = 'def\x04shop\x01t\x01t\x01a\x01a\x0c\x3f\x00\x0b\x00\x00\x00\x03\x00\x00\x00\x00\x00';

const mysql: Transcript = {
  port: 3306,
  lines: [
    server(myPacket(0, u8(10), '8.0.36\0', le32(7), 'abcdefgh\0', u16(0xffff))),
    client(
      myPacket(1, le32(0x0000a208 | 8), le32(0xffffff), u8(33), '\0'.repeat(23), 'alice\0', u8(2), 'xy', 'shop\0'),
    ),
    server(myOk(2, 0)),
    client(myPacket(0, u8(3), 'select a from t')),
    server(
      packed(myPacket(1, u8(1)), myPacket(2, column), myEof(3), myPacket(4, '\x011'), myPacket(5, '\x012'), myEof(6)),
    ),
    client(myPacket(0, u8(0x16), 'delete from t where a=?')),
    server(
      packed(
        myPacket(1, u8(0), le32(9), u8(0), u8(0), u8(1), u8(0), u8(0), u8(0), u8(0)),
        myPacket(2, column),
        myEof(3),
      ),
    ),
    client(myPacket(0, u8(0x17), le32(9), u8(0), le32(1))),
    server(myOk(1, 3)),
    client(myPacket(0, u8(3), 'select nosuch')),
    server(myPacket(1, u8(0xff), u8(0x1e), u8(4), '#42S22Unknown column')),
    client(myPacket(0, u8(1))),
  ],
  expected: [
    'mysql CONNECT shop OK 0',
    'mysql SELECT select a from t OK 2',
    'mysql PREPARE delete from t where a=? OK -',
    'mysql DELETE delete from t where a=? OK 3',
    'mysql SELECT select nosuch 1054 -',
    'mysql QUIT - - -',
  ],
};

const redis: Transcript = {
  port: 6379,
  lines: [
    client('*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\nxy\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n'),
    server('+OK\r\n$2\r\nxy\r\n'),
    client('*2\r\n$3\r\nGET\r\n$6\r\nnosuch\r\n'),
    server('$-1\r\n'),
    client('*4\r\n$6\r\nLRANGE\r\n$1\r\nl\r\n$1\r\n0\r\n$2\r\n-1\r\n'),
    server('*2\r\n$1\r\nx\r\n*2\r\n:1\r\n+y\r\n'),
    client('*2\r\n$4\r\nINCR\r\n$1\r\nl\r\n'),
    server('-WRONGTYPE Operation against a key\r\n'),
    client('*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n'),
    server('*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n'),
    server('*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n'),
  ],
  expected: [
    'redis SET a OK -',
    'redis GET a OK 1',
    'redis GET nosuch NIL 0',
    'redis LRANGE l OK 2',
    'redis INCR l WRONGTYPE -',
    'redis SUBSCRIBE news OK 3',
    'redis MESSAGE news OK -',
  ],
};

const http: Transcript = {
  port: 80,
  lines: [
    client('GET /a?x=1 HTTP/1.1\r\nHost: web\r\n\r\n'),
    server('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
    client('HEAD /b HTTP/1.1\r\nHost: web\r\n\r\n'),
    server('HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n'),
    client('POST /c HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n\r\nabcd'),
    server('HTTP/1.1 100 Continue\r\n\r\n'),
    server('HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
    client('GET /d HTTP/1.1\r\n\r\n'),
    server('HTTP/1.1 204 No Content\r\n\r\n'),
  ],
  expected: ['http GET /a?x=1 200 -', 'http HEAD /b 404 -', 'http POST /c 500 -', 'http GET /d 204 -'],
};

const memcached: Transcript = {
  port: 11211,
  lines: [
    client('set a 0 0 3\r\nxyz\r\n'),
    server('STORED\r\n'),
    client('get a b\r\n'),
    server('VALUE a 0 3\r\nxyz\r\nEND\r\n'),
    client('get c\r\n'),
    server('END\r\n'),
    client('set d 0 0 1 noreply\r\nx\r\nbogus\r\n'),
    server('ERROR\r\n'),
  ],
  expected: [
    'memcached set a STORED -',
    'memcached get a b HIT 1',
    'memcached get c MISS 0',
    'memcached set d - -',
    'memcached bogus - ERROR -',
  ],
};

const dnsQuery = (id: number) =>
  packed(u16(id), u16(0x100), u16(1), u16(0), u16(0), u16(0), '\x03web\x04test\0', u16(1), u16(1));
const dnsAnswer = (id: number, flags: number, answers: number) =>
  packed(u16(id), u16(flags), u16(1), u16(answers), u16(0), u16(0), '\x03web\x04test\0', u16(1), u16(1));

const dns: Transcript = {
  port: 53,
  l4: L4.UDP,
  lines: [
    client(dnsQuery(1)),
    client(dnsQuery(2)),
    server(dnsAnswer(2, 0x8180, 2)),
    server(dnsAnswer(1, 0x8183, 0)),
    client(dnsQuery(3)),
  ],
  expected: ['dns A web.test NXDOMAIN 0', 'dns A web.test NOERROR 2', 'dns A web.test - -'],
};

const kafkaRequest = (api: number, version: number, id: number, ...body: readonly Part[]) => {
  const content = packed(u16(api), u16(version), u32(id), u16(3), 'app', ...body);
  return packed(u32(content.length), content);
};
const kafkaAnswer = (id: number) => packed(u32(8), u32(id), u32(0));

const kafka: Transcript = {
  port: 9092,
  lines: [
    client(kafkaRequest(18, 0, 1)),
    server(kafkaAnswer(1)),
    client(kafkaRequest(0, 2, 2, u16(1), u32(1000), u32(1), u16(6), 'orders', u32(1))),
    client(kafkaRequest(3, 1, 3, u32(1), u16(6), 'prices')),
    server(kafkaAnswer(3)),
    server(kafkaAnswer(2)),
  ],
  expected: ['kafka ApiVersions - OK -', 'kafka Produce orders OK -', 'kafka Metadata prices OK -'],
};

const bson = (...elements: readonly Part[]) => {
  const content = packed(...elements, u8(0));
  return packed(le32(content.length + 4), content);
};
const bsonText = (name: string, text: string) => packed(u8(2), `${name}\0`, le32(text.length + 1), `${text}\0`);
const bsonInt = (name: string, value: number) => packed(u8(0x10), `${name}\0`, le32(value));
const bsonDouble = (name: string, value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return packed(u8(1), `${name}\0`, bytes);
};
const mongoMessage = (id: number, to: number, document: Uint8Array) => {
  const content = packed(le32(0), u8(0), document);
  return packed(le32(content.length + 16), le32(id), le32(to), le32(2013), content);
};

const mongodb: Transcript = {
  port: 27017,
  lines: [
    client(mongoMessage(1, 0, bson(bsonText('find', 'orders'), bsonText('$db', 'shop')))),
    server(mongoMessage(9, 1, bson(bsonInt('n', 4), bsonDouble('ok', 1)))),
    client(mongoMessage(2, 0, bson(bsonText('drop', 'nosuch'), bsonText('$db', 'shop')))),
    server(mongoMessage(10, 2, bson(bsonDouble('ok', 0), bsonText('errmsg', 'ns not found'), bsonInt('code', 26)))),
  ],
  expected: ['mongodb find orders OK 4', 'mongodb drop nosuch 26 -'],
};

const amqpMethod = (channel: number, group: number, method: number, ...body: readonly Part[]) => {
  const content = packed(u16(group), u16(method), ...body);
  return packed(u8(1), u16(channel), u32(content.length), content, u8(0xce));
};

const amqp: Transcript = {
  port: 5672,
  lines: [
    client('AMQP\0\0\x09\x01'),
    client(amqpMethod(0, 10, 40, u8(1), '/', u8(0), u8(0))),
    server(amqpMethod(0, 10, 41, u8(0))),
    client(amqpMethod(1, 50, 10, u16(0), u8(4), 'jobs', u8(0), u32(0))),
    server(amqpMethod(1, 50, 11, u8(4), 'jobs', u32(0), u32(0))),
    client(amqpMethod(1, 60, 40, u16(0), u8(2), 'ex', u8(3), 'key', u8(0))),
    client(amqpMethod(1, 60, 70, u16(0), u8(4), 'jobs', u8(0))),
    server(amqpMethod(1, 60, 72, u8(0))),
    client(amqpMethod(1, 50, 10, u16(0), u8(4), 'priv', u8(0), u32(0))),
    server(amqpMethod(1, 20, 40, u16(403), u8(6), 'denied', u16(50), u16(10))),
    client(amqpMethod(1, 20, 41)),
  ],
  expected: [
    'amqp connection.open / OK -',
    'amqp queue.declare jobs OK -',
    'amqp basic.publish ex/key - -',
    'amqp basic.get jobs EMPTY -',
    'amqp queue.declare priv 403 -',
    'amqp channel.close - OK -',
  ],
};

const cqlFrame = (version: number, stream: number, opcode: number, ...body: readonly Part[]) => {
  const content = packed(...body);
  return packed(u8(version), u8(0), u16(stream), u8(opcode), u32(content.length), content);
};
const cql = (text: string) => packed(u32(text.length), text, u16(1), u8(0));

const cassandra: Transcript = {
  port: 9042,
  lines: [
    client(cqlFrame(4, 1, 7, cql('USE shop'))),
    server(cqlFrame(0x84, 1, 8, u32(3), u16(4), 'shop')),
    client(cqlFrame(4, 2, 9, u32(19), 'SELECT * FROM t x=?')),
    client(cqlFrame(4, 3, 7, cql('SELECT nosuch'))),
    server(cqlFrame(0x84, 3, 0, u32(0x2200), u16(7), 'no such')),
    server(cqlFrame(0x84, 2, 8, u32(4), u16(2), 'id')),
    client(cqlFrame(4, 4, 10, u16(2), 'id', u16(1), u8(0))),
    server(cqlFrame(0x84, 4, 8, u32(2), u32(4), u32(1), u32(5))),
  ],
  expected: [
    'cassandra USE USE shop SET_KEYSPACE -',
    'cassandra PREPARE SELECT * FROM t x=? PREPARED -',
    'cassandra SELECT SELECT nosuch 0x2200 -',
    'cassandra SELECT SELECT * FROM t x=? ROWS 5',
  ],
};

export const TRANSCRIPTS: Readonly<Record<string, Transcript>> = {
  postgres,
  mysql,
  redis,
  http,
  memcached,
  dns,
  kafka,
  mongodb,
  amqp,
  cassandra,
};

/** All bytes of a transcript, by who sent them. */
export const sent = ({ lines }: Transcript, from: 'client' | 'server'): Uint8Array =>
  Buffer.concat(lines.filter(([who]) => who === from).map(([, bytes]) => bytesOf(bytes)));
