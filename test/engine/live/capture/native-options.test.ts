// SPDX-License-Identifier: Apache-2.0
// Options of a capture: how much data is kept, what narrowing keeps nevertheless, recording to a file.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture } from '../../../../src/engine/live/capture/native.js';
import {
  capture,
  compileFixture,
  emptyFolder,
  type LiveRun,
  runProgram,
  whyNoLiveTests,
} from '../../../fixtures/live-capture.js';
import { probeCalls } from '../../../fixtures/probe-table.js';
import { Tally } from '../../../fixtures/scap-events.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const PAIRS = new Map(probeCalls().map((call) => [call.name, call.enter]));
const pair = (name: string) => PAIRS.get(name) ?? -2;

const MAX_SNAPLEN = 61_439;

/** Lengths of the data of all writes of 100,000 bytes. */
function lengths(run: LiveRun<unknown>): number[] {
  return run.events
    .filter((e) => e.type === pair('write') + 1 && e.params[0]?.readBigInt64LE(0) === 100_000n)
    .map((e) => e.params[1]?.length ?? -1);
}

suite('how much data is kept', { skip }, () => {
  const write = () => runProgram('/bin/dd', 'if=/dev/zero', 'of=/dev/null', 'bs=100000', 'count=5');

  for (const snaplen of [0, 1, 80, 4096, MAX_SNAPLEN]) {
    test(`${snaplen} bytes`, () => {
      // Other programs have data too: narrowed, so that it fits.
      const run = capture(write, { snaplen, filter: { comms: ['dd'] } });
      assert.deepEqual(lengths(run), [snaplen, snaplen, snaplen, snaplen, snaplen]);
    });
  }

  test('more is refused with the limit', () => {
    const refused = NativeCapture.open({ ...DEFAULT_NATIVE_OPTIONS, snaplen: MAX_SNAPLEN + 1 });
    assert.ok(!refused.ok);
    assert.match(refused.error.hint, /61439/);
  });
});

suite('what narrowing keeps', { skip }, () => {
  const calls = skip === false ? compileFixture('calls') : '';
  const count = skip === false ? compileFixture('count.c') : '';
  const nobody = { comms: ['nobody'] };

  test('datagrams, whose peers are known from them only; but not the data of streams', () => {
    const folder = emptyFolder();
    const run = capture(() => runProgram(calls, folder), { filter: nobody });
    rmSync(folder, { recursive: true });
    const own = [run.value.pid];
    const pairs = (name: string) => [run.tally.count(pair(name), own), run.tally.count(pair(name) + 1, own)];
    assert.deepEqual(pairs('sendto'), [8, 8], 'eight of nine go to datagram sockets, one to no socket');
    assert.deepEqual(pairs('recvfrom'), [2, 2]);
    assert.deepEqual(pairs('sendmsg'), [2, 2], 'the third one goes over a stream');
    assert.deepEqual(pairs('write'), [0, 0]);
    assert.deepEqual(pairs('nanosleep'), [0, 0]);
    assert.deepEqual(pairs('dup3'), [2, 2]);
    assert.deepEqual(
      pairs('connect'),
      pairs('connect')
        .map((n) => n)
        .sort(),
    );
    assert.ok((pairs('connect')[0] ?? 0) >= 5);
  });

  test('by process and by thread', () => {
    for (const set of ['pids', 'tids'] as const) {
      const live = NativeCapture.open(DEFAULT_NATIVE_OPTIONS);
      assert.ok(live.ok);
      const other = spawnSync('true');
      assert.ok(live.value.setFilter({ [set]: [other.pid + 100_000] }).ok);
      assert.ok(live.value.start().ok);
      runProgram(count, 'calls', '500');
      const { narrowed } = live.value.stats();
      live.value.close();
      assert.ok(narrowed >= 1000, set);
    }
  });

  const CGROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((path) => existsSync(join(path, 'cgroup.procs')));
  test('by control group, with the groups below it', {
    skip: CGROUPS === undefined ? 'no unified hierarchy' : false,
  }, (t) => {
    const group = join(CGROUPS ?? '', `sysdrill-test-${process.pid}`);
    const below = join(group, 'below');
    try {
      mkdirSync(group);
      mkdirSync(below);
    } catch {
      return t.skip('control groups cannot be made here');
    }
    try {
      const enter = `echo $$ > ${below}/cgroup.procs && exec ${count} mixed 100`;
      const cgroups = [statSync(group, { bigint: true }).ino];
      const run = capture(
        () => {
          runProgram(count, 'mixed', '50');
          return runProgram('/bin/sh', '-c', enter);
        },
        { filter: { cgroups } },
      );
      const tids = run.value.stdout.trim().split('\n').map(Number);
      assert.equal(run.tally.count(pair('lseek'), tids), 100);
      const lseeks = run.events.filter((e) => e.type === pair('lseek'));
      assert.equal(lseeks.filter((e) => e.params[0]?.readBigInt64LE(0) === -1n).length, 100, 'only of the group');
    } finally {
      rmdirSync(below);
      rmdirSync(group);
    }
  });
});

