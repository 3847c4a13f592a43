// SPDX-License-Identifier: Apache-2.0
// -r FOLDER: a recording of three hours on the command line.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RingKeeper } from '../../src/engine/ring/ring-keeper.js';
import { firstTime, readCapture, shifted } from '../fixtures/shifted-capture.js';
import { DEMO, run } from './program.js';

const HOUR = 3_600_000_000_000n;
const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-folder-'));
after(() => rmSync(FOLDER, { recursive: true }));

const CAPTURE = readCapture(DEMO);
/** The first hour is 2026-11-23T22:00, so that the recording goes over midnight. */
const START = BigInt(Date.parse('2026-11-23T22:00:00Z')) * 1_000_000n;
for (let h = 0; h < 3; h++) {
  const name = join(FOLDER, `${['a', 'b', 'c'][h]}.scap`);
  writeFileSync(name, shifted(CAPTURE, START + BigInt(h) * HOUR - firstTime(CAPTURE)));
}

async function output(...args: string[]): Promise<string> {
  const { out, err, status } = await run(['-r', FOLDER, ...args]);
  assert.equal(err, '');
  assert.equal(status, 0);
  return out;
}

async function hours(...args: string[]): Promise<readonly string[]> {
  const out = await output('-p', '%evt.datetime', 'evt.type', '=', 'execve', ...args);
  return [
    ...new Set(
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(0, 13)),
    ),
  ];
}

const ALL = ['2026-11-23 22', '2026-11-23 23', '2026-11-24 00'];

test('a folder is one capture, in the order of its names', async () => {
  assert.deepEqual(await hours(), ALL);
});

test('a window reads what lies in it: by the clock, by dates, from either end', async () => {
  assert.deepEqual(await hours('--from', '23:00'), ALL.slice(1));
  assert.deepEqual(await hours('--from', '2026-11-23T22:59:00', '--to', '23:30'), [ALL[1]]);
  assert.deepEqual(await hours('--from', '+90m'), [ALL[2]]);
  assert.deepEqual(await hours('--to', '-100m'), [ALL[0]]);
  assert.deepEqual(await hours('--at', '00:00'), [ALL[2]]);
});

test('--at finds the busiest seconds', async () => {
  assert.deepEqual(await hours('--at', 'spike'), [ALL[0]]);
  assert.match(await output('--at', 'spike:errors', '-v', 'procs', '--raw'), /Command/);
});

test('--at between two files goes to what was recorded next, and says so', async () => {
  const { out, err, status } = await run(['-r', FOLDER, '--at', '22:30', '-p', '%evt.datetime', '-n', '1']);
  assert.equal(status, 0);
  assert.match(out, /^2026-11-23 23:00:00/);
  assert.match(
    err,
    /^sysdrill: nothing was recorded at 2026-11-23T22:30:00; the next events are of 2026-11-23T23:00:0/,
  );
});

test('times that were not recorded, and no times, are refused in words', async () => {
  const none = await run(['-r', FOLDER, '--at', '2020-01-01T00:00:00', '-v', 'procs', '--raw']);
  assert.deepEqual([none.status, none.out], [1, '']);
  assert.match(
    none.err,
    /^sysdrill: nothing was recorded then: 2026-11-23T22:00:00 to 2026-11-24T00:0\d:\d\d is held\n$/,
  );
  const odd = await run(['-r', FOLDER, '--at', 'noon', '-v', 'procs', '--raw']);
  assert.match(odd.err, /--at wants 03:00, .*, not "noon"/);
  const empty = mkdtempSync(join(FOLDER, 'empty-'));
  assert.match((await run(['-r', empty, '-v', 'procs', '--raw'])).err, /is a directory, not a capture file|holds no/);
});

test('rules and saving take a folder as well', async () => {
  const rules = join(FOLDER, 'rules.yaml');
  writeFileSync(
    rules,
    '- {rule: R, desc: r, condition: evt.type = execve and proc.name = ls, output: ls, priority: INFO}\n',
  );
  const one = await run(['-r', join(FOLDER, 'a.scap'), '--rules', rules]);
  const all = await run(['-r', FOLDER, '--rules', rules]);
  assert.ok(one.out.length > 0);
  assert.equal(all.out.split('\n').length - 1, 3 * (one.out.split('\n').length - 1));
  const part = join(FOLDER, 'part.out');
  assert.equal((await run(['-r', FOLDER, '--at', '23:00', '-w', part])).status, 0);
  assert.match((await run(['-r', part, '-p', '%evt.datetime', '-n', '1'])).out, /^2026-11-23 23/);
});

test('alerts FOLDER without alerts says nothing', async () => {
  const keeper = new RingKeeper({
    folder: FOLDER,
    bytes: 1e12,
    spare: 0,
    keep: 1e12,
    owner: undefined,
    lost: () => 0,
    complain: assert.fail,
  });
  await keeper.tend(true);
  const { out, err, status } = await run(['alerts', FOLDER]);
  assert.deepEqual([out, err, status], ['', '', 0]);
  assert.equal((await run(['alerts'])).status, 2);
});
