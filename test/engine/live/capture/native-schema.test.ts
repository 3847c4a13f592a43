// SPDX-License-Identifier: Apache-2.0
// The probe's table of calls (libscap-shim/bpf/calls.h) against the event table: names, parameter counts, which events
// change state, and that readers of 2022 know the types. Needs no privileges.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { EVENT_ROWS } from '../../../../src/engine/scap/event-table.js';
import { ROOT } from '../../../fixtures/live-capture.js';
import { type ProbeCall, probeCalls } from '../../../fixtures/probe-table.js';
import { nameOf, paramsOf } from '../../../fixtures/scap-events.js';

/** The number of event types that sysdig 0.29.3 knows. */
const KNOWN_IN_2022 = 336;

/** Native names that the format spells otherwise. */
const PRINTED_NAMES: Record<string, string> = { pread64: 'pread', pwrite64: 'pwrite', prlimit64: 'prlimit' };

const printedName = (call: ProbeCall) => PRINTED_NAMES[call.name] ?? call.name;

const FLAGS = new Map<number, readonly string[]>(EVENT_ROWS.map(([id, , , , flags]) => [id, flags.split(' ')]));
const flagsOf = (type: number) => FLAGS.get(type) ?? [];

/** Parameters after those of the event, which readers pass over. */
const ADDED = new Map([['epoll_wait', 1]]);

suite('the table of calls', () => {
  const calls = probeCalls();

  test('has about 150 calls, each once', () => {
    const names = calls.filter((call) => !call.compatOnly).map((call) => call.name);
    assert.ok(names.length >= 150, String(names.length));
    assert.equal(new Set(calls.map((call) => call.name)).size, calls.length);
    assert.equal(new Set(calls.map((call) => call.enter)).size, calls.length, 'each has a type of its own');
  });

  test('gives each call the type with its own name', () => {
    for (const call of calls) {
      assert.equal(call.enter % 2, 0, call.name);
      assert.equal(nameOf(call.exit), printedName(call));
      // close_range and keyctl were added after enter events were dropped: their enter types have no name.
      assert.ok([printedName(call), 'NA'].includes(nameOf(call.enter)), call.name);
    }
  });

  test('sends all parameters of the enter event, and as many of the exit event as there are', () => {
    for (const call of calls) {
      const known = call.enterParams - (ADDED.get(call.name) ?? 0);
      assert.equal(known, paramsOf(call.enter).length, `${call.name} enter`);
      assert.ok(call.exitParams <= paramsOf(call.exit).length, `${call.name} exit`);
      // What the exit event leaves out, readers take from the enter event.
      assert.ok(call.exitParams + call.enterParams >= paramsOf(call.exit).length - 2, call.name);
    }
  });

  test('uses types that old readers know wherever one has the name of the call', () => {
    for (const call of calls.filter((c) => c.enter >= KNOWN_IN_2022)) {
      const older = EVENT_ROWS.filter(
        ([id, , name, , , params]) => id < KNOWN_IN_2022 && id % 2 === 1 && name === printedName(call) && params !== '',
      );
      // bpf: the old exit has a dynamic parameter that newer readers convert wrongly.
      assert.deepEqual(call.name === 'bpf' ? [] : older, [], call.name);
    }
  });

  test('never narrows away what changes state', () => {
    for (const call of calls) {
      const changes = flagsOf(call.exit).some((flag) => flag === 'state' || flag === 'creates' || flag === 'destroys');
      if (changes) assert.ok(call.flags.includes('STATE') || call.flags.includes('SOCKET'), call.name);
    }
  });

  test('and its documentation agree', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'libscap-shim', 'tools', 'probe-calls.mjs'), '--check'],
      {
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stderr);
  });
});
