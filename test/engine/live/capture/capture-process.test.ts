// SPDX-License-Identifier: Apache-2.0
// The capture process as a whole, with the real probe: what it records, how it ends, what it reports to its parent.

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
import { gunzipSync } from 'node:zlib';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture } from '../../../../src/engine/live/capture/native.js';
import { EVENT_TYPES } from '../../../../src/engine/scap/event-types.js';
import { type Defect, ScapReader } from '../../../../src/engine/scap/scap-reader.js';
import { parseContainerJson } from '../../../../src/engine/state/container-events.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { partialSink } from '../../scap/partial-sink.js';
import { fakeDocker } from '../containers/fake-engines.js';

function probeProblem(): string | false {
  if (process.platform !== 'linux') return 'needs Linux';
  const opened = NativeCapture.open(DEFAULT_NATIVE_OPTIONS, 0);
  if (!opened.ok) return opened.error.message;
  opened.value.close();
  return false;
}
const options = { skip: probeProblem(), timeout: 60_000 };
const isRoot = process.getuid?.() === 0;
const rootOptions = { ...options, skip: options.skip || (isRoot ? false : 'needs root') };

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-capture-'));
});
after(() => rmSync(directory, { recursive: true }));

interface Event {
  readonly tid: number;
  readonly type: number;
  readonly name: string;
  readonly text: string;
}

function read(bytes: Uint8Array) {
  const events: Event[] = [];
  const comms = new Map<number, string>();
  const defects: Defect[] = [];
  const sink = partialSink({
    processes: (list) => {
      for (const { tid, comm } of list) comms.set(tid, comm);
    },
    event: (cursor) => {
      const name = EVENT_TYPES[cursor.type]?.name ?? '';
      events.push({
        tid: cursor.tid,
        type: cursor.type,
        name,
        text: name === 'container' ? (cursor.text(0) ?? '') : '',
      });
    },
    defect: (defect) => defects.push(defect),
  });
  const reader = new ScapReader(sink);
  reader.push(bytes);
  reader.end();
  return { events, comms, defects };
}

/** Without the capture's own notes: the one on CPU samples, and the containers that engines of this machine report. */
function fromProbe<T extends { readonly name: string }>(events: readonly T[]): readonly T[] {
  return events.filter((event) => event.name !== 'container' && event.name !== 'asyncevent');
}

