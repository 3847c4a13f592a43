// SPDX-License-Identifier: Apache-2.0
// Names with control characters on a pipe: visible, in JSON escaped, and as they are with --raw-bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureHeader } from '../../src/engine/scap/scap-writer.js';
import { START } from '../engine/scap/block-writer.js';
import { concat } from '../engine/scap/byte-list.js';
import { eventBlockOf } from '../engine/state/event-encoder.js';
import { listed } from '../engine/state/world.js';
import { run } from './program.js';

// Clears a screen; C1 in UTF-8; from right to left; no width; a tag; a byte outside of UTF-8.
const NAME = 'a\x1b[2J\u009b5m\u202egpj\u200b\u{e0067}\udcff';
const SAFE = 'a␛[2J\\u009B5m\\u202Egpj\\u200B\\u{E0067}\\xFF';

function hostile(): Uint8Array {
  const machine = { cpus: 1, memoryBytes: 1e9, maxPid: 9, hostname: 'h', bootTime: 1n };
  const process = listed(7, { comm: NAME, exe: NAME });
  const header = captureHeader(
    { machine, interfaces: [], users: [], groups: [], processes: [process], fds: [] },
    'newest',
  );
  return concat(header, eventBlockOf('close_x', { res: 0, fd: 3 }, { tid: 7, time: START }));
}

const input = hostile();
const print = (...args: string[]) => run(['-r', '-', ...args], input);
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ufffd]/;

test('a format prints them visibly, and tabs of its own as they are', async () => {
  const { out, status } = await print('-p', '%proc.name\t%evt.type');
  assert.equal(status, 0);
  assert.equal(out, `${SAFE}\tclose\n`);
});

test('--raw-bytes prints them as the capture has them', async () => {
  const { out } = await print('--raw-bytes', '-p', '%proc.name');
  assert.equal(out, 'a\x1b[2J\u009b5m\u202egpj\u200b\u{e0067}\ufffd\n');
});

test('JSON escapes them, and means the same', async () => {
  for (const args of [
    ['-p', '%proc.name', '--json'],
    ['-v', 'procs', '--json'],
  ]) {
    const { out } = await print(...args);
    assert.doesNotMatch(out.replaceAll('\n', ''), CONTROL);
    assert.match(out, /a\\u001b\[2J\\u009b5m\\u202egpj\\u200b\\udb40\\udc67\\u(?:dcff|fffd)/);
    assert.ok(JSON.stringify(JSON.parse(out.split('\n')[0] ?? '')).includes('\u202egpj'));
  }
});

test('a table prints them visibly', async () => {
  const { out } = await print('-v', 'procs', '--raw');
  assert.ok(out.includes(SAFE));
  assert.doesNotMatch(out.replaceAll('\n', ''), CONTROL);
});
