// SPDX-License-Identifier: Apache-2.0
// What threads wait for since before the recording, as the recording has it.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Capture } from '../../../../src/engine/ingest/capture.js';
import { EVERYTHING } from '../../../../src/engine/query/window.js';
import { waitingThreads } from '../../../../src/engine/session/waiting-threads.js';
import { emptyFolder, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { Waiting } from '../../../fixtures/waiting.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

suite('waits that began before the recording', { skip }, () => {
  const folder = emptyFolder();
  const file = join(folder, 'run.scap');
  let waiting: Waiting;
  let recording: Capture;

  before(async () => {
    waiting = await Waiting.start(folder);
    // An idle machine makes no event in the second second, and then there is no part to save.
    const ticking = spawn('/bin/sh', ['-c', 'while sleep 0.05; do :; done'], { stdio: 'ignore' });
    const run = spawnSync(process.execPath, [MAIN, 'capture', '-w', file, '-M', '2'], { encoding: 'utf8' });
    ticking.kill();
    assert.equal(run.status, 0, run.stderr);
    recording = await loadCapture(file);
  });

  after(async () => {
    await waiting.end();
    rmSync(folder, { recursive: true });
  });

  const textOf = (...options: string[]): string => {
    const run = spawnSync(process.execPath, [MAIN, ...options], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout;
  };

  /** `kind on holder` of each of them. */
  const assertNamed = (lines: string): void => {
    const rows = lines
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const said = (what: string): string => {
      const row = rows.find(({ TID }) => TID === waiting.tid(what));
      return ['CALL', 'KIND', 'ON', 'HELD BY'].map((name) => row?.[name]).join(' ');
    };
    const held = (what: string, isThread = false) => `waits \\(${isThread ? waiting.tid(what) : waiting.pid(what)}\\)`;
    assert.match(said('mutex-a'), new RegExp(`^futex lock futex 0x[0-9a-f]+ ${held('mutex-b', true)}$`));
    assert.match(said('mutex-b'), new RegExp(`^futex lock futex 0x[0-9a-f]+ ${held('mutex-a', true)}$`));
    assert.match(said('join'), new RegExp(`^futex thread end of the thread ${held('mutex-a', true)}$`));
    assert.match(said('flock-waiter'), new RegExp(`^flock lock ${folder}/lock ${held('flock-holder')}$`));
    assert.match(said('fifo-reader'), new RegExp(`^read pipe ${folder}/fifo ${held('fifo-writer')}$`));
    const ends = '127.0.0.1:\\d+->127.0.0.1:\\d+';
    assert.match(said('tcp-client'), new RegExp(`^recvfrom socket ${ends} ${held('tcp-server')}$`));
  };

  const recordOf = (what: string) => {
    const said = recording.state.threads.get(waiting.tid(what))?.wait;
    assert.ok(said, `nothing is said of ${what}`);
    return said.record;
  };

  test('the recorder says state, call, stack and how long', () => {
    for (const [what, frame] of [
      ['mutex-a', 'futex_wait'],
      ['flock-waiter', 'flock'],
      ['fifo-reader', 'pipe_read'],
      ['tcp-client', 'tcp_recvmsg'],
    ] as const) {
      const { state, stack = '', waited = 0, call } = recordOf(what);
      assert.equal(state, 'S', what);
      assert.ok(stack.includes(frame), `${what}: ${stack}`);
      assert.ok(call !== undefined && waited > 0, what);
    }
  });

  test('a mutex has its owner, a lock its holder', () => {
    assert.equal(recordOf('mutex-a').owner, waiting.tid('mutex-b'));
    assert.equal(recordOf('mutex-b').owner, waiting.tid('mutex-a'));
    assert.equal(recordOf('join').word, waiting.tid('mutex-a'));
    const lock = recording.state.waits.locks.find(({ waiter }) => waiter === waiting.pid('flock-waiter'));
    assert.equal(lock?.holder, waiting.pid('flock-holder'));
    assert.equal(lock?.kind, 'FLOCK');
  });

  test('the view names what they wait for and who holds it, in a recording', () => {
    assertNamed(textOf('-r', file, '-v', 'blocked', '--json'));
  });

  test('a list of its events that is empty has the thread, its stacks and how long it waits', () => {
    const answer = waitingThreads(recording, `thread.tid = ${waiting.tid('fifo-reader')}`, EVERYTHING);
    assert.ok(answer.ok);
    assert.equal(answer.value.length, 1);
    const [{ call, on, holder, waited = 0, stack = '', state } = assert.fail()] = answer.value;
    assert.deepEqual([state, call, on], ['S', 'read pipe', join(folder, 'fifo')]);
    assert.equal(holder, `waits (${waiting.pid('fifo-writer')})`);
    assert.ok(waited > 0 && stack.includes('pipe_read'), stack);
  });

  test('and live', () => {
    assertNamed(textOf('-v', 'blocked', '--json', '-M', '3'));
  });

  test('a part of the recording has it too', () => {
    const part = join(folder, 'part.scap');
    textOf('-r', file, '-w', part, '--from', '1s');
    assertNamed(textOf('-r', part, '-v', 'blocked', '--json'));
  });

  test('the program is named where it waits', () => {
    assert.match(recordOf('mutex-a').user_stack ?? '', /^libc[^ ]*\+0x[0-9a-f]+/);
  });
});
