// SPDX-License-Identifier: Apache-2.0
// Names of rotated files. What is expected was seen of sysdig 0.29.3 (-r FILE -w x and these options); where it is
// installed, it is asked again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Rotation } from '../../../src/engine/scap/recording-names.js';
import { recordingName } from '../../../src/engine/scap/recording-names.js';
import { MAIN } from '../../fixtures/program-file.js';

const ONE: Rotation = { megabytes: 0, seconds: 0, events: 0, files: 0 };
const AT = new Date(2026, 2, 7, 9, 6, 5);

function names(path: string, rotation: Partial<Rotation>, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => recordingName(path, { ...ONE, ...rotation }, i, AT));
}

test('one file has the name that it was given', () => {
  assert.deepEqual(names('x%H', {}, 1), ['x%H']);
  assert.deepEqual(names('-', { files: 3 }, 1), ['-']);
});

test('a counter, from 0 again in a ring; leading zeros only by size', () => {
  assert.deepEqual(names('x', { megabytes: 1 }, 3), ['x0', 'x1', 'x2']);
  assert.deepEqual(names('x', { megabytes: 1, files: 3 }, 4), ['x0', 'x1', 'x2', 'x0']);
  assert.deepEqual(names('x', { megabytes: 1, files: 10 }, 2), ['x00', 'x01']);
  assert.deepEqual(names('x', { events: 1, files: 10 }, 2), ['x0', 'x1']);
  assert.deepEqual(names('x', { seconds: 1, files: 10 }, 2), ['x0', 'x1']);
  assert.deepEqual(names('x%H', { megabytes: 1 }, 1), ['x%H0'], 'the time is for -G');
});

test('with -G the time where the name asks for it', () => {
  const name = (path: string): string | undefined => names(path, { seconds: 1 }, 1)[0];
  assert.equal(name('/d/x_%Y-%m-%d_%H%M%S.scap'), '/d/x_2026-03-07_090605.scap');
  assert.equal(
    name('%F %T %R %j %a %A %b %B %y %e %I%p %u%w %%'),
    '2026-03-07 09:06:05 09:06 066 Sat Saturday Mar March 26  7 09AM 66 %',
  );
  assert.equal(name('%Q%'), '%Q%', 'an unknown conversion stays');
  assert.equal(name('%s'), String(AT.getTime() / 1000));
});

const CAPTURE = fileURLToPath(new URL('../../../../test/captures/files.scap', import.meta.url));
const hasSysdig = spawnSync('sysdig', ['--version']).status === 0;

for (const words of ['-C 1', '-C 1 -W 3', '-C 1 -W 12', '-e 10000', '-e 10000 -W 2', '-e 3000 -W 10']) {
  test(`sysdig gives the same names with ${words}`, { skip: hasSysdig ? false : 'sysdig is not installed' }, () => {
    const made = [['sysdig'], [process.execPath, MAIN]].map(([program = '', ...args]) => {
      const folder = mkdtempSync(join(tmpdir(), 'sysdrill-names-'));
      spawnSync(program, [...args, '-r', CAPTURE, '-w', join(folder, 'x'), ...words.split(' ')]);
      const found = readdirSync(folder).sort();
      rmSync(folder, { recursive: true });
      return found;
    });
    assert.deepEqual(made[1], made[0]);
    assert.ok((made[0]?.length ?? 0) > 1);
  });
}