/** A process that opens and closes a file `count` times at each line that it is sent, and then says so. */
async function opener(count: number): Promise<{ child: ChildProcess; pid: number; go: () => Promise<void> }> {
  const script = `const fs = require('fs');
    process.stdin.on('data', () => {
      for (let i = 0; i < ${count}; i++) fs.closeSync(fs.openSync('/etc/passwd'));
      console.log('done');
    });
    console.log('ready');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const go = async () => {
    child.stdin.write('\n');
    await once(child.stdout, 'data');
  };
  return { child, pid: child.pid ?? 0, go };
}

interface Capture {
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

function capture(args: readonly string[], environment: Record<string, string> = {}): Capture {
  const child = spawn(process.execPath, [MAIN, 'capture', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, errors: () => text, ended };
}

/** Waits until the recording has its header: the probe is attached then. */
async function recording(path: string, { child }: Capture): Promise<void> {
  while (!(existsSync(path) && readFileSync(path).length > 0)) {
    assert.equal(child.exitCode, null, 'the capture ended before it began');
    await sleep(20);
  }
}

test('what a process does is recorded, call by call; SIGTERM ends it well', options, async () => {
  const path = join(directory, 'a.scap');
  const work = await opener(1000);
  const run = capture(['-w', path]);
  await recording(path, run);
  await work.go();
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
  work.child.kill();
  const { events, comms, defects } = read(readFileSync(path));
  assert.deepEqual(defects, []);
  assert.equal(comms.get(work.pid), 'node');
  const calls = (key: string) => events.filter((e) => e.tid === work.pid && EVENT_TYPES[e.type]?.key === key).length;
  assert.equal(calls('openat_2_e'), 1000);
  assert.equal(calls('openat_2_x'), 1000);
  assert.equal(calls('close_x'), 1000);
  assert.match(run.errors(), /^sysdrill: \d+ events, [\d.]+ MB, to .*a\.scap; 0 lost\n$/);
});

test('-n records exactly that number of events, -M ends by itself', options, async () => {
  const path = join(directory, 'n.scap');
  const run = capture(['-w', path, '-n', '50', '-M', '20']);
  assert.equal(await run.ended, 0, run.errors());
  const { events } = read(readFileSync(path));
  assert.equal(fromProbe(events).length, 50);
  const timed = capture(['-w', join(directory, 'm.scap'), '-M', '0.3']);
  assert.equal(await timed.ended, 0, timed.errors());
});

test('-z -e -W: a ring of compressed files, each a capture of its own', options, async () => {
  const work = await opener(500);
  const path = join(directory, 'ring');
  const run = capture(['-w', path, '-z', '-e', '400', '-W', '2', '-n', '1500']);
  await recording(`${path}0`, run);
  const going = setInterval(() => work.child.stdin?.write('\n'), 50);
  assert.equal(await run.ended, 0, run.errors());
  clearInterval(going);
  work.child.kill();
  const names = readdirSync(directory)
    .filter((name) => name.startsWith('ring'))
    .sort();
  assert.deepEqual(names, ['ring0', 'ring1']);
  const counts = names.map((name) => {
    const { events, defects, comms } = read(gunzipSync(readFileSync(join(directory, name))));
    assert.deepEqual(defects, []);
    assert.ok(comms.has(work.pid), name);
    return fromProbe(events).length;
  });
  // 400, 400, then 400 and 300 into the same two names.
  assert.deepEqual(counts, [400, 300]);
});

test('a filter narrows to what it asks for and what keeps the state right', options, async () => {
  const path = join(directory, 'f.scap');
  const work = await opener(100);
  const run = capture(['-w', path, `proc.pid=${work.pid} and evt.type in (close, fstat)`]);
  await recording(path, run);
  await work.go();
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0, run.errors());
  work.child.kill();
  const { events } = read(readFileSync(path));
  assert.ok(events.filter((e) => e.tid === work.pid && e.name === 'close').length >= 200);
  // What everybody does all the time and readers need for nothing.
  const noise = new Set([
    'read',
    'write',
    'futex',
    'epoll_wait',
    'mprotect',
    'brk',
    'rt_sigprocmask',
    'fstat',
    'getpid',
  ]);
  const kept = events.filter((e) => noise.has(e.name) && !(e.tid === work.pid && e.name === 'fstat'));
  assert.deepEqual([...new Set(kept.map((e) => e.name))], []);
});

const CGROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((path) => existsSync(join(path, 'cgroup.procs')));
const noCgroups = options.skip || (CGROUPS === undefined ? 'no unified hierarchy' : false);

test('a filter of a container narrows to its cgroup', { ...options, skip: noCgroups }, async (t) => {
  const id = process.pid.toString(16).padStart(64, 'ab');
  const groups = [join(CGROUPS ?? '', 'docker'), join(CGROUPS ?? '', 'docker', id)];
  const made = groups.filter((group) => !existsSync(group));
  try {
    for (const group of made) mkdirSync(group);
  } catch {
    return t.skip('control groups cannot be made here');
  }
  const [inside, outside] = [await opener(100), await opener(100)];
  try {
    writeFileSync(join(groups[1] ?? '', 'cgroup.procs'), String(inside.pid));
    const path = join(directory, 'g.scap');
    const run = capture(['-w', path, `container.id=${id.slice(0, 12)} and evt.type=write`]);
    await recording(path, run);
    await Promise.all([inside.go(), outside.go()]);
    run.child.kill('SIGINT');
    assert.equal(await run.ended, 0, run.errors());
    const { events } = read(readFileSync(path));
    const closes = (pid: number) => events.filter((e) => e.tid === pid && e.name === 'close').length;
    assert.equal(closes(inside.pid), 200);
    assert.equal(closes(outside.pid), 200, 'what keeps the state right comes from everywhere');
    const writers = new Set(events.filter((e) => e.name === 'write').map((e) => e.tid));
    assert.deepEqual([...writers], [inside.pid]);
    const other = join(directory, 'w.scap');
    const wide = capture(['-w', other, 'container.id=0123456789ab and evt.type=write']);
    await recording(other, wide);
    await Promise.all([inside.go(), outside.go()]);
    wide.child.kill('SIGINT');
    assert.equal(await wide.ended, 0, wide.errors());
    const seen = read(readFileSync(other)).events.filter((e) => e.name === 'write');
    assert.ok(
      seen.some((e) => e.tid === outside.pid),
      'nobody is left out for a container without a group',
    );
  } finally {
    for (const { child } of [inside, outside]) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    for (const group of made.reverse()) rmdirSync(group);
  }
});

test('containers known by the engines are in the stream', options, async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '27.1' });
  const id = 'c0ffee'.padEnd(64, '0');
  docker.containers.set(id, { Id: id, Name: '/web', Config: { Image: 'nginx:1' } });
  const path = join(directory, 'c.scap');
  const run = capture(['-w', path], { DOCKER_HOST: `unix://${socket}` });
  await recording(path, run);
  while (docker.listeners() === 0) await sleep(20);
  await sleep(500);
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
  await docker.close();
  const { events, defects } = read(readFileSync(path));
  assert.deepEqual(defects, []);
  const reported = events.filter((e) => e.name === 'container').map((e) => parseContainerJson(e.text));
  const [web, ...again] = reported.filter((c) => c?.fullId === id);
  assert.equal(again.length, 0);
  assert.deepEqual([web?.name, web?.image, web?.type], ['web', 'nginx:1', 'docker']);
});

