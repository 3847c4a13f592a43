// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinPath, PATH_TOO_LONG, UNKNOWN_DIR } from '../../../src/engine/state/paths.js';

/** Each line was compared with what the reference's own function returns. */
const CASES: readonly (readonly [base: string, path: string, joined: string])[] = [
  ['/home/ann/', 'notes.txt', '/home/ann/notes.txt'],
  ['/home/ann/', './notes.txt', '/home/ann/notes.txt'],
  ['/home/ann/', '../bob//x/', '/home/bob/x'],
  ['/home/ann/', '../../../../etc', '/etc'],
  ['/home/ann/', '/etc/../var/.', '/var'],
  ['/home/ann/', '.profile', '/home/ann/.profile'],
  ['/', '..', '/'],
  // Where the current directory is unknown a relative path stays one.
  ['', './notes.txt', 'notes.txt'],
  ['', 'a/../b', 'b'],
  ['', '../b', 'b'],
  [UNKNOWN_DIR, 'notes.txt', '<UNKNOWN>notes.txt'],
  [UNKNOWN_DIR, './notes.txt', '<UNKNOWN>./notes.txt'],
  ['/a/', `${'x'.repeat(1024)}`, PATH_TOO_LONG],
];

test('paths join as in the reference', () => {
  for (const [base, path, joined] of CASES) assert.equal(joinPath(base, path), joined, `${base} + ${path}`);
});
