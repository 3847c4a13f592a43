// SPDX-License-Identifier: Apache-2.0
// The real probe on this kernel, around a program that makes each call with known arguments.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { suite, test } from 'node:test';
import { DEFAULT_NATIVE_OPTIONS, libraryLayout, loadNative } from '../../../../src/engine/live/capture/native.js';
import { NATIVE_LAYOUT } from '../../../../src/engine/live/capture/native-structs.js';
import { type CallLog, compareCall, parseCallLog } from '../../../fixtures/call-log.js';
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
import { type PlainEvent, paramsOf, plainValue } from '../../../fixtures/scap-events.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const GENERIC = { enter: 0, exit: 1 };
const PROCEXIT = 186;
const SIGNAL = 232;
const SIGCHLD = 17;
const CLONE_EXIT = 223;
/** Portable. */
const CLONE_THREAD = 8192;
const TYPES = new Map(probeCalls().map((call) => [call.name, call]));

function runCalls(options: { rawTracepoints?: boolean } = {}): LiveRun<CallLog> {
  const program = compileFixture('calls');
  const folder = emptyFolder();
  try {
    return capture(() => parseCallLog(runProgram(program, folder).stdout), options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function eventsByThread(events: readonly PlainEvent[]): Map<number, PlainEvent[]> {
  const threads = new Map<number, PlainEvent[]>();
  for (const event of events) {
    const list = threads.get(event.tid);
    if (list === undefined) threads.set(event.tid, [event]);
    else list.push(event);
  }
  return threads;
}

function value(event: PlainEvent, name: string): string | null {
  const index = paramsOf(event.type).findIndex((spec) => spec.name === name);
  const spec = paramsOf(event.type)[index];
  const bytes = event.params[index];
  if (spec === undefined || bytes === undefined) throw new Error(`no parameter ${name}`);
  return plainValue(bytes, spec, '');
}

function checkCalls({ value: log, events }: LiveRun<CallLog>): void {
  const threads = eventsByThread(events);
  const problems = log.calls.flatMap((call) =>
    compareCall(call, TYPES.get(call.call) ?? GENERIC, threads.get(call.tid) ?? []),
  );
  assert.deepEqual(problems, []);
}

function checkExits({ value: log, events }: LiveRun<CallLog>): void {
  for (const expected of log.exits) {
    const found = events.filter((event) => event.type === PROCEXIT && event.tid === expected.procexit);
    assert.equal(found.length, 1, `thread ${expected.procexit} ends once`);
    const [event] = found;
    assert.ok(event);
    const got = ['status', 'ret', 'sig', 'core'].map((name) => value(event, name));
    assert.deepEqual(got, [expected.status, expected.ret, expected.sig, expected.core].map(String));
  }
}

/** Of the many SIGCHLD of a parent each child's is one; of any other signal there is one at each process. */
function checkSignals(run: LiveRun<CallLog>): void {
  const arrived = events(run, SIGNAL);
  assert.ok(run.value.signals.length > 100);
  for (const { signal, spid, dpid } of run.value.signals) {
    const found = arrived
      .filter((event) => event.tid === dpid && value(event, 'sig') === String(signal))
      .filter((event) => signal !== SIGCHLD || value(event, 'spid') === String(spid))
      .map((event) => [value(event, 'spid'), value(event, 'dpid')]);
    assert.deepEqual(found, [[String(spid), String(dpid)]], `signal ${signal} at ${dpid}`);
  }
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