/** Bytes of each file of a ring, in the order of their names. */
function sizes(prefix: string): readonly number[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => statSync(join(directory, name)).size);
}

test('-C holds for every file, the last one too', options, async () => {
  const work = await opener(60_000);
  const run = capture(['-w', join(directory, 'size'), '-C', '3', '-W', '4']);
  await recording(join(directory, 'size0'), run);
  await work.go();
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0, run.errors());
  work.child.kill();
  assert.equal(sizes('size').length, 4);
  for (const size of sizes('size')) assert.ok(size <= 3_000_000, `${size} bytes`);
});

const OTHER = 54321;

test('a next file that cannot be opened is reported, and the recording goes on', rootOptions, async () => {
  const path = join(directory, 'taken');
  chmodSync(directory, 0o1777);
  writeFileSync(`${path}1`, 'a user laid it here');
  chmodSync(`${path}1`, 0o666);
  chownSync(`${path}1`, OTHER, OTHER);
  mkdirSync(`${path}2`);
  const work = await opener(1000);
  const run = capture(['-w', path, '-e', '300', '-W', '3']);
  await recording(`${path}0`, run);
  await work.go();
  while (!run.errors().includes('another user')) await sleep(20);
  rmSync(`${path}1`);
  const going = setInterval(() => work.child.stdin?.write('\n'), 50);
  while (!run.errors().includes('it is a directory')) await sleep(20);
  clearInterval(going);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0, run.errors());
  work.child.kill();
  assert.match(run.errors(), /taken1: it belongs to another user. The recording goes on in the file before/);
  assert.match(run.errors(), /; 0 lost\n$/);
  assert.ok(read(readFileSync(`${path}0`)).events.length > 300);
  chmodSync(directory, 0o700);
});

test('a recording belongs to who called sudo, and nobody else reads it', rootOptions, async () => {
  const path = join(directory, 'mine.scap');
  const run = capture(['-w', path, '-M', '0.3'], { SUDO_UID: String(OTHER), SUDO_GID: String(OTHER) });
  assert.equal(await run.ended, 0, run.errors());
  const { uid, gid, mode } = statSync(path);
  assert.deepEqual([uid, gid, mode & 0o777], [OTHER, OTHER, 0o600]);
});

test('a full disk ends the recording, with the number of events that were not written', rootOptions, async () => {
  const run = capture(['-w', '/dev/full']);
  assert.equal(await run.ended, 1);
  assert.match(run.errors(), /^sysdrill: cannot write \/dev\/full: the disk is full. \d+ events were not written\n$/);
});

/** A capture as the terminal interface starts it. */
function child(args: readonly string[] = []) {
  const spawned = spawn(process.execPath, [MAIN, 'capture', '-w', '-', ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, SYSDRILL_PARENT: '1' },
  });
  const chunks: Buffer[] = [];
  spawned.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  let reports = '';
  spawned.stdio[3]?.on('data', (chunk: Buffer) => {
    reports += chunk.toString();
  });
  const ended = once(spawned, 'close').then(([code]) => code as number | null);
  return { spawned, ended, bytes: () => Buffer.concat(chunks), reports: () => reports };
}

