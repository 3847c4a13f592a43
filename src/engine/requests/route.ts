// SPDX-License-Identifier: Apache-2.0
// What a request is one of many of: a path without its numbers and ids, a key without its digits, a statement without its
// values. Requests that differ by these only add up under one name.

import { normalSql } from './sql-text.js';

/** Longest path or key that is looked at. */
const MOST_TEXT = 512;
/** Segments of a path that name one of many: numbers, hexadecimal ids, UUIDs, and long mixtures of letters and digits. */
const ID =
  /^(?:\d+|[0-9a-fA-F]{8,}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?=[^\d]*\d)[\w~=-]{20,}|[\w-]*\d{3,}[\w-]*)$/;
const FILE_ID = /^([\w-]*?)\d+(\.[A-Za-z0-9]{1,5})$/;

/** `/users/42/photos?size=2` → `/users/:id/photos`. */
export function pathRoute(target: string): string {
  const path = target.slice(0, MOST_TEXT).split(/[?#]/, 1)[0] ?? '';
  return path
    .split('/')
    .map((segment) => (ID.test(segment) ? ':id' : segment.replace(FILE_ID, '$1:id$2')))
    .join('/');
}

/** `user:1234:cart` → `user:*:cart`. */
export function keyRoute(key: string): string {
  return key
    .slice(0, MOST_TEXT)
    .split(/([:/.|])/)
    .map((part) => (ID.test(part) ? '*' : part.replace(/\d+/g, '*')))
    .join('');
}

const SQL: ReadonlySet<string> = new Set(['postgresql', 'mysql', 'cassandra']);
const KEYS: ReadonlySet<string> = new Set(['redis', 'memcached']);
const PATHS: ReadonlySet<string> = new Set(['http', 'http2', 'grpc']);

/** Route of a request: its method, and its target without what makes it one of many. */
export function routeOf(protocol: string, method: string, target: string | undefined): string {
  if (target === undefined) return method;
  if (SQL.has(protocol)) return normalSql(target, { doubleQuotesAreValues: protocol === 'mysql' });
  if (KEYS.has(protocol)) return `${method} ${keyRoute(target)}`;
  if (PATHS.has(protocol)) return `${method} ${pathRoute(target)}`;
  return method === '' ? target : `${method} ${target}`;
}
