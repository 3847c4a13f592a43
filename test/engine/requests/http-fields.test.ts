// SPDX-License-Identifier: Apache-2.0
// Requests and responses of HTTP find each other over the calls that moved them; commands of memcached need no other call.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNK_ROWS } from '../../../src/engine/store/event-store.js';
import { accept, connect, socket } from '../state/socket-scenes.js';
import { World } from '../state/world.js';

const SERVER = 200;
const CLIENT = 100;
const GET = 'GET /a HTTP/1.1\r\nHost: web\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const FIELDS = ['method', 'url', 'status', 'failed', 'latency', 'bytes', 'role'].map((name) => `drill.http.${name}`);
const NOTHING = FIELDS.map(() => undefined);

function served(): World {
  return accept(new World(), SERVER, 7, '10.0.0.9:4000', '10.0.0.5:80');
}

/** `missing`: bytes that were moved besides and not recorded. */
function moved(w: World, tid: number, fd: number, call: 'read' | 'write' | 'writev', text: string, missing = 0): World {
  const data = Buffer.from(text, 'latin1');
  const size = data.length + missing;
  return w.enter(tid, call, { fd, size }).exit(tid, call, { res: size, data });
}

const receives = (w: World, text: string, missing = 0) => moved(w, SERVER, 7, 'read', text, missing);
const answers = (w: World, text: string) => moved(w, SERVER, 7, 'writev', text);

test('a server answers what it has read', () => {
  const w = answers(receives(served(), GET).wait(5000), OK);
  assert.deepEqual(w.fields(...FIELDS), ['GET', 'web/a', 200, false, 6000, 5, 'server']);
  assert.equal(w.field('drill.http.request'), 'GET web/a');
  assert.deepEqual(w.tick(SERVER).fields(...FIELDS), NOTHING);
});

test('a client reads the answer to what it has written; a failure is reported', () => {
  const w = moved(
    connect(socket(new World(), CLIENT, 5, 2, 1), CLIENT, 5, '10.0.0.9:80', '10.0.0.5:4000'),
    CLIENT,
    5,
    'write',
    'PUT /b HTTP/1.1',
  );
  moved(w, CLIENT, 5, 'read', 'HTTP/1.1 503 Service Unavailable\r\n\r\n');
  assert.deepEqual(w.fields(...FIELDS), ['PUT', '/b', 503, true, 3000, undefined, 'client']);
});

test('one answer for one request; an interim one is passed over', () => {
  const w = answers(receives(served(), GET), 'HTTP/1.1 100 Continue\r\n\r\n');
  assert.deepEqual(w.fields(...FIELDS), NOTHING);
  assert.equal(answers(w, OK).field('drill.http.status'), 200);
  assert.deepEqual(answers(w, OK).fields(...FIELDS), NOTHING);
});

test('a request whose answer was not recorded does not shift the others', () => {
  const w = receives(receives(served(), 'GET /lost HTTP/1.1\r\n', 20), GET);
  assert.equal(answers(w, OK).field('drill.http.url'), 'web/a');
});

test('an answer belongs to the same process, fd and socket, and goes the other way', () => {
  const other = receives(served(), GET);
  assert.deepEqual(moved(other, CLIENT, 7, 'write', OK).fields(...FIELDS), NOTHING);
  assert.deepEqual(receives(other, OK).fields(...FIELDS), NOTHING);
  const again = accept(receives(served(), GET), SERVER, 7, '10.0.0.9:4001', '10.0.0.5:80');
  assert.deepEqual(answers(again, OK).fields(...FIELDS), NOTHING);
});

test('files hold no exchange', () => {
  const w = moved(new World(), CLIENT, 0, 'read', GET);
  assert.deepEqual(moved(w, CLIENT, 0, 'write', OK).fields(...FIELDS), NOTHING);
});

test('exchanges found before are known after more has come', () => {
  const w = answers(receives(served(), GET), OK);
  const row = w.capture.store.rows - 1;
  assert.equal(w.field('drill.http.status'), 200);
  answers(receives(w, 'GET /b HTTP/1.1\r\n'), 'HTTP/1.1 404 Not Found\r\n\r\n');
  assert.equal(w.field('drill.http.status'), 404);
  assert.ok(w.view.moveToRow(row));
  assert.equal(w.field('drill.http.status'), 200);
});

test('commands of memcached', () => {
  const command = (text: string) =>
    answers(receives(served(), text), 'STORED\r\n').fields(
      'drill.memcache.command',
      'drill.memcache.key',
      'drill.memcache.bytes',
    );
  assert.deepEqual(command('get one\r\n'), ['get', 'one', undefined]);
  assert.deepEqual(command('gets one two\r\n'), ['gets', 'one two', undefined]);
  assert.deepEqual(command('set k 0 60 5\r\nhello\r\n'), ['set', 'k', 5]);
  assert.deepEqual(command('cas k 0 -1 5 99\r\nhello\r\n'), ['cas', 'k', 5]);
  assert.deepEqual(command('delete k\r\n'), ['delete', 'k', undefined]);
  for (const text of ['gets\r\n', 'set the table\r\n', 'VALUE k 0 5\r\nhello\r\n', 'get  \r\n', 'settle k\r\n']) {
    assert.deepEqual(command(text), [undefined, undefined, undefined], text);
  }
});

test('a command of memcached that wants no answer is one where it is moved', () => {
  const w = receives(served(), 'set k 0 60 0 noreply\r\n\r\n');
  assert.deepEqual(w.fields('drill.memcache.command', 'drill.memcache.key'), ['set', 'k']);
});

test('exchanges leave with their rows', () => {
  const w = answers(receives(served(), GET), OK);
  const { requests } = w.capture;
  assert.equal(w.field('drill.http.status'), 200);
  assert.equal(requests.count - requests.evicted, 1);
  for (let i = 0; i < CHUNK_ROWS; i++) w.tick(1);
  assert.ok(w.capture.evictOldest());
  assert.equal(requests.count - requests.evicted, 0);
  assert.equal(answers(receives(w, GET), OK).field('drill.http.status'), 200);
});
