// SPDX-License-Identifier: Apache-2.0
// The bytes of a connection between node's own HTTP/2 client and server, recorded by a proxy.

import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import type { Line } from './dialogue.js';

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

/** Two answers, a failure and a gRPC call, some at once. */
export const http2Dialogue = (): Promise<Line[]> =>
  recorded(async (session) => {
    await get(session, { ':path': '/a', 'x-note': 'Ärger~{}' });
    await Promise.all([get(session, { ':path': '/a' }), get(session, { ':path': '/missing' })]);
    await get(session, { ':path': '/cats.Service/Find', ':method': 'POST', 'content-type': 'application/grpc' });
  });
