// SPDX-License-Identifier: Apache-2.0
// The service of a recorder on the running system: the group sees everything, other users what is theirs, and nobody who
// watches costs the recording anything.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { capturesIn } from '../../../../src/engine/ring/ring-folder.js';
import { run } from '../../../cli/program.js';
import { whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';

const USER = 54_321;
const GROUP = 54_322;
/** In the group. What it reads of the service is its own, so it is not USER: who is could read its memory. */
const MEMBER = 54_323;
/** Prints what comes through a socket, without us in between. */
const DUMP = "require('node:net').connect(process.argv[1]).on('error', () => {}).pipe(process.stdout)";

function whyNot(): string | undefined {
  const { status } = spawnSync('setpriv', [...as(USER), process.execPath, '--version']);
  return status === 0 ? whyNoLiveTests() : 'needs setpriv, and a node that other users can run';
}

function as(group: number): string[] {
  const user = String(group === USER ? USER : MEMBER);
  return ['--reuid', user, '--regid', user, ...(group === USER ? ['--clear-groups'] : ['--groups', String(group)])];
}

class Output {
  readonly child: ChildProcess;
  readonly #pieces: Buffer[] = [];

  constructor(program: string, ...args: readonly string[]) {
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (piece: Buffer) => this.#pieces.push(piece));
  }

  has(text: string): boolean {
    return Buffer.concat(this.#pieces).includes(text);
  }

  get bytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

async function until(holds: () => boolean | Promise<boolean>, work: () => void = () => undefined): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await holds()) return;
    work();
    await sleep(100);
  }
  assert.fail('it did not happen');
}

/** The fields of a process that the kernel says. */
function statusOf(pid: number | string, key: string): string {
  return new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}

suite('the service of a recorder', { skip: whyNot() ?? false, concurrency: 1 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'sysdrill-served-'));
  chmodSync(home, 0o755);
  const socket = join(home, 'socket');
  const ring = join(home, 'ring');
  let recorder: Output | undefined;
  const outputs: Output[] = [];
  after(async () => {
    for (const output of outputs) await output.end();
    await recorder?.end();
    rmSync(home, { recursive: true });
  });

  const dump = (group: number): Output => {
    const output = new Output('setpriv', ...as(group), process.execPath, '-e', DUMP, socket);
    outputs.push(output);
    return output;
  };
  /** What a user, and root, write and read. A program with a group of its own reads for the user. */
  const secrets = { own: 'mark-of-the-user', root: 'mark-of-root', group: 'mark-of-a-group' };
  const program = join(home, 'reader');
  const write = () => {
    spawnSync('setpriv', [...as(USER), 'sh', '-c', `echo ${secrets.own} | cat > /dev/null`]);
    spawnSync('sh', ['-c', `echo ${secrets.root} | cat > /dev/null`]);
    spawnSync('setpriv', [...as(USER), program, join(home, 'group-file')], { stdio: 'ignore' });
  };

  test('the recorder serves, and its service has no rights', async () => {
    writeFileSync(join(home, 'group-file'), `${secrets.group}\n`, { mode: 0o640 });
    chownSync(join(home, 'group-file'), 0, GROUP);
    copyFileSync('/bin/cat', program);
    chownSync(program, 0, GROUP);
    chmodSync(program, 0o2755);
    recorder = new Output(process.execPath, MAIN, 'record', '--socket', socket, '--group', String(GROUP), ring);
    await until(() => existsSync(socket) && capturesIn(ring).length > 0);
    const { stdout } = spawnSync('ps', ['--ppid', String(recorder.child.pid), '-o', 'pid=,args='], {
      encoding: 'utf8',
    });
    const pid = /^ *(\d+) .*service-process/m.exec(stdout)?.[1] ?? '';
    assert.equal(statusOf(pid, 'CapEff'), '0'.repeat(16));
    assert.match(statusOf(pid, 'Uid'), /^65534\s+65534\s+65534\s+65534$/);
    assert.equal(statusOf(pid, 'Groups').trim(), '65534');
  });

  test('the group sees everything, others what is theirs alone', async () => {
    const all = dump(GROUP);
    const own = dump(USER);
    await until(
      () => own.has(secrets.own) && all.has(secrets.own) && all.has(secrets.root) && all.has(secrets.group),
      write,
    );
    const seen = own.bytes;
    await until(() => own.bytes > seen, write);
    assert.ok(!own.has(secrets.root));
    assert.ok(!own.has(secrets.group), 'what a program with other rights reads is not its caller’s');
    assert.ok(!own.has('/sbin/init') && !own.has('service-process'));
    await all.end();
    await own.end();
  });

  test('who reads nothing, talks, or comes too often costs the others nothing', async () => {
    const silent = Array.from({ length: 3 }, () =>
      connect(socket)
        .on('error', () => undefined)
        .pause(),
    );
    for (const one of Array.from({ length: 20 }, () => connect(socket).on('error', () => undefined))) {
      one.write(Buffer.alloc(100_000, 'garbage'));
    }
    const size = () => capturesIn(ring).reduce((sum, file) => sum + statSync(file).size, 0);
    const before = size();
    await until(
      () => size() > before + 1_000_000,
      () => spawnSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000'], { stdio: 'ignore' }),
    );
    const watcher = dump(USER);
    await until(() => watcher.has(secrets.own), write);
    for (const one of silent) one.destroy();
    await watcher.end();
  });

  test('sysdrill --connect watches with views and filters, and the recording is whole in the end', async () => {
    // Those who came too often a moment ago are let in again after ten seconds.
    await until(async () => (await run(['--connect', socket, '-M', '0.1', '-p', '%evt.num'])).status === 0);
    const ended = run(['--connect', socket, '-M', '4', '-p', '%proc.name %evt.type', 'proc.name', '=', 'dd']);
    for (let i = 0; i < 30; i++) {
      spawnSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=10'], { stdio: 'ignore' });
      await sleep(100);
    }
    const { out, err } = await ended;
    assert.match(out, /^dd (openat|read|write|execve|close)/m, err);
    recorder?.child.kill('SIGTERM');
    const [status] = recorder === undefined ? [] : ((await once(recorder.child, 'exit')) as [number | null]);
    assert.equal(status, 0);
    assert.ok(!existsSync(socket));
    assert.match((await run(['-r', ring, '-p', '*%proc.name', 'proc.name = dd'])).out, /^dd$/m);
  });
});
