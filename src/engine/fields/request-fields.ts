// SPDX-License-Identifier: Apache-2.0
// Requests and their answers, whatever the protocol: what a row of the request views is, and of plain events what the
// answer that they moved says. The fields of HTTP and memcached are the same exchanges under names of their own.

import type { EventKind } from '../event/event-kind.js';
import type { Exchange } from '../event/exchange.js';
import type { FieldValue } from '../event/value.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import type { Field, FieldSource } from './field.js';
import { BYTES, fieldTable, ID, ofEventsOf, present } from './field-table.js';

/** Whether finished calls of this type carry bytes. */
const MOVES_DATA = Uint8Array.from(EVENT_TYPES, (t) => (t.isExit && t.params.some((p) => p.name === 'data') ? 1 : 0));
const movesData = ({ typeId }: EventKind) => MOVES_DATA[typeId] === 1;

function ofExchange(of: (exchange: Exchange) => FieldValue): FieldSource {
  return ofEventsOf(movesData, (event) => {
    const exchange = event.exchange();
    return exchange === undefined ? undefined : of(exchange);
  });
}

/** Of exchanges of one protocol that have an answer. */
function ofAnswer(protocols: ReadonlySet<string>, of: (exchange: Exchange) => FieldValue): FieldSource {
  return ofExchange((e) => (protocols.has(e.protocol) && e.ok !== undefined ? of(e) : undefined));
}

function ofProtocol(protocols: ReadonlySet<string>, of: (exchange: Exchange) => FieldValue): FieldSource {
  return ofExchange((e) => (protocols.has(e.protocol) ? of(e) : undefined));
}

/** The client's side was seen too, and has the same pair. */
const isCountedElsewhere = (e: Exchange): boolean => e.role === 'server' && e.isClientSeen;

const wireBytes = (e: Exchange, isIn: boolean): number =>
  (e.role === 'server') === isIn ? e.requestBytes : e.responseBytes;

const EXCHANGE_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.req.protocol',
    'CHARBUF',
    'Protocol of the request: http, redis, postgresql …; `unknown` where only its times are known.',
    ofExchange((e) => e.protocol),
  ],
  [
    'drill.req.role',
    'CHARBUF',
    'Whether the process answered the request (server) or made it (client).',
    ofExchange((e) => e.role),
  ],
  [
    'drill.req.method',
    'CHARBUF',
    'What the request asks for: GET, SELECT, a command, a type of record.',
    ofExchange((e) => e.method),
  ],
  [
    'drill.req.target',
    'CHARBUF',
    'What the request is about, as it was sent: path, key, statement, name, topic.',
    ofExchange((e) => e.target),
  ],
  ['drill.req.host', 'CHARBUF', 'Host that the request names.', ofExchange((e) => e.host)],
  [
    'drill.req.route',
    'CHARBUF',
    'Method and target without numbers, ids and values: what many requests have in common.',
    ofExchange((e) => e.route),
  ],
  [
    'drill.req.status',
    'CHARBUF',
    'Status of the answer, as the protocol writes it: 200, OK, NXDOMAIN, 42P01.',
    ofExchange((e) => e.status),
  ],
  [
    'drill.req.ok',
    'BOOL',
    'Whether the answer says that the request succeeded; absent while nothing has answered.',
    ofExchange((e) => e.ok),
  ],
  [
    'drill.req.failed',
    'BOOL',
    'Whether the answer says that the request failed; absent while nothing has answered.',
    ofExchange((e) => (e.ok === undefined ? undefined : !e.ok)),
  ],
  [
    'drill.req.answered',
    'BOOL',
    'Whether an answer has come. False for requests that wait, or whose answer was not recorded.',
    ofExchange((e) => (e.isOneWay ? undefined : e.ok !== undefined)),
  ],
  [
    'drill.req.unanswered',
    'BOOL',
    'Whether an answer is missing: the request waits, nobody has answered, or the answer was not recorded.',
    ofExchange((e) => (e.isOneWay ? undefined : e.ok === undefined)),
  ],
  ['drill.req.error', 'CHARBUF', 'Message of a failure, as far as it was recorded.', ofExchange((e) => e.error)],
  [
    'drill.req.latency',
    'RELTIME',
    'Time from the request to the end of the answer, as this process saw them.',
    ofExchange((e) => present(e.latency)),
  ],
  [
    'drill.req.ttfb',
    'RELTIME',
    'Time from the request to the first byte of the answer.',
    ofExchange((e) => present(e.firstByte)),
  ],
  [
    'drill.req.bytes.in',
    'UINT64',
    'Bytes that the process read for this request.',
    ofExchange((e) => wireBytes(e, true)),
    { ...BYTES, width: 9 },
  ],
  [
    'drill.req.bytes.out',
    'UINT64',
    'Bytes that the process wrote for this request.',
    ofExchange((e) => wireBytes(e, false)),
    { ...BYTES, width: 9 },
  ],
  [
    'drill.req.rows',
    'UINT64',
    'Rows, elements or records of the answer; absent where they were not recorded.',
    ofExchange((e) => present(e.rows)),
  ],
  ['drill.req.db', 'CHARBUF', 'Database, keyspace or virtual host of the connection.', ofExchange((e) => e.db)],
  [
    'drill.req.user',
    'CHARBUF',
    'User of the connection, as it logged in; the client id of Kafka.',
    ofExchange((e) => e.user),
  ],
  [
    'drill.req.client',
    'CHARBUF',
    'Program or container that asked; its address where it is not of this machine.',
    ofExchange((e) => e.client),
  ],
  [
    'drill.req.server',
    'CHARBUF',
    'Program or container that was asked; its address and port where it is not of this machine.',
    ofExchange((e) => e.server),
  ],
  [
    'drill.req.edge',
    'CHARBUF',
    'Who asked whom; of a request between two programs of this machine only for the side of the client.',
    ofExchange((e) => (isCountedElsewhere(e) ? undefined : `${e.client ?? 'unknown'} -> ${e.server ?? 'unknown'}`)),
  ],
  [
    'drill.req.partial',
    'BOOL',
    'Whether bytes of the request or its answer were not recorded: what it says may be incomplete.',
    ofExchange((e) => e.isPartial),
  ],
]);

