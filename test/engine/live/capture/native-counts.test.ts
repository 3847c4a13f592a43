// SPDX-License-Identifier: Apache-2.0
// Nothing is lost or invented: a known number of calls gives exactly that number of events, or that number less the drops
// that are reported. Also what must not be in the stream.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture, type NativeStats } from '../../../../src/engine/live/capture/native.js';
import { SYSCALL_NAMES } from '../../../../src/engine/scap/enums.js';
import {
  capture,
  compileFixture,
  emptyFolder,
  has,
  type LiveRun,
  RECORD,
  runProgram,
  whyNoLiveTests,
} from '../../../fixtures/live-capture.js';
import { probeCalls } from '../../../fixtures/probe-table.js';
import { paramsOf, plainValue } from '../../../fixtures/scap-events.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const GENERIC = 0;
/** Portable code. */
const GETPPID = 41;
/** Portable code. */
const RT_SIGRETURN = SYSCALL_NAMES.indexOf('rt_sigreturn');
const SIGNAL = 232;
const PROCEXIT = 186;
const PROCINFO = 234;
const CLONE_EXIT = 223;
const CLONE3_EXIT = 335;

const PAIRS = new Map(probeCalls().map((call) => [call.name, call.enter]));

function pair(name: string): number {
  const type = PAIRS.get(name);
  if (type === undefined) throw new Error(`no call ${name}`);
  return type;
}

function drops(stats: NativeStats): number {
  return stats.drops_ring + stats.drops_ring_state + stats.drops_reentered + stats.misses;
}

/** The sums that scap_shim.h promises, after everything was drained. */
function checkSums({ stats, tally }: LiveRun<unknown>): void {
  assert.equal(tally.events, stats.events_out);
  assert.equal(stats.kernel_events + stats.sampled_events, stats.events_out + stats.drops_sink);
  assert.equal(stats.queue_bytes, 0);
}

/**
 * All that were made were seen, or all but the reported drops. Drops are everybody's; here they come from memory of the
 * queue that is touched for the first time while nothing is drained, on a machine that has to find it first.
 */
function checkSeen({ stats }: LiveRun<unknown>, seen: number, made: number, what = 'events'): void {
  assert.ok(seen <= made, `${seen} ${what} of ${made}`);
  assert.ok(seen >= made - drops(stats), `${seen} ${what} of ${made}, ${drops(stats)} drops`);
}

function count(run: LiveRun<unknown>, type: number, tids: ReadonlySet<number>): number {
  return run.tally.count(type, tids);
}

/** Results of the caller's side; its own start, which returned 0, is not among them. */
function childrenOf(run: LiveRun<unknown>, parent: number): number[] {
  return run.events
    .filter((e) => [CLONE_EXIT, CLONE3_EXIT].includes(e.type) && e.tid === parent)
    .map((e) => Number(e.params[0]?.readBigInt64LE(0)))
    .filter((child) => child > 0);
}

const tidsOf = (stdout: string) => new Set(stdout.trim().split('\n').map(Number));

/** Generic events of the program when it makes none of the calls that are counted. */
function runsWithout(program: string): { enter: number; exit: number } {
  const run = capture(() => runProgram(program, 'calls', '0'));
  const tids = new Set([run.value.pid]);
  return { enter: count(run, GENERIC, tids), exit: count(run, GENERIC + 1, tids) };
}