test('with a parent: the stream on stdout, counters on fd 3, the end when its input closes', options, async () => {
  const run = child();
  while (run.bytes().length === 0 || !run.reports().includes('\n')) await sleep(20);
  await sleep(200);
  run.spawned.stdin?.end();
  assert.equal(await run.ended, 0);
  const { defects, comms, events } = read(run.bytes());
  assert.deepEqual(defects, []);
  assert.ok(comms.has(process.pid));
  // The parent is left out of its own picture.
  assert.equal(events.filter((e) => e.tid === process.pid && e.name === 'write').length, 0);
  const last = JSON.parse(run.reports().trim().split('\n').at(-1) ?? '');
  assert.equal(typeof last.drops.kernel, 'number');
  assert.ok(last.events > 0 && last.bytes > 0 && last.cpuMs > 0);
  assert.ok(Array.isArray(last.containers));
});

test('once attached it has no rights left', {
  ...options,
  skip: options.skip || (isRoot ? false : 'needs root'),
}, async () => {
  const path = join(directory, 'rights.scap');
  const run = capture(['-w', path]);
  await recording(path, run);
  const tasks = () => readdirSync(`/proc/${run.child.pid}/task`);
  const line = (task: string, key: string) =>
    new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${run.child.pid}/task/${task}/status`, 'utf8'))?.[1];
  for (let i = 0; i < 500 && line(String(run.child.pid), 'CapEff') !== '0'.repeat(16); i++) await sleep(10);
  for (const task of tasks()) {
    assert.equal(line(task, 'CapEff'), '0'.repeat(16));
    assert.equal(line(task, 'CapPrm'), '0'.repeat(16));
    assert.doesNotMatch(line(task, 'Uid') ?? '', /\b0\b/);
  }
  await sleep(1500);
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
  // The CPU samples of the second second need the kernel's help, and got it.
  const { events } = read(readFileSync(path));
  assert.ok(events.some((e) => e.name === 'procinfo'));
});

test('the helper for engines of root has no capabilities, and cannot get any', rootOptions, async (t) => {
  const run = capture(['-w', join(directory, 'helper.scap')]);
  await recording(join(directory, 'helper.scap'), run);
  const children = `/proc/${run.child.pid}/task/${run.child.pid}/children`;
  if (!existsSync(children)) return t.skip('this kernel does not list children');
  const helper = readFileSync(children, 'utf8').trim();
  const line = (key: string) =>
    new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${helper}/status`, 'utf8'))?.[1];
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.equal(line(set), '0'.repeat(16), set);
  assert.equal(line('NoNewPrivs'), '1');
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
});

test('when the parent is killed the capture ends', options, async () => {
  const script = `const { spawn } = require('child_process');
    const c = spawn(process.execPath, [${JSON.stringify(MAIN)}, 'capture', '-w', '-'],
      { stdio: ['pipe', 'pipe', 'inherit', 'pipe'], env: { ...process.env, SYSDRILL_PARENT: '1' } });
    c.stdout.once('data', () => console.log(c.pid));
    c.stdout.resume(); c.stdio[3].resume();`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  assert.ok(existsSync(`/proc/${pid}`));
  parent.kill('SIGKILL');
  while (isRunning(pid)) await sleep(20);
});