const HTTP: ReadonlySet<string> = new Set(['http', 'http2', 'grpc']);

/** The host where the request names one, then its target: a proxy's target is a whole address already. */
function urlOf({ host = '', target = '' }: Exchange): string {
  return target.startsWith('/') || target === '*' ? host + target : target;
}

const httpStatus = (e: Exchange): number | undefined => {
  const status = Number(e.status);
  return Number.isNaN(status) ? undefined : status;
};

const HTTP_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.http.method',
    'CHARBUF',
    'Method of the HTTP request that this event answers: GET, POST …',
    ofAnswer(HTTP, (e) => e.method),
  ],
  ['drill.http.host', 'CHARBUF', 'Host that the HTTP request names.', ofAnswer(HTTP, (e) => e.host)],
  ['drill.http.url', 'CHARBUF', 'Host and path of the HTTP request.', ofAnswer(HTTP, urlOf)],
  [
    'drill.http.request',
    'CHARBUF',
    'Method and URL of the HTTP request.',
    ofAnswer(HTTP, (e) => `${e.method} ${urlOf(e)}`),
  ],
  ['drill.http.status', 'UINT32', 'Status of the HTTP response: 200, 404 …', ofAnswer(HTTP, httpStatus), ID],
  [
    'drill.http.failed',
    'BOOL',
    'Whether the HTTP response says that the request failed: status 400 or above.',
    ofAnswer(HTTP, (e) => e.ok === false),
  ],
  [
    'drill.http.latency',
    'RELTIME',
    'Time from the HTTP request to the start of the response, as this process saw them.',
    ofAnswer(HTTP, (e) => present(e.firstByte)),
  ],
  [
    'drill.http.bytes',
    'UINT64',
    'Content-Length of the HTTP response; absent where the recorded part of it has none.',
    ofAnswer(HTTP, (e) => present(e.contentLength)),
    BYTES,
  ],
  [
    'drill.http.role',
    'CHARBUF',
    'Whether the process answered the HTTP request (server) or made it (client).',
    ofAnswer(HTTP, (e) => e.role),
  ],
]);

const MEMCACHED: ReadonlySet<string> = new Set(['memcached']);

const MEMCACHE_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.memcache.command',
    'CHARBUF',
    'Command of memcached that this event answers: get, set, delete …',
    ofProtocol(MEMCACHED, (e) => e.method),
  ],
  ['drill.memcache.key', 'CHARBUF', 'Key of the memcached command.', ofProtocol(MEMCACHED, (e) => e.target)],
  [
    'drill.memcache.bytes',
    'UINT64',
    'Size of the value that a memcached command stores.',
    ofProtocol(MEMCACHED, (e) => present(e.contentLength)),
    BYTES,
  ],
]);

export const REQUEST_FIELDS: readonly Field[] = [...EXCHANGE_FIELDS, ...HTTP_FIELDS, ...MEMCACHE_FIELDS];