suite('events are counted exactly', { skip }, () => {
  const program = skip === false ? compileFixture('count.c') : '';

  test('a million calls of one thread', () => {
    const N = 1_000_000;
    const run = capture(() => runProgram(program, 'calls', String(N)));
    const tids = new Set([run.value.pid]);
    checkSums(run);
    // There are a few other generic calls at start and end; exit_group does not return, execve is none of them.
    const others = runsWithout(program);
    const seen = count(run, GENERIC, tids) + count(run, GENERIC + 1, tids);
    checkSeen(run, seen, 2 * N + others.enter + others.exit);
  });

  test('calls of four threads at once', () => {
    const N = 100_000;
    const run = capture(() => runProgram(program, 'mixed', String(N), '4'));
    const tids = tidsOf(run.value.stdout);
    checkSums(run);
    assert.equal(tids.size, 4);
    for (const name of ['read', 'write', 'close', 'lseek']) {
      checkSeen(run, count(run, pair(name), tids), 4 * N, `${name} enter`);
      checkSeen(run, count(run, pair(name) + 1, tids), 4 * N, `${name} exit`);
    }
  });

  test('with lanes that are too small: what is missing is what was dropped', () => {
    const N = 200_000;
    const run = capture(() => runProgram(program, 'mixed', String(N), '4'), {
      ringBytes: 256 << 10,
      queueBytes: 1 << 20,
    });
    const tids = tidsOf(run.value.stdout);
    checkSums(run);
    const seen = ['read', 'write', 'lseek', 'close'].reduce(
      (sum, name) => sum + count(run, pair(name), tids) + count(run, pair(name) + 1, tids),
      0,
    );
    assert.ok(run.stats.drops_ring > 0, 'the test makes the probe drop');
    // Other programs run too: drops are theirs or ours.
    assert.ok(seen + drops(run.stats) >= 4 * 8 * N, `${seen} seen, ${drops(run.stats)} dropped`);
    assert.ok(seen <= 4 * 8 * N);
  });

  test('returns from signal handlers, whose number the kernel has overwritten when they end', () => {
    const N = 200;
    const run = capture(() => runProgram(program, 'signals', String(N)));
    const own = run.events.filter((e) => e.tid === run.value.pid);
    const ofCode = (type: number, code: number) =>
      own.filter((e) => e.type === type && e.params[0]?.readUInt16LE(0) === code).length;
    assert.equal(own.filter((e) => e.type === SIGNAL).length, N);
    assert.deepEqual([ofCode(GENERIC, RT_SIGRETURN), ofCode(GENERIC + 1, RT_SIGRETURN)], [N, N]);
    assert.equal(ofCode(GENERIC + 1, 0), 0);
  });

  test('a storm of 5,000 short processes', () => {
    const N = 5000;
    const run = capture(() => runProgram(program, 'forks', String(N)));
    checkSums(run);
    assert.equal(drops(run.stats), 0);
    const parent = run.value.pid;
    const children = childrenOf(run, parent);
    assert.equal(children.length, N, 'the caller returns N times');
    const ids = new Set(children);
    assert.equal(count(run, CLONE_EXIT, ids), N, 'each child returns once');
    assert.equal(count(run, PROCEXIT, ids), N, 'each child ends once');
  });

  test('2,000 short threads', () => {
    const N = 2000;
    const run = capture(() => runProgram(program, 'threads', String(N)));
    checkSums(run);
    const children = childrenOf(run, run.value.pid);
    const ids = new Set(children);
    assert.equal(children.length, N);
    const born = run.events.filter((e) => [CLONE_EXIT, CLONE3_EXIT].includes(e.type) && ids.has(e.tid));
    assert.equal(born.length, N);
    assert.equal(count(run, PROCEXIT, ids), N);
  });

  test('the stream is ordered by time', () => {
    const run = capture(() => runProgram(program, 'mixed', '50000', '4'));
    // A virtual CPU that is stopped between taking the time and publishing may be late by more than the margin.
    const { events, inversions } = run.tally;
    assert.ok(events > 400_000);
    assert.ok(inversions <= events / 100_000, `${inversions} inversions in ${events} events`);
  });

  test('the capturing process is not in its own stream, but for its CPU time', () => {
    const run = capture(() => spawnSync('true'));
    assert.ok(run.events.length > 0);
    assert.equal(run.events.filter((e) => e.tid === process.pid && e.type !== PROCINFO).length, 0);
  });
});

