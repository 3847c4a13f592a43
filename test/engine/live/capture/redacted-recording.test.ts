// SPDX-License-Identifier: Apache-2.0
// A session that types a password, exports a token and sends an Authorization header, recorded twice: as it is, where all
// three are found, and redacted, where none is.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn as spawnTerminal } from 'node-pty';
import { eventType } from '../../../../src/engine/scap/event-types.js';
import { ScapReader } from '../../../../src/engine/scap/scap-reader.js';
import { whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { partialSink } from '../../scap/partial-sink.js';

const options = { skip: whyNoLiveTests() ?? false, timeout: 120_000 };

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-redact-'));
});
after(() => rmSync(directory, { recursive: true }));

interface Recorder {
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

async function recorder(path: string, ...args: string[]): Promise<Recorder> {
  const child = spawn(process.execPath, [MAIN, 'capture', '-w', path, '-s', '2000', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const first = () => (existsSync(path) ? path : `${path}0`);
  while (!existsSync(first()) || statSync(first()).size === 0) {
    assert.equal(child.exitCode, null, text);
    await sleep(20);
  }
  return { child, errors: () => text, ended };
}

async function stop({ child, ended, errors }: Recorder): Promise<string> {
  child.kill('SIGINT');
  assert.equal(await ended, 0, errors());
  return errors();
}

const EXEC = eventType('execve_19_x');
const PASSWORD = 'typed-hunter-4711';
const TOKEN = 'exported-token-0815';
const BEARER = 'bearer-header-9292';

/** What a program in the session does: the header goes over a socket of the machine. */
const SEND = `const authorization = 'Bearer ' + process.env.BEARER_TOKEN;
  require('http').get({ port: process.argv[1], headers: { authorization } }, (r) => r.resume());`;

async function session(): Promise<void> {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shell = spawnTerminal('bash', ['--norc', '--noprofile'], {
    name: 'xterm',
    env: { PATH: process.env['PATH'], HOME: directory },
  });
  let screen = '';
  shell.onData((text) => {
    screen += text;
  });
  const says = async (text: string) => {
    while (!screen.includes(text)) await sleep(20);
  };
  shell.write(`read -s -p "ask""ing: " PW; echo got-$\{#PW}\r`);
  await says('asking: ');
  shell.write(`${PASSWORD}\r`);
  await says(`got-${PASSWORD.length}`);
  shell.write(`export DEPLOY_TOKEN=${TOKEN} BEARER_TOKEN=${BEARER}; env >/dev/null; echo expo""rted\r`);
  await says('exported');
  shell.write(`'${process.execPath}' -e "${SEND.replaceAll('\n', ' ')}" ${port}; echo se""nt\r`);
  await says('sent');
  const ended = new Promise((resolve) => shell.onExit(resolve));
  shell.write('exit\r');
  await ended;
  server.close();
}

/** Also where it was typed or echoed letter by letter, which `strings` would not find. */
function typed(bytes: Buffer): string {
  let text = '';
  const sink = partialSink({
    event: (cursor) => {
      const data = cursor.buffer(1);
      if (data?.length === 1) text += String.fromCharCode(data[0] ?? 0);
    },
  });
  new ScapReader(sink).push(bytes);
  return text;
}

function rows(path: string, view: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, '-r', path, '-v', view, '--json'], {
    maxBuffer: 1 << 28,
  });
  assert.equal(stderr.toString(), '');
  return stdout.toString();
}

test('a redacted recording has none of the secrets, and its views work', options, async () => {
  const plain = join(directory, 'plain.scap');
  const redacted = join(directory, 'redacted.scap');
  const first = await recorder(plain);
  await session();
  await stop(first);
  const second = await recorder(redacted, '--redact');
  await session();
  const report = await stop(second);
  const [open, hidden] = [readFileSync(plain), readFileSync(redacted)];
  for (const secret of [PASSWORD, TOKEN, BEARER]) {
    assert.ok(open.includes(secret), `${secret} is not even in the plain one`);
    assert.ok(!hidden.includes(secret), secret);
    assert.ok(!typed(hidden).includes(secret), secret);
  }
  assert.match(report, /redacted: .*environment values.*reads and writes of terminals/);
  assert.match(report, /DEPLOY_TOKEN \d/);
  assert.match(report, /authorization \d/);
  assert.ok(hidden.includes('DEPLOY_TOKEN='));
  assert.match(rows(redacted, 'procs'), /"bash"|bash --norc/);
  assert.match(rows(redacted, 'spy_users'), /env/);
  assert.match(rows(redacted, 'connections'), /127\.0\.0\.1/);
});

test('a ring of redacted, compressed files: each a capture of its own', options, async () => {
  const path = join(directory, 'ring');
  const run = await recorder(path, '--redact', '-z', '-e', '300', '-W', '3', '-n', '1000');
  const work = spawn(process.execPath, ['-e', 'setInterval(() => require("fs").readFileSync("/etc/passwd"), 1)'], {
    stdio: 'ignore',
  });
  assert.equal(await run.ended, 0, run.errors());
  work.kill();
  const names = readdirSync(directory).filter((name) => name.startsWith('ring'));
  assert.deepEqual(names.sort(), ['ring0', 'ring1', 'ring2']);
  for (const name of names) assert.match(rows(join(directory, name), 'procs'), /node/);
});

test('--no-env records no environment', options, async () => {
  const path = join(directory, 'no-env.scap');
  const run = await recorder(path, '--no-env');
  const environment = { PATH: process.env['PATH'], HARMLESS_THING: 'some-value-of-mine' };
  assert.equal(spawnSync('sh', ['-c', 'cat /dev/null'], { env: environment }).status, 0);
  assert.equal(spawnSync('cat-that-is-not-there', { env: environment }).status, null);
  await stop(run);
  const environments: number[] = [];
  let execs = 0;
  const sink = partialSink({
    processes: (processes) => environments.push(...Array.from(processes, ({ env }) => env.length)),
    event: (cursor) => {
      if (cursor.type !== EXEC.id) return;
      execs++;
      environments.push(cursor.buffer(EXEC.params.findIndex(({ name }) => name === 'env'))?.length ?? 0);
    },
  });
  new ScapReader(sink).push(readFileSync(path));
  assert.ok(execs >= 2);
  assert.ok(environments.length > execs);
  assert.ok(environments.every((length) => length === 0));
});

test('a place that cannot be written to is reported, and nothing is recorded', options, async () => {
  const child = spawnSync(process.execPath, [
    MAIN,
    'capture',
    '-w',
    join(directory, 'no', 'such'),
    '--redact',
    '-M',
    '1',
  ]);
  assert.equal(child.status, 1);
  assert.match(child.stderr.toString(), /cannot write .*its directory does not exist/);
});
