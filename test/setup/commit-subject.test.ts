// SPDX-License-Identifier: Apache-2.0
// The rules for subjects of commits.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../fixtures/live-capture.js';

const CHECK = join(ROOT, 'src', 'setup', 'commit-subject.mjs');

/** What the hook says of a message; empty where it lets it through. */
function complaint(message: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-subject-'));
  const file = join(folder, 'COMMIT_EDITMSG');
  writeFileSync(file, message);
  const { stderr, status } = spawnSync(process.execPath, [CHECK, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(status, stderr === '' ? 0 : 1);
  return stderr;
}

test('one change in the imperative, of at most 72 characters', () => {
  assert.equal(complaint('Read unaligned numbers in one header\n\nA reason.\n'), '');
  assert.equal(complaint(`Add ${'x'.repeat(68)}`), '');
  assert.match(complaint(`Add ${'x'.repeat(69)}`), /73 characters/);
  assert.match(complaint('x'), /says nothing/);
  assert.match(complaint('read a file'), /capital/);
  assert.match(complaint('Add a field; mend a test'), /more than one change/);
  assert.match(complaint('Added a field'), /imperative/);
});