suite('narrowing in the kernel', { skip }, () => {
  const program = skip === false ? compileFixture('count.c') : '';

  test('by name: other programs show state changes only', () => {
    // Others may test at the same time.
    const name = `count-${process.pid}`;
    const own = join(emptyFolder(), name);
    copyFileSync(program, own);
    chmodSync(own, 0o755);
    const run = capture(
      () => {
        runProgram('/bin/ls', '/usr/bin');
        return runProgram(own, 'mixed', '100', '2');
      },
      { filter: { comms: [name] } },
    );
    checkSums(run);
    const tids = tidsOf(run.value.stdout);
    assert.equal(count(run, pair('read'), tids), 200);
    assert.equal(count(run, pair('lseek'), tids), 200);
    assert.ok(run.stats.narrowed > 0);
    const others = new Set(run.events.map((e) => e.tid).filter((tid) => !tids.has(tid) && tid !== run.value.pid));
    // Before its exec a child still has its parent's name, and so a few calls of other names are in the stream; not these.
    for (const call of ['write', 'getdents64', 'munmap']) assert.equal(count(run, pair(call), others), 0, call);
    assert.ok(count(run, pair('openat'), others) > 0, 'open is state');
    assert.ok(count(run, pair('execve') + 1, others) > 0, 'exec is state');
  });

  test('by event type and direction', () => {
    const run = capture(() => runProgram(program, 'mixed', '100'), {
      filter: { types: { events: [pair('read'), pair('write') + 1], genericCodes: [] } },
    });
    const tids = tidsOf(run.value.stdout);
    const counts = (name: string) => [count(run, pair(name), tids), count(run, pair(name) + 1, tids)];
    assert.deepEqual(counts('read'), [100, 0]);
    assert.deepEqual(counts('write'), [0, 100]);
    assert.deepEqual(counts('lseek'), [0, 0]);
    assert.deepEqual(counts('close'), [100, 100], 'close is state');
    assert.equal(run.events.filter((e) => e.type < 2).length, 0, 'no generic event was asked for');
  });

  test('generic events by their code', () => {
    const run = capture(() => runProgram(program, 'calls', '100'), {
      filter: { types: { events: [], genericCodes: [GETPPID] } },
    });
    const codes = run.events.filter((e) => e.type < 2).map((e) => e.params[0]?.readUInt16LE(0));
    assert.ok(codes.length >= 200);
    assert.deepEqual([...new Set(codes)], [GETPPID]);
  });

  test('by user', () => {
    const run = capture(
      () => {
        runProgram(program, 'mixed', '50');
        return spawnSync(program, ['mixed', '100'], { uid: 4711, encoding: 'utf8' });
      },
      { filter: { uids: [4711] } },
    );
    const tids = tidsOf(run.value.stdout);
    const reads = run.events.filter((e) => e.type === pair('read'));
    assert.equal(count(run, pair('read'), tids), 100);
    assert.equal(reads.filter((e) => e.params[0]?.readBigInt64LE(0) === -1n).length, 100, 'root ran the same program');
  });

  test('a filter can be taken away while the capture runs', () => {
    const native = NativeCapture.open(DEFAULT_NATIVE_OPTIONS);
    assert.ok(native.ok);
    const live = native.value;
    assert.ok(live.setFilter({ pids: [1] }).ok);
    assert.ok(live.start().ok);
    runProgram(program, 'calls', '1000');
    const narrowed = live.stats().narrowed;
    assert.ok(narrowed >= 2000);
    assert.ok(live.setFilter({}).ok);
    const before = live.stats();
    runProgram(program, 'calls', '1000');
    const after = live.stats();
    live.close();
    assert.equal(after.narrowed, before.narrowed);
    assert.ok(after.kernel_events - before.kernel_events >= 2000);
  });
});

