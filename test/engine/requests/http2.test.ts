// SPDX-License-Identifier: Apache-2.0
// HTTP/2 and HPACK as node's own client and server speak them: the bytes of a real connection, recorded by a proxy.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import { type Line, play, seen, summary } from './dialogue.js';

/** Lines of a connection between a client and a server that answers by path. */
async function recorded(ask: (session: http2.ClientHttp2Session) => Promise<void>): Promise<Line[]> {
  const lines: Line[] = [];
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    const isGrpc = headers['content-type'] === 'application/grpc';
    const status = headers[':path'] === '/missing' ? 404 : 200;
    stream.respond({ ':status': status, 'x-words': `answer to ${headers[':path']}` }, { waitForTrailers: isGrpc });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '5', 'grpc-message': 'no cat' }));
    stream.end('body');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const proxy = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    near.on('data', (bytes) => {
      lines.push(['client', Buffer.from(bytes)]);
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      lines.push(['server', Buffer.from(bytes)]);
      near.write(bytes);
    });
    for (const socket of [near, far]) socket.on('error', () => {});
    near.on('close', () => far.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const session = http2.connect(`http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`);
  await ask(session);
  session.destroy();
  proxy.close();
  server.close();
  return lines;
}

async function get(session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders): Promise<void> {
  const stream = session.request(headers);
  stream.resume();
  stream.end();
  await once(stream, 'end');
}

const dialogue = () =>
  recorded(async (session) => {
    await get(session, { ':path': '/a', 'x-note': 'Ärger~{}' });
    await Promise.all([get(session, { ':path': '/a' }), get(session, { ':path': '/missing' })]);
    await get(session, { ':path': '/cats.Service/Find', ':method': 'POST', 'content-type': 'application/grpc' });
  });

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
