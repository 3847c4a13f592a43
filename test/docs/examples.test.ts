// SPDX-License-Identifier: Apache-2.0
// Every command that the documentation shows works, and prints what the page says that it prints.
// `node build/test/docs/write-outputs.js` writes the outputs again; then read the difference before you commit it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { parseOptions } from '../../src/cli/options.js';
import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import { VIEWS } from '../../src/views/index.js';
import {
  type Example,
  examplesIn,
  isRunnable,
  makePlayground,
  otherPrograms,
  privilegedWords,
  runExample,
  showsFailure,
} from './examples.js';
import { allPages } from './pages.js';

const playground = makePlayground();
after(() => {
  rmSync(playground.directory, { recursive: true });
  rmSync(playground.bin, { recursive: true });
});

const pages = allPages()
  .map(({ path, text }) => ({ path, examples: examplesIn(text) }))
  .filter(({ examples }) => examples.some(({ commands }) => commands.some(isOurs)));

/** Ways to begin that are not filters. */
const SUBCOMMANDS: ReadonlySet<string> = new Set(['capture', 'doctor', 'rules']);

describe('examples in the documentation', () => {
  it('there are some', () => {
    const shown = pages.flatMap(({ examples }) => examples).filter(({ output }) => output !== undefined);
    assert.ok(shown.length >= 30, `${shown.length} examples show their output`);
  });
  for (const { path, examples } of pages) {
    describe(path, { concurrency: 2 }, () => {
      for (const example of examples.filter(({ commands }) => commands.some(isRunnable))) {
        it(`line ${example.line}: ${example.commands.join('; ').slice(0, 90)}`, (t) => check(example, t));
      }
      for (const [command, words] of examples.flatMap(({ commands }) => commands).flatMap(privileged)) {
        it(command, () => checkWords(words));
      }
    });
  }
});

function isOurs(command: string): boolean {
  return isRunnable(command) || privilegedWords(command) !== undefined;
}

function privileged(command: string): (readonly [string, string[]])[] {
  const words = privilegedWords(command);
  return words === undefined ? [] : [[command, words]];
}

async function check(example: Example, t: { skip: (message: string) => void }): Promise<void> {
  const missing = example.commands.flatMap(otherPrograms).find((program) => !isInstalled(program));
  if (missing !== undefined) return t.skip(`${missing} is not installed`);
  let printed = '';
  for (const command of example.commands) {
    if (!isRunnable(command)) continue;
    const { status, stdout, stderr } = await runExample(command, playground);
    if (showsFailure(example)) {
      assert.ok(status === 1 || status === 2, `${command}: status ${status}`);
      printed += stdout + stderr;
      continue;
    }
    assert.equal(status, 0, `${command}\n${stderr}`);
    assert.doesNotMatch(stderr, /^sysdrill: /m, command);
    printed += stdout;
  }
  if (example.output !== undefined) assert.equal(trimmed(printed.split('\n')), trimmed(example.output));
}

/** Blanks at the ends of lines are invisible on a page. */
function trimmed(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

/** The words of a command that may not run here: options, view and filter are ones that sysdrill knows. */
function checkWords(words: readonly string[]): void {
  const [first] = words;
  const parsed = parseOptions(first !== undefined && SUBCOMMANDS.has(first) ? words.slice(1) : words, 1 << 30);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error);
  const { view, words: filter } = parsed.value;
  assert.ok(view === undefined || VIEWS.some(({ id }) => id === view), `no view ${view}`);
  if (filter.length === 0) return;
  const compiled = compileFilter(filter.join(' '), { lookupField });
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.error.message);
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}
