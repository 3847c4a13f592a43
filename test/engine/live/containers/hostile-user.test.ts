// SPDX-License-Identifier: Apache-2.0
// An ordinary user with sockets below /run/user against a recording of root: what the user's program says or does costs
// names of that user's containers, and nothing else. Each capture runs in a mount namespace with a /run of its own.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ScapReader } from '../../../../src/engine/scap/scap-reader.js';
import { parseContainerJson } from '../../../../src/engine/state/container-events.js';
import { whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { partialSink } from '../../scap/partial-sink.js';

const HOSTILE = fileURLToPath(new URL('../../../fixtures/hostile-docker.js', import.meta.url));
const UID = 54321;
const SOCKET = `/run/user/${UID}/docker.sock`;
const AS_USER = `setpriv --reuid ${UID} --regid ${UID} --clear-groups`;
const SETUP = [
  'mount --make-rprivate / && mount -t tmpfs none /run && mkdir -m 755 /run/user',
  `mkdir -m 700 /run/user/${UID} && chown ${UID}:${UID} /run/user/${UID}`,
].join(' && ');

function whyNot(): string | undefined {
  const problem = whyNoLiveTests();
  if (problem !== undefined) return problem;
  const { status } = spawnSync('unshare', ['-m', 'sh', '-c', `${SETUP} && ${AS_USER} test -x ${process.execPath}`]);
  return status === 0 ? undefined : 'needs a mount namespace, setpriv, and a node that other users can run';
}

const options = { skip: whyNot() ?? false, timeout: 60_000 };
let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-hostile-'));
  chmodSync(directory, 0o755);
  copyFileSync(HOSTILE, join(directory, 'hostile.mjs'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly path: string;
  readonly ended: Promise<number | null>;
  readonly errors: () => string;
}

/** `prepare`: shell commands of the namespace before the capture. Resolves when the recording has begun. */
async function capture(prepare: string, ...args: string[]): Promise<Run> {
  const path = join(directory, `${Math.random()}.scap`);
  const script = `${SETUP} || exit 99; ${prepare}\nexec ${process.execPath} ${MAIN} capture -w ${path} ${args.join(' ')}`;
  const { SUDO_UID, SUDO_GID, ...env } = process.env;
  const child = spawn('unshare', ['-m', 'sh', '-c', script], { stdio: ['ignore', 'ignore', 'pipe'], env });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  while (!(existsSync(path) && statSync(path).size > 0)) {
    assert.equal(child.exitCode, null, text);
    await sleep(20);
  }
  return { child, pid: child.pid ?? 0, path, ended, errors: () => text };
}

/** Starts the user's program and waits for its socket; it ends with the namespace's capture at the latest. */
function engine(mode: string, ...pairs: string[]): string {
  const program = `${AS_USER} ${process.execPath} ${join(directory, 'hostile.mjs')} ${SOCKET} ${mode} ${pairs.join(' ')}`;
  return `(${program} >/dev/null 2>&1 & echo $! > ${directory}/pid)
    for i in $(seq 200); do [ -S ${SOCKET} ] && break; sleep 0.05; done`;
}

function endEngine(): void {
  process.kill(Number(readFileSync(join(directory, 'pid'), 'utf8')), 'SIGKILL');
}

function containersOf(path: string): Map<string, string> {
  const found = new Map<string, string>();
  const reader = new ScapReader(
    partialSink({
      event: (cursor) => {
        const container = parseContainerJson(cursor.text(0) ?? '');
        if (container !== undefined) found.set(container.fullId, container.name);
      },
    }),
  );
  reader.push(readFileSync(path));
  reader.end();
  return found;
}

const status = (pid: number, key: string): string =>
  new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

const CGROUPS =
  ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((path) => existsSync(join(path, 'cgroup.procs'))) ?? '';

/** Makes the groups, all of their parents too; the answer removes those that were not there. */
function groups(...paths: string[]): () => void {
  const made: string[] = [];
  for (const path of paths) {
    for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1)) {
      const group = join(CGROUPS, path.slice(0, at));
      if (existsSync(group)) continue;
      mkdirSync(group);
      made.push(group);
    }
    mkdirSync(join(CGROUPS, path));
    made.push(join(CGROUPS, path));
  }
  return () => {
    for (const group of made.reverse()) rmdirSync(group);
  };
}

