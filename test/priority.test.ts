// SPDX-License-Identifier: Apache-2.0
// The turn that the interface takes, in processes with sessions of their own.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { getPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { suite, test } from 'node:test';

const MODULE = new URL('../src/priority.js', import.meta.url).href;
const AUTOGROUP = '/proc/self/autogroup';

const SCRIPT = `
const { raisePriority, usualPriority } = await import(${JSON.stringify(MODULE)});
const { spawn } = await import('node:child_process');
const { readFileSync, readdirSync, existsSync } = await import('node:fs');
const { getPriority } = await import('node:os');
raisePriority();
const command = spawn('sleep', ['60']);
const inherited = getPriority(command.pid);
usualPriority(command.pid);
const threads = readdirSync('/proc/self/task').map((tid) => getPriority(Number(tid)));
const session = existsSync('${AUTOGROUP}') ? readFileSync('${AUTOGROUP}', 'latin1').replace(/.*nice /, '').trim() : '-10';
console.log(JSON.stringify({ threads: [...new Set(threads)], inherited, command: getPriority(command.pid), session }));
command.kill();
`;

interface Said {
  readonly threads: readonly number[];
  readonly inherited: number;
  readonly command: number;
  readonly session: string;
}

const skip = process.geteuid?.() === 0 && getPriority() === 0 ? false : 'wants root, at the usual nice value';

suite('the turn of the interface', { skip }, () => {
  const saidBy = async (child: ChildProcess): Promise<Said> => {
    assert.ok(child.stdout !== null);
    return JSON.parse(await text(child.stdout)) as Said;
  };
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT] as const;
  const run = (program: string, ...argv: readonly string[]) =>
    spawn(program, argv, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });

  test('all threads and the session come first, a command that it starts does not', async () => {
    const { threads, inherited, command, session } = await saidBy(run(...node));
    assert.deepEqual(threads, [-10]);
    assert.deepEqual([inherited, command], [-10, 0]);
    assert.equal(session, '-10');
  });

  test('who has chosen a nice value keeps it', async () => {
    const { threads, command } = await saidBy(run('nice', '-n', '5', ...node));
    assert.deepEqual(threads, [5]);
    assert.equal(command, 5);
  });

  test('the session has its own value again afterwards', {
    skip: existsSync(AUTOGROUP) ? false : 'no autogroups',
  }, async () => {
    const shell = run('sh', '-c', '"$@" > /dev/null; cat /proc/self/autogroup', 'sh', ...node);
    assert.ok(shell.stdout !== null);
    assert.match(await text(shell.stdout), /nice 0$/m);
  });
});
