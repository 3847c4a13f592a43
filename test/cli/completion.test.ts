// SPDX-License-Identifier: Apache-2.0
// Completion as the shells themselves do it; help by topic; the manual page as groff reads it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/command-table.js';
import { completionScript } from '../../src/cli/completion.js';
import { HELP_TOPICS, helpText, topicText } from '../../src/cli/help.js';
import { manPage } from '../../src/cli/man-page.js';
import { FIRST_OPTIONS, OPTION_ROWS } from '../../src/cli/option-table.js';

const lacks = (program: string): string | false =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0 ? false : `${program} is not installed`;

function run(command: string, args: readonly string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8', input });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** What bash offers for the last of these words; readline has cut them at `=`. */
function bashOffers(...words: string[]): string[] {
  const typed = ['sysdrill', ...words].map((word) => `'${word}'`).join(' ');
  const script = `${completionScript('bash')}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _sysdrill; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['-c', script]).trim().split('\n');
}

test('bash: commands, options, views, fields and event types', { skip: lacks('bash') }, () => {
  assert.deepEqual(bashOffers('capt'), ['capture']);
  assert.deepEqual(bashOffers('--rotate-s'), ['--rotate-size']);
  assert.deepEqual(bashOffers('-v', 'connec'), ['connections']);
  assert.deepEqual(bashOffers('-r', 'x.scap', 'proc.exepa'), ['proc.exepath']);
  assert.deepEqual(bashOffers('evt.type', '=', 'openat2'), ['openat2']);
  assert.deepEqual(bashOffers('evt.type', '='), bashOffers('evt.type', '=', ''));
  assert.deepEqual(bashOffers('proc.name', '=', 'ng'), ['']);
});

test('zsh reads its script', { skip: lacks('zsh') }, () => {
  run('zsh', ['-n'], completionScript('zsh'));
});

test('fish completes commands, views and event types', { skip: lacks('fish') }, () => {
  const offers = (line: string) =>
    run('fish', ['--no-config', '-c', `${completionScript('fish')}\ncomplete -C '${line}'`])
      .trim()
      .split('\n')
      .map((offer) => offer.split('\t')[0]);
  assert.deepEqual(offers('sysdrill capt'), ['capture']);
  assert.deepEqual(offers('sysdrill -v connec'), ['connections']);
  assert.deepEqual(offers('sysdrill evt.type=openat2'), ['evt.type=openat2']);
});

test('--help has each option and each command once; the ten first ones are at its head', () => {
  const lines = helpText().split('\n');
  for (const { name } of OPTION_ROWS)
    assert.equal(lines.filter((line) => new RegExp(`^  (-\\w, |    )--${name}( |$)`).test(line)).length, 1, name);
  for (const { name } of COMMANDS)
    assert.equal(lines.filter((line) => line.includes(`  sysdrill ${name} `)).length, 1, name);
  const first = lines.slice(lines.indexOf('Most used:') + 1, lines.indexOf('Most used:') + 11);
  assert.deepEqual(
    first.map((line) => line.match(/--([\w-]+)/)?.[1]),
    FIRST_OPTIONS,
  );
});

test('each topic has a text, and together they have all options', () => {
  const texts = HELP_TOPICS.map((topic) => topicText(topic) ?? assert.fail(topic));
  for (const { name } of OPTION_ROWS)
    assert.ok(
      texts.some((text) => text.includes(`--${name}`)),
      name,
    );
  assert.equal(topicText('nosuch'), undefined);
});

test('groff reads the manual page without a warning', { skip: lacks('groff') }, () => {
  const { stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-Kutf8', '-ww'], {
    encoding: 'utf8',
    input: manPage('0.0'),
  });
  assert.equal(stderr, '');
  // Bold is a character, backspace, and the character again.
  const page = stdout.replace(/.\u0008/g, '');
  for (const { name } of OPTION_ROWS) assert.ok(page.includes(`--${name}`), name);
});
