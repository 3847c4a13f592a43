// SPDX-License-Identifier: Apache-2.0
// The rules that come with the program on the running system: each of these commands makes exactly its rule fire.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../../../cli/program.js';
import { whyNoLiveTests } from '../../../fixtures/live-capture.js';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const hasPrograms = ['perl', 'bash'].every((name) => existsSync(`/usr/bin/${name}`));
const skip = whyNoLiveTests() ?? (hasPrograms ? false : 'perl or bash is not here');
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-attacks-'));
const DROPPED = `/dev/shm/sysdrill-test-${process.pid}`;

interface Alert {
  readonly rule: string;
  readonly output: string;
}

/** Sysdrill with rules, and the alerts that it has printed. */
class Watch {
  readonly alerts: Alert[] = [];
  readonly child;
  errors = '';

  constructor(...args: readonly string[]) {
    this.child = spawn(process.execPath, [MAIN, '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.alerts.push(...lines.map((line) => JSON.parse(line) as Alert));
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  /** Does the work again and again until `wanted` has been reported about it. */
  async until(work: () => void, wanted: (alert: Alert) => boolean): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      work();
      for (let waits = 0; waits < 10; waits++) {
        if (this.alerts.some(wanted)) return;
        assert.equal(this.child.exitCode, null, this.errors);
        await sleep(50);
      }
    }
    assert.fail(`nothing was reported: ${JSON.stringify(this.alerts)}`);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGINT');
    await once(this.child, 'close');
  }
}

function bash(command: string): () => void {
  return () => void spawnSync('/usr/bin/bash', ['-c', command], { stdio: 'ignore' });
}

function perl(program: string): () => void {
  return () => void spawnSync('/usr/bin/perl', ['-e', program], { stdio: 'ignore' });
}

suite('rules on the running system', { skip }, () => {
  const server = createServer((socket) => socket.end());
  let watch: Watch;
  let port = 0;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    cpSync('/bin/true', DROPPED);
    watch = new Watch('--rules', join(ROOT, 'rules'));
  });

  after(async () => {
    server.close();
    rmSync(DROPPED, { force: true });
    rmSync(folder, { recursive: true });
    await watch.stop();
  });

  /** The rules that fire while the work is done until `rule` has; other programs of the machine are left out by `about`. */
  async function fires(rule: string, work: () => void, about: RegExp, others: readonly string[] = []): Promise<void> {
    const from = watch.alerts.length;
    await watch.until(work, (alert) => alert.rule === rule && about.test(alert.output));
    const fired = new Set(
      watch.alerts
        .slice(from)
        .filter(({ output }) => about.test(output))
        .map((a) => a.rule),
    );
    for (const other of others) fired.delete(other);
    assert.deepEqual([...fired], [rule]);
  }

  test('a file with password hashes is read', () =>
    fires('Sensitive file read', bash('cat /etc/shadow'), /command=cat \/etc\/shadow/));

  test('a shell takes its input from a connection', () =>
    fires('Reverse shell', bash(`exec 3<>/dev/tcp/127.0.0.1/${port}; exec 0<&3`), /command=bash -c exec 3<>/));

  test('a shell is started on a connection', () => {
    const program = `use IO::Socket; $s = IO::Socket::INET->new("127.0.0.1:${port}"); open STDIN, "<&", $s; exec "/bin/sh", "-c", "true sysdrill"`;
    return fires('Shell on a connection', perl(program), /command=sh -c true sysdrill/);
  });

  test('a program without a file is run', () => {
    const program =
      'local $/; open I, "/bin/true"; $b = <I>; $n = "x"; $f = syscall(319, $n, 0); open O, ">&=", $f; binmode O; print O $b; O->flush; exec "/proc/self/fd/$f", "sysdrill"';
    return fires('Program without a file', perl(`use IO::Handle; ${program}`), /sysdrill/);
  });

  test('a dropped program is run', () => fires('Dropped and run', bash(DROPPED), new RegExp(`exe=${DROPPED}`)));

  test('a watched file is opened for writing', () =>
    fires('Watched file written', bash(': sysdrill; : >> /etc/group'), /command=bash -c : sysdrill/));

  test('a sensitive file gets a second name', () =>
    fires(
      'Link to a sensitive file',
      bash(`ln -sf /etc/shadow ${folder}/link`),
      new RegExp(`command=ln -sf /etc/shadow ${folder}`),
    ));

  test('data is overwritten', () =>
    fires(
      'Data destroyed',
      bash(`echo sysdrill > ${folder}/data; shred ${folder}/data`),
      new RegExp(`command=shred ${folder}`),
    ));

  test('a program crashes again and again', () =>
    fires(
      'Crash loop',
      bash(`ulimit -c 0; for i in 1 2 3; do perl -e 'kill 11, $$'; done`),
      /command=perl -e kill 11, \$\$ signal=SIGSEGV/,
    ));

  test('an interpreter listens', () => {
    const program = 'use IO::Socket; IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")';
    return fires('Interpreter listens', perl(program), /command=perl -e use IO::Socket; IO/);
  });

  test('a process is traced', () => {
    const program = '$p = fork; if (!$p) { sleep 5; exit } syscall(101, 16, $p, 0, 0); kill 9, $p; wait';
    return fires('Another process traced', perl(program), /command=perl -e \$p = fork/);
  });

  test('packets are read raw', () =>
    fires('Packets read raw', perl('socket(S, 17, 3, 768)'), /command=perl -e socket/));

  test('a disk is full', () => fires('Disk full', bash('echo sysdrill > /dev/full'), /command=bash -c echo sysdrill/));

  test('there are no more file descriptors', () => {
    const command = `ulimit -n 20; exec perl -e 'for (1 .. 30) { open $f[$_], "<", "/dev/null" }'`;
    return fires('No more file descriptors', bash(command), /command=perl -e for \(1/);
  });

  test('rules are read again on SIGHUP; invalid ones change nothing', async () => {
    const path = join(folder, 'own.yaml');
    const rule = (name: string) =>
      `- {rule: ${name}, desc: d, condition: "evt.type in (execve, execveat) and evt.rawres = 0 and proc.name = true", output: o, priority: info}\n`;
    writeFileSync(path, rule('before'));
    const own = new Watch('--rules', path);
    const work = () => void spawnSync('/bin/true');
    try {
      await own.until(work, (alert) => alert.rule === 'before');
      writeFileSync(path, '- {rule: broken}');
      own.child.kill('SIGHUP');
      while (!/stay as they were/.test(own.errors)) {
        work();
        await sleep(50);
      }
      writeFileSync(path, rule('after'));
      own.child.kill('SIGHUP');
      await own.until(work, (alert) => alert.rule === 'after');
    } finally {
      await own.stop();
    }
  });
});
