// SPDX-License-Identifier: Apache-2.0
// A fleet with the configuration that `sysdrill fleet init` writes, TLS on: what each role sees, what the server refuses,
// what the agents' logs say; then what goes wrong in a fleet: a host killed, the server started again, a host that is slow.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Ended, run } from '../cli/program.js';
import { DEMO_CAPTURE, FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { freePort, NO_SERVER, type StartedAgent, startAgent, startServer, until } from './nats-server.js';

const HOSTS: readonly (readonly [string, string])[] = [
  ['web-1', FILES_CAPTURE],
  ['db.example', DEMO_CAPTURE],
];

interface Fleet {
  readonly port: number;
  readonly creds: (user: string) => string;
  readonly config: string;
  readonly agents: readonly StartedAgent[];
  fleet(user: string, ...args: readonly string[]): Promise<Ended>;
}

async function started(t: TestContext): Promise<Fleet & { server: Awaited<ReturnType<typeof startServer>> }> {
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-fleet-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const port = await freePort();
  const init = (...more: string[]): Promise<Ended> =>
    run(['fleet', 'init', directory, ...more, '--server', '127.0.0.1', '--port', String(port)]);
  assert.equal((await init('web-1')).status, 0);
  const first = readFileSync(join(directory, 'creds', 'agent-web-1.json'), 'utf8');
  assert.equal((await init('db.example')).status, 0);
  assert.equal(readFileSync(join(directory, 'creds', 'agent-web-1.json'), 'utf8'), first, 'keys stay');
  for (const name of ['ca.key', 'creds/look.json']) assert.equal(statSync(join(directory, name)).mode & 0o077, 0, name);
  const config = join(directory, 'nats-server.conf');
  const { seed } = JSON.parse(first) as { seed: string };
  assert.ok(!readFileSync(config, 'utf8').includes(seed), 'the server has no secret keys');
  const creds = (user: string): string => join(directory, 'creds', `${user}.json`);
  const server = await startServer(t, port, ['-c', config], directory);
  const agents: StartedAgent[] = [];
  for (const [host, path] of HOSTS) agents.push(await startAgent(t, ['--creds', creds(`agent-${host}`), '-r', path]));
  const fleet = (user: string, ...args: readonly string[]): Promise<Ended> =>
    run(['fleet', '--creds', creds(user), ...args]);
  return { port, creds, config, agents, fleet, server };
}

test('a fleet with keys and roles', { skip: NO_SERVER }, async (t) => {
  const { port, creds, agents, fleet, config, server } = await started(t);
  const commands = (out: string): string[] =>
    out
      .trim()
      .split('\n')
      .map((line) => String((JSON.parse(line) as { Command: unknown }).Command));

  await t.test('the role look gets no arguments, and dig does', async () => {
    const look = await fleet('look', '-v', 'procs', '--json');
    assert.match(look.err, /2 of 2 answered/);
    assert.ok(commands(look.out).every((command) => !command.includes(' -')));
    const dig = await fleet('dig', '-v', 'procs', '--json');
    assert.ok(commands(dig.out).some((command) => command.includes(' -')));
    const spied = await fleet('look', '-v', 'spy_users', '--json');
    assert.ok(spied.out === '' || commands(spied.out).every((command) => !command.includes(' ')), spied.out);
  });

  await t.test('what payload holds cannot be found out by filters or keys either', async () => {
    for (const words of [
      ['-v', 'procs', 'proc.cmdline contains ssh'],
      ['-v', 'syscalls', 'evt.buffer contains x'],
      ['-v', 'requests_top'],
    ]) {
      const { err, status } = await fleet('look', '--json', ...words);
      assert.equal(status, 1);
      assert.match(err, /the role dig may see it/);
    }
  });

  await t.test('the server refuses a role that the user has not', async () => {
    const { status, err } = await fleet('look', '--role', 'dig', '-v', 'procs', '--json');
    assert.equal(status, 1);
    assert.match(err, /the server does not let this user (send|listen) to/);
  });

  await t.test('the server refuses an agent that takes the name of another', async () => {
    const { status, err } = await run([
      'agent',
      '--creds',
      creds('agent-web-1'),
      '--name',
      'db.example',
      '-r',
      FILES_CAPTURE,
    ]);
    assert.equal(status, 1);
    assert.match(err, /the server does not let this user (send|listen) to sd\./);
  });

  await t.test('nobody gets in without keys, or past the certificate', async () => {
    const none = await run(['fleet', `nats://127.0.0.1:${port}`, '-v', 'procs', '--json']);
    assert.equal(none.status, 1);
    assert.match(none.err, /127\.0\.0\.1/);
  });

  await t.test('each question is a line in the log of the agent', () => {
    const words = agents[0]?.words() ?? '';
    assert.match(words, /audit role=look session="[0-9a-f]+" query \{"view":"procs","filter":""\}/);
    assert.match(words, /audit role=look .* query \{"view":"procs","filter":"proc.cmdline contains ssh"\}/);
    assert.match(words, /audit role=dig .* query \{"view":"procs"/);
  });

  await t.test('agents come back after the server was started again', async () => {
    server.kill('SIGKILL');
    await until('the server is away', () => server.exitCode !== null || server.signalCode !== null);
    await startServer(t, port, ['-c', config], join(config, '..'));
    await until('both hosts answer', async () =>
      /2 of 2 answered/.test((await fleet('dig', '-v', 'syscalls', '--json')).err),
    );
  });

  await t.test('a host that hangs is late, its rows are not in the table; one that was killed is gone', async () => {
    agents[1]?.process.kill('SIGSTOP');
    const late = await fleet('dig', '-v', 'procs', '--json', '--wait', '2');
    agents[1]?.process.kill('SIGCONT');
    assert.match(late.err, /1 of [12] answered/);
    assert.ok(!late.out.includes('db.example'));
    agents[1]?.process.kill('SIGKILL');
    const gone = await fleet('dig', '-v', 'procs', '--json', '--wait', '2');
    assert.match(gone.err, /1 of 1 answered/);
  });
});