/** Not a zombie that nobody has buried. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a reader that goes away ends the capture, and one that stops reading cannot hold it', options, async () => {
  const gone = child();
  while (gone.bytes().length === 0) await sleep(20);
  gone.spawned.stdout?.destroy();
  assert.equal(await gone.ended, 0);
  const stuck = child();
  while (stuck.bytes().length === 0) await sleep(20);
  stuck.spawned.stdout?.pause();
  const work = await opener(20_000);
  await work.go();
  stuck.spawned.kill('SIGTERM');
  const exited = once(stuck.spawned, 'exit');
  await exited;
  stuck.spawned.stdout?.destroy();
  work.child.kill();
});

test('a watcher that has stopped costs the recording nothing', options, async () => {
  const path = join(directory, 'watched.scap');
  const spawned = spawn(process.execPath, [MAIN, 'capture', '-w', path], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, SYSDRILL_PARENT: '1' },
  });
  const ended = once(spawned, 'exit');
  assert.ok(spawned.stdout !== null && spawned.stdin !== null);
  await once(spawned.stdout, 'readable');
  // From here on nobody reads.
  const calls = 300_000;
  const work = await opener(calls);
  await work.go();
  spawned.stdin.end();
  await ended;
  work.child.kill();
  const { events, defects } = read(readFileSync(path));
  assert.deepEqual(defects, []);
  const opened = events.filter((e) => e.tid === work.pid && EVENT_TYPES[e.type]?.key === 'openat_2_x').length;
  // A few more are node's own.
  assert.ok(opened >= calls, `${opened} of ${calls}`);
});

test('what cannot be done is said in a line', { ...options, timeout: 60_000 }, async () => {
  const bad = capture(['-w', join(directory, 'no', 'such', 'place')]);
  assert.equal(await bad.ended, 1);
  assert.match(bad.errors(), /^sysdrill: cannot write .*: its directory does not exist\n$/);
  for (const [args, words] of [
    [[], /-w FILE/],
    [['-w', '-', '-C', '1'], /standard output cannot be changed/],
    [['-w', 'x', '-W', '3'], /-W wants/],
    [['-w', 'x', 'proc.nme=1'], /proc\.nme/],
  ] as const) {
    const wrong = capture(args);
    assert.equal(await wrong.ended, 2);
    assert.match(wrong.errors(), words);
  }
});

const canDrop = isRoot && spawnSync('setpriv', ['--version']).status === 0;

test('without the right to load a probe it says how to get it', {
  skip: canDrop ? false : 'needs root and setpriv',
}, () => {
  const args = ['--reuid', '65534', '--clear-groups', '--', process.execPath, MAIN, 'capture', '-w', '/dev/null'];
  const { status, stderr } = spawnSync('setpriv', args, { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /^sysdrill: .*root.*\n$/);
});

const hasSysdig = spawnSync('sysdig', ['--version']).status === 0;

test('sysdig reads the recording', {
  ...options,
  skip: options.skip || (hasSysdig ? false : 'sysdig is not installed'),
}, async () => {
  const path = join(directory, 'sysdig.scap');
  const work = await opener(10);
  const run = capture(['-w', path]);
  await recording(path, run);
  await work.go();
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
  work.child.kill();
  const filter = `proc.pid=${work.pid} and evt.type=openat and fd.name=/etc/passwd`;
  const lines = execFileSync('sysdig', ['-r', path, '-p', '%proc.name %evt.dir %fd.name %evt.res', filter], {
    encoding: 'utf8',
  });
  assert.deepEqual(lines.trim().split('\n'), Array<string>(10).fill('node < /etc/passwd SUCCESS'));
});

test('with --compat 0.29 sysdig reads it to the end, and sysdrill still names the calls', {
  ...options,
  skip: options.skip || (hasSysdig ? false : 'sysdig is not installed'),
}, async () => {
  const path = join(directory, 'compat.scap');
  const run = capture(['-w', path, '--compat', '0.29', 'evt.type = rseq']);
  await recording(path, run);
  // Each program begins with rseq, whose code is 331.
  for (let i = 0; i < 5; i++) execFileSync('true');
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0, run.errors());
  const newest = join(directory, 'newest.scap');
  const plain = capture(['-w', newest, 'evt.type = rseq']);
  await recording(newest, plain);
  for (let i = 0; i < 5; i++) execFileSync('true');
  plain.child.kill('SIGTERM');
  assert.equal(await plain.ended, 0, plain.errors());
  const again = join(directory, 'compat-saved.scap');
  execFileSync(process.execPath, [MAIN, '-r', newest, '-w', again, '--compat', '0.29'], { stdio: 'ignore' });
  for (const file of [path, again]) {
    const theirs = spawnSync('sysdig', ['-r', file, '-p', '%evt.num'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.equal(theirs.status, 0, `${theirs.signal}`);
    const last = read(readFileSync(file)).events.length;
    assert.ok(Number(theirs.stdout.trim().split('\n').at(-1)) > last / 2);
    const args = [MAIN, '-r', file, '-p', '%evt.type', 'evt.type = rseq'];
    const names = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
    assert.ok(names.length >= 10 && names.every((name) => name === 'rseq'), names.join(' '));
  }
});