test("a user's engine names that user's containers, and nobody else's", options, async (t) => {
  const tail = process.pid.toString(16);
  const [own, victim, none] = ['aa', 'bb', 'cc'].map((letters) => tail.padStart(64, letters)) as [
    string,
    string,
    string,
  ];
  const slice = `/user.slice/user-${UID}.slice`;
  let remove: () => void;
  try {
    remove = groups(`${slice}/libpod-${own}.scope`, `/docker/${victim}`, `${slice}/libpod-${victim}.scope`);
  } catch {
    return t.skip('control groups cannot be made here');
  }
  try {
    const pairs = [own, 'mine', victim, 'forged', none, 'invented'];
    const run = await capture(engine('plain', ...pairs));
    for (let i = 0; i < 200 && !containersOf(run.path).has(own); i++) await sleep(100);
    // The others were asked about at the same time.
    await sleep(500);
    run.child.kill('SIGINT');
    assert.equal(await run.ended, 0, run.errors());
    endEngine();
    assert.deepEqual(
      [...containersOf(run.path)].filter(([id]) => id.endsWith(tail)),
      [[own, 'mine']],
    );
  } finally {
    remove();
  }
});

test('the identity of the recorder does not depend on what a user lays out', options, async () => {
  const run = await capture(engine('plain'));
  while (status(run.pid, 'Uid').startsWith('0')) await sleep(20);
  assert.match(status(run.pid, 'Uid'), /^65534\b/);
  const kill = spawnSync('sh', ['-c', `${AS_USER} kill -STOP ${run.pid}`], { encoding: 'utf8' });
  assert.notEqual(kill.status, 0);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0, run.errors());
  endEngine();
});

/** How long each is recorded: an endless line takes a while until its reader can do nothing else. */
const MODES = [
  ['silent', 2],
  ['garbage', 2],
  ['slow', 2],
  ['endless-version', 2],
  ['endless-list', 2],
  ['endless-events', 10],
  ['flood', 3],
] as const;

for (const [mode, seconds] of MODES) {
  test(`an engine of a user: ${mode}. -M ends the recording, which has the events`, options, async () => {
    const run = await capture(engine(mode), '-M', String(seconds));
    const late = sleep(20_000, 'late', { ref: false });
    const result = await Promise.race([run.ended, late]);
    if (result === 'late') run.child.kill('SIGKILL');
    endEngine();
    assert.equal(result, 0, run.errors());
    assert.match(run.errors(), /\d+ events, .* 0 lost/);
  });
}

test("a user's link to a socket of root alone is not followed", options, async () => {
  const seen = join(directory, 'seen');
  const listener = `const s = require('net').createServer(() => require('fs').writeFileSync('${seen}', ''));
    s.listen('/run/root-only.sock', () => require('fs').chmodSync('/run/root-only.sock', 0o600))`;
  writeFileSync(join(directory, 'listener.cjs'), listener);
  const prepare = `(${process.execPath} ${directory}/listener.cjs & echo $! > ${directory}/pid)
    for i in $(seq 200); do [ -S /run/root-only.sock ] && break; sleep 0.05; done
    ${AS_USER} ln -s /run/root-only.sock ${SOCKET}
    ${AS_USER} mkdir /run/user/${UID}/podman
    ${AS_USER} ln -s /run/root-only.sock /run/user/${UID}/podman/podman.sock`;
  const run = await capture(prepare, '-M', '3');
  assert.equal(await run.ended, 0, run.errors());
  endEngine();
  assert.equal(existsSync(seen), false, 'somebody has connected');
});
