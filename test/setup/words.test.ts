// SPDX-License-Identifier: Apache-2.0
// Banned turns of phrase: what is found, and what is allowed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../fixtures/live-capture.js';

const CHECK = join(ROOT, 'src', 'setup', 'words.mjs');

/** The turns that are found in lines, as `LINE: "TURN"`. */
function found(...lines: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-words-'));
  const file = join(folder, 'text.md');
  writeFileSync(file, lines.join('\n'));
  const { stderr, status } = spawnSync(process.execPath, [CHECK, relative(ROOT, file)], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(status, stderr === '' ? 0 : 1);
  return [...stderr.matchAll(/:(\d+): ("[^"]*")/g)].map(([, line, turn]) => `${line}: ${turn}`);
}

test('each banned turn is found, with its line', () => {
  const lines = [
    'The options behind an event are skipped.',
    'The mark stands in the first cell.',
    'Whoever asks gets it anew.',
    'A wrong filter is told with its place.',
    'This is no capture.',
    '/** Answers whether more is wanted. */',
    'New are rules and alerts.',
    'Nothing is kept of the chunks.',
    'A number that is none.',
  ];
  assert.deepEqual(found(...lines), [
    '1: "behind"',
    '2: "stands"',
    '3: "Whoever"',
    '3: "anew"',
    '4: "told"',
    '5: "is no"',
    '6: "Answers "',
    '7: "New are"',
    '8: "Nothing is kept of"',
    '9: "is none"',
  ]);
});

test('names are words too', () => {
  assert.deepEqual(found('toldContainer(waits_anew, LOOKS_ANEW, isBehindWindow)'), [
    '1: "told"',
    '1: "anew"',
    '1: "ANEW"',
    '1: "Behind"',
  ]);
});

test('each turn has uses that are right', () => {
  const lines = [
    'The screen is 2s behind live, and falls behind.',
    'readonly behind: number;',
    'The events behind a number are one key away.',
    'A stand-alone program; NSS stands for name service switch.',
    'The colours tell reads from writes.',
    'There is no file, it is no longer there, and there is none.',
    'Answers come in the order of the requests.',
  ];
  assert.deepEqual(found(...lines), []);
});
