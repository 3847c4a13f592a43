// SPDX-License-Identifier: Apache-2.0
// HTTP/2 and HPACK as node's own client and server speak them: the bytes of a real connection, recorded by a proxy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, seen, summary } from './dialogue.js';
import { http2Dialogue as dialogue } from './http2-dialogue.js';

const EXPECTED = [
  'grpc POST /cats.Service/Find NOT_FOUND -',
  'http2 GET /a 200 -',
  'http2 GET /a 200 -',
  'http2 GET /missing 404 -',
];

test('paths, statuses and gRPC results of a connection seen from its start', async () => {
  const lines = await dialogue();
  assert.deepEqual(summary(lines).sort(), EXPECTED);
  assert.deepEqual(summary(lines, { side: 'server' }).sort(), EXPECTED);
  assert.deepEqual(summary(lines, { piece: 3 }).sort(), EXPECTED);
  const call = seen(play(lines)).find(({ protocol }) => protocol === 'grpc');
  assert.equal(call?.error, 'no cat');
});

test('of a connection whose start was missed the requests are counted, and what refers to it is unknown', async () => {
  const lines = await dialogue();
  const first = lines.findIndex(
    ([from, bytes]) => from === 'client' && Buffer.from(bytes).includes(1, 3) && lines.length > 0,
  );
  const later = lines.slice(first + 6);
  for (const { method, target, status } of seen(play(later))) {
    assert.ok(method === 'unknown' || method === 'GET' || method === 'POST' || method === '', method);
    assert.ok(target === undefined || ['/a', '/missing', '/cats.Service/Find'].includes(target), target);
    assert.ok(status === undefined || ['200', '404', 'NOT_FOUND'].includes(status), status);
  }
});
