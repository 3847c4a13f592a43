// SPDX-License-Identifier: Apache-2.0
// Part of `npm run check`: looks for the turns of banned-turns.mjs in code, comments, names, tests and documents.
// `node src/setup/words.mjs FILE...` looks in these files only.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BANNED_TURNS } from './banned-turns.mjs';
import { ROOT } from './bundle.mjs';

const TEXT = /\.(ts|mjs|cjs|c|h|S|md|yaml|sh|service|1)$|(^|\/)(Makefile|run|pre-commit|commit-msg)$/;
/** Recordings, what is generated from texts that are checked, and the list with its test. */
const EXCEPT = /^(test\/(captures|screens)\/|src\/setup\/banned-turns\.mjs|test\/setup\/words\.test\.ts)/;

/** Names like `setTo` and `SET_TO` as words. */
function splitNames(line) {
  return line.replace(/(?<=[a-z])(?=[A-Z])/g, '\u200b').replace(/(?<=\w)_(?=\w)/g, '\u200b');
}

function spans(pattern, line) {
  const global = new RegExp(pattern.source, [...new Set([...pattern.flags, 'g'])].join(''));
  return [...line.matchAll(global)].map(({ index, 0: text }) => [index, index + text.length]);
}

/** Any of the turns: most lines have none, and are looked at once. */
const ANY = new RegExp(BANNED_TURNS.map(({ turn }) => `(?:${turn.source})`).join('|'), 'i');

/** `{ line, from, turn, say }` of each banned turn in a text; lines count from 1. */
export function bannedTurns(text) {
  return text.split('\n').flatMap((line, at) => {
    const words = splitNames(line);
    if (!ANY.test(words)) return [];
    return BANNED_TURNS.flatMap(({ turn, say, allowed = [] }) => {
      const free = allowed.flatMap((pattern) => spans(pattern, words));
      return spans(turn, words)
        .filter(([from, to]) => !free.some(([start, end]) => start <= from && to <= end))
        .map(([from, to]) => ({ line: at + 1, from, turn: words.slice(from, to).replaceAll('\u200b', '·'), say }));
    }).sort((a, b) => a.from - b.from);
  });
}

function checkedFiles() {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  return stdout.split('\n').filter((name) => TEXT.test(name) && !EXCEPT.test(name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2);
  for (const file of named.length > 0 ? named : checkedFiles()) {
    for (const { line, turn, say } of bannedTurns(readFileSync(join(ROOT, file), 'utf8'))) {
      process.stderr.write(`${file}:${line}: "${turn}"; write: ${say}\n`);
      process.exitCode = 1;
    }
  }
}