suite('CPU time', { skip }, () => {
  const program = skip === false ? compileFixture('count.c') : '';
  const onlyProcinfo = { types: { events: [PROCINFO], genericCodes: [] } };
  const times = (run: LiveRun<{ pid: number }>) =>
    run.events
      .filter((e) => e.type === PROCINFO && e.tid === run.value.pid)
      .map((e) => ({
        ts: Number(e.ts / 1000n) / 1e6,
        hundredths: (Number(e.params[2]?.readBigUInt64LE(0)) + Number(e.params[3]?.readBigUInt64LE(0))) / 1e7,
      }));

  test('a thread that never switches out: its share of each second, and its total at exit', () => {
    const run = capture(() => runProgram(program, 'spin', '3500'), { filter: onlyProcinfo });
    const samples = times(run);
    assert.ok(samples.length >= 4, `${samples.length} samples`);
    const last = samples.at(-1);
    assert.ok(last !== undefined && last.hundredths >= 350 && last.hundredths <= 365, `total ${last?.hundredths}`);
    // The last two are those of its end.
    for (let i = 1; i < samples.length - 2; i++) {
      const [a, b] = [samples[i - 1], samples[i]];
      if (a === undefined || b === undefined) continue;
      assert.ok(Math.abs(b.ts - a.ts - 1) < 0.1, `spacing ${b.ts - a.ts}`);
      assert.ok(b.hundredths - a.hundredths <= (b.ts - a.ts) * 100 + 2);
    }
  });

  test('programs of a few milliseconds each: what they use adds up', () => {
    const run = capture(() => Array.from({ length: 40 }, () => runProgram(program, 'spin', '3').pid), {
      filter: onlyProcinfo,
    });
    const tids = new Set(run.value);
    const samples = run.events.filter((e) => e.type === PROCINFO && tids.has(e.tid));
    // The last one of each: the sample of all threads may have come in between.
    const ends = [...new Map(samples.map((e) => [e.tid, e])).values()];
    const ns = ends.map((e) => Number(e.params[2]?.readBigUInt64LE(0)) + Number(e.params[3]?.readBigUInt64LE(0)));
    assert.equal(ends.length, tids.size);
    // 3 ms of spinning, and starting: a virtual machine with both cores busy was charged 37 ms.
    for (const used of ns) assert.ok(used >= 3e6 && used < 100e6, `${used} ns`);
    for (const { params } of ends) {
      const [user, system, userNs, systemNs] = params.map((param) => Number(param.readBigUInt64LE(0)));
      assert.deepEqual([user, system], [Math.floor((userNs ?? 0) / 1e7), Math.floor((systemNs ?? 0) / 1e7)]);
    }
  });

  test('a capture ends with what runs at its end', () => {
    const running = spawn(program, ['spin', '60000']);
    try {
      const run = capture(() => spawnSync('sleep', ['0.3']), { filter: onlyProcinfo });
      const samples = run.events.filter((e) => e.type === PROCINFO && e.tid === running.pid);
      const last = run.events.at(-1);
      assert.ok(samples.length >= 2, `${samples.length} samples`);
      assert.equal(last?.type, PROCINFO);
      assert.equal(samples.at(-1)?.ts, last?.ts);
    } finally {
      running.kill();
    }
  });

  test('a thread that runs rarely', () => {
    const run = capture(() => runProgram(program, 'pulses', '12'), { filter: onlyProcinfo });
    const last = times(run).at(-1);
    // 12 × 20 ms, and what the program needs to start.
    assert.ok(last !== undefined && last.hundredths >= 24 && last.hundredths <= 30, `total ${last?.hundredths}`);
  });
});

