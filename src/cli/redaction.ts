// SPDX-License-Identifier: Apache-2.0
// What --redact and its sisters ask for, with the files that they name read.

import { readFileSync } from 'node:fs';
import type { RedactOptions } from '../engine/redact/redactor.js';
import { NO_ADDED_WORDS, parseAddedWords } from '../engine/redact/secret-words.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { Options, RedactionChoice } from './options.js';

/** Shorter keys can be guessed. */
const LEAST_KEY = 16;

/** Undefined where nothing is to be hidden. */
export function redactionOf({ redaction }: Options): Result<RedactOptions | undefined, string> {
  const { secrets, payload, noEnvironment } = redaction;
  if (!secrets && !noEnvironment) return ok(undefined);
  const words = addedWords(redaction);
  if (!words.ok) return words;
  const key = keyOf(redaction);
  if (!key.ok) return key;
  return ok({ secrets, payload, noEnvironment, words: words.value, key: key.value });
}

/** The same for another process of ours. */
export function redactionWords({ payload, secrets, noEnvironment, words, key }: RedactionChoice): readonly string[] {
  return [
    ...(secrets ? ['--redact'] : []),
    ...(payload ? ['--redact-payload'] : []),
    ...(words === undefined ? [] : ['--redact-words', words]),
    ...(key === undefined ? [] : ['--redact-key', key]),
    ...(noEnvironment ? ['--no-env'] : []),
  ];
}

function addedWords({ words }: RedactionChoice): Result<RedactOptions['words'], string> {
  if (words === undefined) return ok(NO_ADDED_WORDS);
  const text = contents(words);
  if (!text.ok) return text;
  const parsed = parseAddedWords(text.value.toString('utf8'));
  return parsed.ok ? parsed : failure(`${words}: ${parsed.error}`);
}

function keyOf({ key }: RedactionChoice): Result<Uint8Array | undefined, string> {
  if (key === undefined) return ok(undefined);
  const bytes = contents(key);
  if (!bytes.ok) return bytes;
  if (bytes.value.length >= LEAST_KEY) return bytes;
  return failure(`${key} has ${bytes.value.length} bytes; a key wants ${LEAST_KEY} or more`);
}

function contents(path: string): Result<Buffer, string> {
  try {
    return ok(readFileSync(path));
  } catch (error) {
    return failure(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
