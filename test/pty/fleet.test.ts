// SPDX-License-Identifier: Apache-2.0
// The screen over a fleet, in a terminal emulator, with a real NATS server and agents of the program as it is shipped.

import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEMO_CAPTURE, FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { MAIN } from '../fixtures/program-file.js';
import { freePort, NO_SERVER, startAgent, startServer } from '../fleet/nats-server.js';
import { withApp } from './driver.js';

const CAPTURES = join(fileURLToPath(new URL('../../../', import.meta.url)), 'test', 'captures');
const HOSTS: readonly (readonly [string, string])[] = [
  ['web-1', FILES_CAPTURE],
  ['db-1', DEMO_CAPTURE],
  ['dns-1', join(CAPTURES, 'sendmmsg-resolver.scap')],
];

test('hosts, a view of all of them, one host with its pages, and back', { skip: NO_SERVER }, async (t) => {
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  await startServer(t, port);
  for (const [host, path] of HOSTS) await startAgent(t, [url, '--name', host, '-r', path]);
  const launch = { command: process.execPath, args: [MAIN, 'fleet', url], columns: 120, rows: 30 };
  await withApp(launch, async (app) => {
    await app.expectScreen(/HOST.* EV\/s .*HELD SINCE .*STATE/);
    await app.expectScreen(/fleet: 3 of 3 answered/);
    await app.expectScreen(/db-1 .* file/);
    // One host answers by itself: its processes, their threads, events, one event, and back to all hosts.
    await app.press('Enter').expectScreen(/filter: fleet\.host=db-1/);
    await app.expectScreen(/PID .*CPU/);
    await app.press('Enter').expectScreen(/PID +TID/);
    await app.press('Backspace').expectScreen(/PID .*CPU/);
    await app.press('D').expectScreen(/Dig/);
    await app.expectScreen(/execve|read|openat/);
    await app.press('Enter').expectScreen(/evt\.num/);
    await app.press('Backspace').expectScreen(/Dig/);
    await app.press('Backspace').expectScreen(/PID .*CPU/);
    await app.press('Backspace').expectScreen(/HELD SINCE/);
    // All hosts in one view, and a row of one of them.
    await app.press('F2').expectScreen(/type to narrow/);
    await app.type('Files').press('Enter');
    await app.expectScreen(/HOST.*FILE/i);
    await app.press('F2').expectScreen(/type to narrow/);
    await app.type('Processes').press('Enter');
    await app.expectScreen(/HOST .*PID .*CPU/);
    await app.expectScreen(/web-1 +\d+/);
    await app.press('Enter').expectScreen(/fleet\.host=[a-z]+-1 and proc\.pid=\d+/);
    await app.press('F8').expectScreen(/no actions/);
  });
});