suite('the end of a capture', { skip }, () => {
  const program = skip === false ? compileFixture('count.c') : '';

  test('a reader that does not read costs events, and they are counted', async () => {
    const fifo = `${emptyFolder()}/pipe`;
    spawnSync('mkfifo', [fifo]);
    const reader = openSync(fifo, 'r+');
    const native = NativeCapture.open({ ...DEFAULT_NATIVE_OPTIONS, ringBytes: 256 << 10, queueBytes: 1 << 20 }, 0);
    assert.ok(native.ok);
    const live = native.value;
    const writer = openSync(fifo, 'w');
    assert.ok(live.record(writer).ok);
    assert.ok(live.start().ok);
    const calls = runProgram(program, 'mixed', '50000', '2');
    assert.equal(tidsOf(calls.stdout).size, 2);
    await sleep(100);
    const started = Date.now();
    assert.ok(live.stop().ok);
    live.join();
    assert.ok(Date.now() - started < 10_000, 'stop does not wait for ever');
    const stats = live.stats();
    live.close();
    closeSync(writer);
    closeSync(reader);
    assert.ok(stats.drops_ring > 0);
    assert.ok(stats.drops_sink > 0);
    assert.ok(stats.kernel_events + drops(stats) >= 2 * 8 * 50_000);
  });

  test('what a burst has filled goes back to the system', () => {
    const native = NativeCapture.open(DEFAULT_NATIVE_OPTIONS, 1 << 20);
    assert.ok(native.ok);
    const live = native.value;
    assert.ok(live.start().ok);
    // Nobody takes anything meanwhile.
    runProgram(program, 'mixed', '100000', '2');
    const { queue_bytes: queued } = live.stats();
    const full = process.memoryUsage.rss();
    for (;;) {
      const drained = live.drain();
      assert.ok(drained.ok);
      if (drained.value.length === 0) break;
    }
    const freed = full - process.memoryUsage.rss();
    live.close();
    assert.ok(queued > 50e6, `${queued} bytes were queued`);
    assert.ok(freed > queued / 2, `${freed} of ${queued} bytes were given back`);
  });

  test('a reader that goes away ends the recording with an error, not the process', async () => {
    const fifo = `${emptyFolder()}/pipe`;
    spawnSync('mkfifo', [fifo]);
    const reader = openSync(fifo, 'r+');
    const writer = openSync(fifo, 'w');
    const native = NativeCapture.open(DEFAULT_NATIVE_OPTIONS, 0);
    assert.ok(native.ok);
    const live = native.value;
    assert.ok(live.record(writer).ok);
    assert.ok(live.start().ok);
    closeSync(reader);
    closeSync(writer);
    runProgram(program, 'mixed', '1000');
    await sleep(300);
    const stats = live.stats();
    assert.ok(live.stop().ok);
    live.close();
    assert.equal(stats.sink_error, -32, 'EPIPE');
    assert.ok(stats.drops_sink > 0);
  });

  const noBpftool = has('bpftool') ? false : 'no bpftool to look with';
  test('a capturing process that is killed leaves no probe behind', { skip: noBpftool }, async () => {
    const recorder = spawn(RECORD, ['/dev/null'], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      await new Promise((done) => recorder.stderr.once('data', done));
      const folder = `/proc/${recorder.pid}/fdinfo`;
      const ids = readdirSync(folder).flatMap(
        (fd) => /^prog_id:\t(\d+)/m.exec(readFileSync(join(folder, fd), 'utf8'))?.[1] ?? [],
      );
      const loaded = () => ids.filter((id) => spawnSync('bpftool', ['prog', 'show', 'id', id]).status === 0);
      assert.ok(loaded().length > 20, `${ids.length} programs`);
      const gone = new Promise((done) => recorder.on('exit', done));
      recorder.kill('SIGKILL');
      await gone;
      for (let i = 0; i < 50 && loaded().length > 0; i++) await sleep(100);
      assert.deepEqual(loaded(), []);
    } finally {
      recorder.kill('SIGKILL');
    }
  });

  test('mistakes are values with a next step', () => {
    const wrong = NativeCapture.open({ ...DEFAULT_NATIVE_OPTIONS, ringBytes: 1 });
    assert.ok(!wrong.ok);
    assert.equal(wrong.error.code, 'EINVAL');
    assert.match(wrong.error.hint, /give a value from/);
    const missing = NativeCapture.open({ ...DEFAULT_NATIVE_OPTIONS, library: '/nonexistent.so' });
    assert.ok(!missing.ok);
    assert.equal(missing.error.code, 'UNAVAILABLE');
  });
});

suite('what is only sent when asked for', { skip }, () => {
  const program = skip === false ? compileFixture('count.c') : '';
  const SWITCH = 152;
  const PAGE_FAULT = 290;

  test('context switches', () => {
    const run = capture(() => runProgram(program, 'pulses', '2'), { switches: true });
    checkSums(run);
    const own = run.events.filter((e) => e.type === SWITCH && e.tid === run.value.pid);
    assert.ok(own.length >= 2, 'a sleeping thread switches');
    const spec = paramsOf(SWITCH)[0];
    assert.ok(spec && own.every((e) => plainValue(e.params[0] ?? Buffer.alloc(0), spec, 'switch') !== String(e.tid)));
  });

  test('page faults', () => {
    const run = capture(() => runProgram('/bin/ls'), { pageFaults: true });
    checkSums(run);
    const faults = run.events.filter((e) => e.type === PAGE_FAULT && e.tid === run.value.pid);
    assert.ok(faults.length > 20, `${faults.length} faults`);
    // Of a user address, not present, by a user: a program that starts has many.
    assert.ok(faults.some((e) => e.params[2]?.readUInt32LE(0) === 2 + 8 + 16));
  });

  test('and none of them otherwise', () => {
    const run = capture(() => runProgram('/bin/ls'));
    assert.equal(run.events.filter((e) => e.type === SWITCH || e.type === PAGE_FAULT).length, 0);
  });
});
