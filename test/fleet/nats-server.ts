// SPDX-License-Identifier: Apache-2.0
// A NATS server for tests, and agents of the program as it is shipped. All are gone when the test has ended.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect as dial } from 'node:net';
import type { TestContext } from 'node:test';
import { MAIN } from '../fixtures/program-file.js';

/** Why there is none; undefined where there is one. */
export const NO_SERVER = ['nats-server', '/usr/sbin/nats-server'].some(
  (program) => spawnSync(program, ['--version']).status === 0,
)
  ? undefined
  : 'nats-server is not installed';

const PROGRAM = spawnSync('nats-server', ['--version']).status === 0 ? 'nats-server' : '/usr/sbin/nats-server';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function reaches(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Waits for it as long as the test may run. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to be that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function startServer(
  context: TestContext,
  port: number,
  args: readonly string[] = [],
  cwd = '/',
): Promise<ChildProcess> {
  const child = spawn(PROGRAM, args.length > 0 ? args : ['-a', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    cwd,
  });
  context.after(() => child.kill('SIGKILL'));
  await until('the server listens', () => reaches(port));
  return child;
}

export interface StartedAgent {
  readonly process: ChildProcess;
  words(): string;
}

/** Resolves when it serves. */
export async function startAgent(context: TestContext, args: readonly string[]): Promise<StartedAgent> {
  const child = spawn(process.execPath, [MAIN, 'agent', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  context.after(() => child.kill('SIGKILL'));
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  await until(`an agent serves: ${words}`, () => words.includes(' serves ') || child.exitCode !== null);
  return { process: child, words: () => words };
}
