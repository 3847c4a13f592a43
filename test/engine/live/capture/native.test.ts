// SPDX-License-Identifier: Apache-2.0
// The real probe on this kernel, around a program that makes each call with known arguments.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { suite, test } from 'node:test';
import { DEFAULT_NATIVE_OPTIONS, libraryLayout, loadNative } from '../../../../src/engine/live/capture/native.js';
import { NATIVE_LAYOUT } from '../../../../src/engine/live/capture/native-structs.js';
import { type CallLog, parseCallLog } from '../../../fixtures/call-log.js';
import { callProblems, exitProblems, signalProblems, value } from '../../../fixtures/known-calls.js';
import {
  capture,
  compileFixture,
  emptyFolder,
  type LiveRun,
  NOT_SUPPORTED,
  runProgram,
  whyNoLiveTests,
} from '../../../fixtures/live-capture.js';
import { probeCalls } from '../../../fixtures/probe-table.js';
import type { PlainEvent } from '../../../fixtures/scap-events.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const CLONE_EXIT = 223;
/** Portable. */
const CLONE_THREAD = 8192;

function runCalls(options: { rawTracepoints?: boolean } = {}): LiveRun<CallLog> {
  const program = compileFixture('calls');
  const folder = emptyFolder();
  try {
    return capture(() => parseCallLog(runProgram(program, folder).stdout), options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const checkCalls = (run: LiveRun<CallLog>) => assert.deepEqual(callProblems(run.value, run.events), []);
const checkExits = (run: LiveRun<CallLog>) => assert.deepEqual(exitProblems(run.value, run.events), []);

function checkSignals(run: LiveRun<CallLog>): void {
  assert.ok(run.value.signals.length > 100);
  assert.deepEqual(signalProblems(run.value, run.events), []);
}

suite('the probe', { skip }, () => {
  test('the library and this program agree on every structure', () => {
    const native = loadNative(DEFAULT_NATIVE_OPTIONS.library);
    assert.ok(native.ok);
    assert.deepEqual(libraryLayout(native.value), NATIVE_LAYOUT);
  });

  test('every call is in the stream with its arguments, result and latency', () => {
    const run = runCalls();
    checkCalls(run);
    checkExits(run);
    const called = new Set(run.value.calls.map((call) => call.call));
    const missing = probeCalls().filter((call) => !call.compatOnly && !called.has(call.name));
    assert.deepEqual(
      missing.map((call) => call.name),
      [],
      'the fixture makes every call of the table',
    );
    for (const tid of run.value.workers) {
      const born = events(run, CLONE_EXIT).filter((event) => event.tid === tid && value(event, 'res') === '0');
      assert.equal(born.length, 1, `worker ${tid}`);
      assert.ok(born.every((event) => Number(value(event, 'flags')) & CLONE_THREAD));
    }
    checkSignals(run);
  });

  test('calls through the 32-bit entry, too', (t) => {
    const program = compileFixture('compat.c', 'calls/log.c');
    const folder = emptyFolder();
    if (spawnSync(program, [folder]).status === NOT_SUPPORTED) return t.skip('this kernel has no 32-bit entry');
    const run = capture(() => parseCallLog(runProgram(program, folder).stdout));
    rmSync(folder, { recursive: true });
    checkCalls(run);
    assert.ok(run.value.calls.length >= 10);
  });

  test('and so it is through raw tracepoints', () => {
    const run = runCalls({ rawTracepoints: true });
    assert.equal(run.stats.raw_tracepoints, 1);
    checkCalls(run);
    checkExits(run);
    checkSignals(run);
  });
});

function events(run: LiveRun<unknown>, type: number): PlainEvent[] {
  return run.events.filter((event) => event.type === type);
}
