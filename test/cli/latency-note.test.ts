// SPDX-License-Identifier: Apache-2.0
// "Nothing is slow" and "nobody knows" are distinguished: a capture without enter events says so, once.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FILES_CAPTURE, plainBytes } from '../engine/scap/capture-files.js';
import { toExitOnly } from '../oracle/exit-only-capture.js';
import { run } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-latency-'));
after(() => rmSync(folder, { recursive: true }));
const exitOnly = join(folder, 'exit-only.scap');
writeFileSync(exitOnly, toExitOnly(plainBytes(FILES_CAPTURE), { keepsOpens: false }).bytes);

const NOTE = /^sysdrill: warning: the capture has no enter events: how long calls took was not recorded\n$/;

for (const args of [
  ['-v', 'slow_calls', '--raw'],
  ['-v', 'syscalls', '--json'],
  ['-p', '%evt.num', 'evt.latency > 1'],
]) {
  test(args.join(' '), async () => {
    const without = await run(['-r', exitOnly, ...args]);
    assert.equal(without.status, 0);
    assert.match(without.err, NOTE);
    const withBoth = await run(['-r', FILES_CAPTURE, ...args]);
    assert.equal(withBoth.err, '');
    assert.ok(withBoth.out.length > without.out.length);
  });
}

test('views that need no latency say nothing of it', async () => {
  const { err, out } = await run(['-r', exitOnly, '-v', 'procs', '--raw']);
  assert.equal(err, '');
  assert.match(out, /find/);
});

test('a capture in which no call ends says nothing of it', async () => {
  const idle = join(folder, 'idle.scap');
  assert.equal((await run(['-r', exitOnly, '-w', idle, 'evt.type = procexit'])).status, 0);
  const { status, err } = await run(['-r', idle, '-v', 'syscalls', '--json']);
  assert.deepEqual({ status, err }, { status: 0, err: '' });
  assert.match((await run(['-r', idle, '-p', '%evt.type'])).out, /procexit/);
});

test('unknown latencies are null in JSON', async () => {
  const { out } = await run(['-r', exitOnly, '-v', 'syscalls', '--json']);
  for (const line of out.trimEnd().split('\n')) {
    const row = JSON.parse(line) as Record<string, unknown>;
    assert.equal(row['TOT TIME'], null, line);
    assert.equal(row['AVG TIME'], null, line);
  }
});
