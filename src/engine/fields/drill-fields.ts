// SPDX-License-Identifier: Apache-2.0
// What sysdig has no field for, only scripts: open fds, and requests of HTTP and memcached, read from the data that
// programs move.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import type { HttpExchange } from '../event/http-message.js';
import type { FieldValue } from '../event/value.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { decodeText } from '../scap/text.js';
import { isStreamSocket } from '../state/fd-info.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofEvent, ofEventsOf, present } from './field-table.js';

/** Index of the parameter with the bytes of finished calls, by event type; -1 none. */
const DATA_PARAM = Int8Array.from(EVENT_TYPES, (t) => (t.isExit ? t.params.findIndex((p) => p.name === 'data') : -1));
const hasData = ({ typeId }: EventKind) => (DATA_PARAM[typeId] ?? -1) >= 0;

function ofExchange(of: (exchange: HttpExchange) => FieldValue): FieldSource {
  return ofEventsOf(hasData, (event) => {
    const exchange = event.httpExchange();
    return exchange === undefined ? undefined : of(exchange);
  });
}

/** The host where the request names one, then its target: a proxy's target is a whole address already. */
function urlOf({ host = '', target }: HttpExchange): string {
  return target.startsWith('/') || target === '*' ? host + target : target;
}

const HTTP_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.http.method',
    'CHARBUF',
    'Method of the HTTP request that this event answers: GET, POST …',
    ofExchange((e) => e.method),
  ],
  ['drill.http.host', 'CHARBUF', 'Host that the HTTP request names.', ofExchange((e) => e.host)],
  ['drill.http.url', 'CHARBUF', 'Host and path of the HTTP request.', ofExchange(urlOf)],
  [
    'drill.http.request',
    'CHARBUF',
    'Method and URL of the HTTP request.',
    ofExchange((e) => `${e.method} ${urlOf(e)}`),
  ],
  [
    'drill.http.status',
    'UINT32',
    'Status of the HTTP response: 200, 404 …',
    ofExchange((e) => e.status),
    { format: 'ID' },
  ],
  [
    'drill.http.failed',
    'BOOL',
    'Whether the HTTP response says that the request failed: status 400 or above.',
    ofExchange((e) => e.status >= 400),
  ],
  [
    'drill.http.latency',
    'RELTIME',
    'Time from the HTTP request to the start of the response, as this process saw them.',
    ofExchange((e) => present(e.latency)),
  ],
  [
    'drill.http.bytes',
    'UINT64',
    'Content-Length of the HTTP response; absent where the recorded part of it has none.',
    ofExchange((e) => e.length),
  ],
  [
    'drill.http.role',
    'CHARBUF',
    'Whether the process answered the HTTP request (server) or made it (client).',
    ofExchange((e) => e.role),
  ],
]);

interface MemcacheCommand {
  readonly command: string;
  readonly key: string;
  readonly bytes: number | undefined;
}

const MEMCACHE =
  /^(get|gets|gat|gats|set|add|replace|append|prepend|cas|delete|incr|decr|touch) ([!-~]+(?: [!-~]+)*?)(?: (\d+) (-?\d+) (\d+)(?: \d+)?(?: noreply)?)?(?:\r\n|$)/;
const STORES = /^(set|add|replace|append|prepend|cas)$/;
const MOST_LINE = 2048;

/** A command of memcached's text protocol that the data of a socket starts with. */
function memcacheCommand(event: EventView): MemcacheCommand | undefined {
  const { fd } = event;
  if (fd === undefined || !isStreamSocket(fd)) return undefined;
  const data = event.params().buffer(DATA_PARAM[event.kind.typeId] ?? -1);
  if (data === undefined || data.length < 4) return undefined;
  const [, command = '', key = '', , , bytes] =
    MEMCACHE.exec(decodeText(data, 0, Math.min(data.length, MOST_LINE))) ?? [];
  if (command === '') return undefined;
  if (!STORES.test(command)) return { command, key, bytes: undefined };
  return bytes === undefined ? undefined : { command, key, bytes: Number(bytes) };
}

function ofCommand(of: (command: MemcacheCommand) => FieldValue): FieldSource {
  return ofEventsOf(hasData, (event) => {
    const command = memcacheCommand(event);
    return command === undefined ? undefined : of(command);
  });
}

const MEMCACHE_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.memcache.command',
    'CHARBUF',
    'Command of memcached that this event moves: get, set, delete …',
    ofCommand((c) => c.command),
  ],
  ['drill.memcache.key', 'CHARBUF', 'Key of the memcached command, or keys.', ofCommand((c) => c.key)],
  ['drill.memcache.bytes', 'UINT64', 'Size of the value that a memcached command stores.', ofCommand((c) => c.bytes)],
]);

const FD_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.fd.id',
    'CHARBUF',
    'Process and fd of the event, which tell an fd from all others: 1234:5.',
    ofEvent(({ thread, fdNum }) => (thread === undefined || fdNum < 0 ? undefined : `${thread.pid}:${fdNum}`)),
  ],
]);

export const DRILL_FIELDS: readonly Field[] = [...FD_FIELDS, ...HTTP_FIELDS, ...MEMCACHE_FIELDS];
