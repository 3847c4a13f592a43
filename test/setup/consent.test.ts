// SPDX-License-Identifier: Apache-2.0
// The question before apt, in a terminal: asked once, Enter is yes; not asked where nobody could answer.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../fixtures/live-capture.js';

const MODULE = join(ROOT, 'src', 'setup', 'consent.mjs');
/** Asks twice and prints the answers. */
const PROGRAM = `import { mayInstall } from ${JSON.stringify(MODULE)};
  process.stdout.write([mayInstall('first?'), mayInstall('second?')].join(' '));`;
const { CI, ...WITHOUT_CI } = process.env;

function output(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): string {
  return spawnSync(command, args, { encoding: 'utf8', env: environment }).stdout;
}

test('without a terminal, with --yes and in CI nobody is asked', () => {
  const args = ['--input-type=module', '-e', PROGRAM];
  assert.equal(output(process.execPath, args, WITHOUT_CI), 'true true');
  assert.equal(inTerminal('', WITHOUT_CI, '--yes').trim(), 'true true');
  assert.equal(inTerminal('', { ...WITHOUT_CI, CI: 'true' }).trim(), 'true true');
});

/** What the program writes in a terminal in which `typed` is typed. */
function inTerminal(typed: string, environment: NodeJS.ProcessEnv, ...args: string[]): string {
  const line = [process.execPath, '--input-type=module', '-e', PROGRAM, '--', ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ');
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    encoding: 'utf8',
    env: environment,
    input: typed,
  });
  return stdout.replaceAll('\r', '');
}

const skip = spawnSync('script', ['--version']).status === 0 ? false : 'script(1) is not installed';

test('in a terminal once: Enter and y are yes, anything else is no', { skip }, () => {
  for (const [typed, answer] of [
    ['\n', 'true true'],
    ['y\n', 'true true'],
    ['n\n', 'false false'],
    ['what?\n', 'false false'],
  ] as const) {
    const shown = inTerminal(typed, WITHOUT_CI);
    assert.equal(shown.split('first? [Y/n]').length, 2, shown);
    assert.ok(shown.trimEnd().endsWith(answer), shown);
    assert.equal(shown.includes('second?'), false);
  }
});
