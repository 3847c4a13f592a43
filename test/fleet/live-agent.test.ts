// SPDX-License-Identifier: Apache-2.0
// An agent of the running system beside one of a capture, in one table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../cli/program.js';
import { FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { whyNoLiveTests } from '../fixtures/live-capture.js';
import { freePort, NO_SERVER, startAgent, startServer, until } from './nats-server.js';

const skip = NO_SERVER ?? whyNoLiveTests();

test('a running system and a capture in one table', { skip }, async (t) => {
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  await startServer(t, port);
  await startAgent(t, [url, '--name', 'file', '-r', FILES_CAPTURE]);
  const live = await startAgent(t, [url, '--name', 'live']);
  const table = (view: string) => run(['fleet', url, '-v', view, '--json']);
  // This very process waits for it.
  const own = `"HOST":"live","PID":${process.pid},`;
  await until('our own process is in the table', async () => (await table('procs')).out.includes(own));
  const { out, err } = await table('syscalls');
  assert.match(err, /2 of 2 answered/);
  assert.match(out, /"HOST":"file,live"/);
  const hosts = await table('hosts');
  assert.match(hosts.out, /"HOST":"live".*"STATE":"live"/);
  assert.match(hosts.out, /"HOST":"file".*"STATE":"file"/);
  live.process.kill('SIGTERM');
  await until('it has ended', () => live.process.exitCode !== null);
  assert.equal(live.process.exitCode, 0, live.words());
});