suite('recording', { skip }, () => {
  const count = skip === false ? compileFixture('count.c') : '';

  test('to a file: complete when the capture has stopped', async () => {
    const N = 50_000;
    const folder = emptyFolder();
    const file = join(folder, 'recording');
    const native = NativeCapture.open(DEFAULT_NATIVE_OPTIONS, 0);
    assert.ok(native.ok);
    const live = native.value;
    const fd = openSync(file, 'w');
    assert.ok(live.record(fd).ok);
    closeSync(fd);
    assert.equal(live.drain().ok, false, 'the blocks are the file’s');
    assert.ok(live.start().ok);
    const { stdout } = runProgram(count, 'mixed', String(N), '2');
    assert.ok(live.stop().ok);
    live.join();
    const stats = live.stats();
    live.close();
    const tally = new Tally(readFileSync(file));
    rmSync(folder, { recursive: true });
    const tids = stdout.trim().split('\n').map(Number);
    assert.equal(tally.events, stats.events_out);
    // A busy machine writes the file late: what did not fit in the meantime is counted.
    const drops = stats.drops_ring + stats.drops_ring_state + stats.drops_sink + stats.drops_reentered + stats.misses;
    for (const type of [pair('read'), pair('lseek') + 1]) {
      const seen = tally.count(type, tids);
      assert.ok(seen <= 2 * N && seen >= 2 * N - drops, `${seen} of ${2 * N}, ${drops} drops`);
    }
  });

  test('to a pipe that another process reads', async () => {
    const folder = emptyFolder();
    const fifo = join(folder, 'pipe');
    spawnSync('mkfifo', [fifo]);
    const file = join(folder, 'copy');
    const native = NativeCapture.open({ ...DEFAULT_NATIVE_OPTIONS, own: [] }, 0);
    assert.ok(native.ok);
    const live = native.value;
    spawnSync('sh', ['-c', `cat ${fifo} > ${file} 2>/dev/null &`]);
    const fd = openSync(fifo, 'w');
    assert.ok(live.record(fd).ok);
    closeSync(fd);
    assert.ok(live.setFilter({ comms: ['count'] }).ok);
    assert.ok(live.start().ok);
    const { stdout } = runProgram(count, 'mixed', '20000');
    assert.ok(live.stop().ok);
    live.join();
    const stats = live.stats();
    live.close();
    for (let i = 0; i < 100 && statSync(file).size < stats.bytes_out; i++) await sleep(50);
    const tally = new Tally(readFileSync(file));
    rmSync(folder, { recursive: true });
    assert.equal(tally.events, stats.events_out);
    assert.equal(tally.count(pair('write'), stdout.trim().split('\n').map(Number)), 20_000);
  });
});
