// SPDX-License-Identifier: Apache-2.0
// The table of secrets made ready: patterns out of its words, with those that a file of the user's adds. The file has one
// word a line: `name WORD` for names of secrets, `prefix LETTERS` for what tokens begin with, `not NAME` for a name that
// is not one; `#` begins a comment. Words are plain letters, no expressions.

import { failure, ok, type Result } from '../result.js';
import {
  ASSIGNED,
  HARMLESS_NAMES,
  LEAST_TOKEN_REST,
  NAME_WORDS,
  OPTION_VALUE,
  TEXT_RULES,
  type TextRule,
  TOKEN_PREFIXES,
  WHOLE_WORDS,
} from './secret-table.js';

export interface SecretWords {
  readonly rules: readonly TextRule[];
  /** Finds out fast that a text has nothing of them. */
  readonly hint: RegExp;
  /** Whether a variable, option or key of this name holds a secret. */
  isSecretName(name: string): boolean;
}

export interface AddedWords {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly harmless: readonly string[];
}

export const NO_ADDED_WORDS: AddedWords = { names: [], prefixes: [], harmless: [] };

/** What is in the text rules and in no word: without one of these letters none of them matches. */
const RULE_HINTS = [
  'private key',
  'authorization',
  'cookie',
  'x-',
  '://',
  'identified',
  '\\$',
  'login',
  'pass',
  'auth',
];

export function secretWords(added: AddedWords = NO_ADDED_WORDS): SecretWords {
  const names = [...NAME_WORDS, ...added.names.map(escaped)];
  const prefixes = [...TOKEN_PREFIXES, ...added.prefixes].map(escaped);
  const word = `(?:${names.join('|')})`;
  const whole = `(?:${WHOLE_WORDS.join('|')})`;
  const harmless = new Set([...HARMLESS_NAMES, ...added.harmless.map((name) => name.toLowerCase())]);
  const secretName = new RegExp(`${word}|(?:^|[_.-])${whole}(?:$|[_.-])`, 'i');
  return {
    rules: [
      ...TEXT_RULES,
      pattern('named value', `${word}${ASSIGNED}`),
      pattern(
        'named value',
        `(?<![a-z])(?:pwd|pass|pw)["']?\\s{0,2}[=:]\\s{0,2}["']?([^\\x00-\\x20"'&;,\\/\\x7f]{1,512})`,
      ),
      pattern('option', `--[\\w-]{0,32}${word}${OPTION_VALUE}`),
      { name: 'token', pattern: new RegExp(tokenPattern(prefixes), 'dg') },
    ],
    hint: new RegExp([...names, ...RULE_HINTS, ...prefixes, 'pwd', 'pw', '-u', '--user', '^p\\x00'].join('|'), 'i'),
    isSecretName: (name) => secretName.test(name) && !harmless.has(name.toLowerCase()),
  };
}

/** The error is a sentence that names the line. */
export function parseAddedWords(text: string): Result<AddedWords, string> {
  const lists = { name: [] as string[], prefix: [] as string[], not: [] as string[] };
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line.replace(/#.*/, '').trim();
    if (bare === '') continue;
    const match = /^(name|prefix|not)\s+(\S{2,128})$/.exec(bare);
    if (match === null) return failure(`line ${index + 1}: "${bare}" is not name WORD, prefix LETTERS or not NAME`);
    lists[match[1] as keyof typeof lists].push(match[2] ?? '');
  }
  return ok({ names: lists.name, prefixes: lists.prefix, harmless: lists.not });
}

function pattern(name: string, source: string): TextRule {
  return { name, pattern: new RegExp(source, 'dgi') };
}

function tokenPattern(prefixes: readonly string[]): string {
  return `(?<![A-Za-z0-9])((?:${prefixes.join('|')})[A-Za-z0-9_.+/=-]{${LEAST_TOKEN_REST},4096})`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
