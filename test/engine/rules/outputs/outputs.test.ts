// SPDX-License-Identifier: Apache-2.0
// Outputs against receivers of this process: what arrives, and what happens when nobody takes it.

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FileOutput } from '../../../../src/engine/rules/outputs/file-output.js';
import { alertmanagerAlert } from '../../../../src/engine/rules/outputs/http-output.js';
import { openOutput } from '../../../../src/engine/rules/outputs/open-outputs.js';
import type { AlertOutput } from '../../../../src/engine/rules/outputs/output.js';
import { SendQueue } from '../../../../src/engine/rules/outputs/send-queue.js';
import { syslogMessage } from '../../../../src/engine/rules/outputs/syslog-output.js';
import { sampleAlert } from './sample-alert.js';

function opened(target: string, isJson = false): AlertOutput {
  const output = openOutput(target, isJson);
  assert.ok(output.ok, output.ok ? '' : output.error);
  return output.value;
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sysdrill-alerts-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** A server of HTTP that answers with these statuses in turn, the last one for ever; bodies of those it took. */
async function httpServer(t: TestContext, statuses: readonly number[]) {
  const bodies: { url: string; body: string; status: number }[] = [];
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const status = statuses[Math.min(bodies.length, statuses.length - 1)] ?? 200;
      bodies.push({ url: request.url ?? '', body, status });
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

test('HTTP: the JSON object is posted, and again until the server takes it', async (t) => {
  const { url, bodies } = await httpServer(t, [503, 200]);
  const output = opened(`${url}/hook`);
  output.send(sampleAlert());
  assert.equal(await output.close(), undefined);
  assert.deepEqual(
    bodies.map(({ url: path, body, status }) => [path, body, status]),
    [
      ['/hook', '{"rule":"Shell in box"}', 503],
      ['/hook', '{"rule":"Shell in box"}', 200],
    ],
  );
});

test('HTTP: what the server refuses is not sent again, and reported', async (t) => {
  const { url, bodies } = await httpServer(t, [400, 200]);
  const output = opened(url);
  output.send(sampleAlert());
  output.send(sampleAlert({ json: '{}' }));
  assert.match((await output.close()) ?? '', /^1 alerts did not reach .*: HTTP 400$/);
  assert.deepEqual(
    bodies.map(({ body }) => body),
    ['{"rule":"Shell in box"}', '{}'],
  );
});

test('alertmanager: labels name the alert, the text is an annotation', async (t) => {
  const { url, bodies } = await httpServer(t, [200]);
  const output = opened(`alertmanager:${url}`);
  output.send(sampleAlert({ withheld: 4 }));
  assert.equal(await output.close(), undefined);
  assert.equal(bodies[0]?.url, '/api/v2/alerts');
  assert.deepEqual(JSON.parse(bodies[0]?.body ?? ''), [
    {
      labels: { alertname: 'Shell in box', priority: 'Warning', source: 'syscall', instance: 'db-7', tags: 'a,b' },
      annotations: { description: 'a shell (command=sh -c "x\n")', withheld: '4' },
      startsAt: '2026-11-23T09:06:30.675376848Z',
    },
  ]);
  assert.deepEqual(Object.keys(alertmanagerAlert(sampleAlert({ time: undefined, hostname: '', tags: [] }))), [
    'labels',
    'annotations',
  ]);
});

test('a queue that nobody empties loses its oldest, and says how many', async () => {
  const queue = new SendQueue('nowhere', () => Promise.reject(new Error('refused')), 2);
  for (let k = 0; k < 5; k++) queue.send(sampleAlert({ message: String(k) }));
  assert.equal(await queue.close(), '5 alerts did not reach nowhere: refused');
});

test('syslog: priority, time, host, rule and an escaped text', () => {
  assert.equal(
    syslogMessage(sampleAlert(), 42),
    '<36>1 2026-11-23T09:06:30.675376Z db-7 sysdrill 42 Shell_in_box - \ufeffShell in box: a shell (command=sh -c \\"x\\n\\")',
  );
  assert.match(
    syslogMessage(sampleAlert({ hostname: 'a b', time: undefined, priority: 'Emergency' }), 1),
    /^<32>1 - ab sysdrill 1 /,
  );
});

test('syslog over UDP: a datagram each', async (t) => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  const received = once(socket, 'message');
  const output = opened(`syslog:udp://127.0.0.1:${socket.address().port}`);
  output.send(sampleAlert());
  assert.equal(await output.close(), undefined);
  assert.equal(String((await received)[0]), syslogMessage(sampleAlert()));
});

test('syslog over TCP and a unix socket: counted frames', async (t) => {
  const path = join(folder(t), 'socket');
  for (const place of ['tcp', 'unix']) {
    const server = createServer();
    server.listen(place === 'tcp' ? { port: 0, host: '127.0.0.1' } : { path });
    await once(server, 'listening');
    const text = new Promise<string>((resolve) => {
      server.once('connection', (socket) => {
        let all = '';
        socket.setEncoding('utf8').on('data', (more: string) => {
          all += more;
          if (all.includes('second')) {
            socket.destroy();
            resolve(all);
          }
        });
      });
    });
    const target = place === 'tcp' ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${path}`;
    const output = opened(`syslog:${target}`);
    const messages = ['first', 'second'].map((message) => sampleAlert({ message }));
    for (const alert of messages) output.send(alert);
    assert.equal(await output.close(), undefined);
    const frames = messages.map((alert) => syslogMessage(alert)).map((m) => `${Buffer.byteLength(m)} ${m}`);
    assert.equal(await text, frames.join(''), place);
    server.close();
  }
});

test('file: lines are appended, a full file makes room for a new one', async (t) => {
  const path = join(folder(t), 'alerts');
  const output = new FileOutput(path, true, { size: 60, kept: 2 });
  for (let k = 0; k < 7; k++) output.send(sampleAlert({ json: `{"number":${k},"fill":"xxxxxx"}` }));
  assert.equal(await output.close(), undefined);
  const numbers = (name: string) => [...readFileSync(name, 'utf8').matchAll(/number":(\d)/g)].map(([, digit]) => digit);
  assert.deepEqual([numbers(path), numbers(`${path}.1`), numbers(`${path}.2`)], [['6'], ['4', '5'], ['2', '3']]);
  assert.equal(readdirSync(join(path, '..')).length, 3);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('program: lines on its input, without a shell', async (t) => {
  const path = join(folder(t), 'out $(x)');
  const output = opened(`program:/usr/bin/tee ${join(path, '..', 'seen')}`, true);
  output.send(sampleAlert());
  output.send(sampleAlert({ json: '{}' }));
  assert.equal(await output.close(), undefined);
  assert.equal(readFileSync(join(path, '..', 'seen'), 'utf8'), '{"rule":"Shell in box"}\n{}\n');
});

test('a program that does not exist is reported, alerts are not dropped in silence', async () => {
  const output = opened('program:/nonexistent/program');
  output.send(sampleAlert());
  assert.match((await output.close()) ?? '', /^1 alerts did not reach/);
});

test('invalid targets are refused', () => {
  for (const target of [
    '',
    'mail:root',
    'http:',
    'http://',
    'alertmanager:9093',
    'syslog:host',
    'file:',
    'program:',
    'file:/nonexistent/x',
  ]) {
    assert.equal(openOutput(target, false).ok, false, target);
  }
});
