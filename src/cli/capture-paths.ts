// SPDX-License-Identifier: Apache-2.0
// What -r names → files: a file is itself, a folder is the captures in it, `*`, `?` and `[…]` are looked for where no file
// has that very name (a shell without a match, a quoted pattern). Within one folder or pattern: by name, numbers by size.

import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globMatcher, isGlob } from '../engine/filter/glob.js';
import { failure, ok, type Result } from '../engine/result.js';

/** Section header of a capture, and of a gzip stream. */
const MAGICS = [
  [0x0a, 0x0d, 0x0d, 0x0a],
  [0x1f, 0x8b],
];
const ORDER = new Intl.Collator('en', { numeric: true });

/** Every file that the words name. The error is a sentence for the user. */
export function capturePaths(words: readonly string[]): Result<readonly string[], string> {
  const paths: string[] = [];
  for (const word of words) {
    const named = pathsOf(word);
    if (!named.ok) return named;
    paths.push(...named.value);
  }
  return ok(paths);
}

/** Whether a word is the path of a file or folder that exists. */
export function isPath(word: string): boolean {
  return statSync(word, { throwIfNoEntry: false }) !== undefined;
}

function pathsOf(word: string): Result<readonly string[], string> {
  if (word === '-') return ok([word]);
  try {
    if (!isPath(word)) return isGlob(word) ? matching(word) : ok([word]);
    return isFolder(word) ? ok(capturesIn(word)) : ok([word]);
  } catch (error) {
    return failure(`${word} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** An empty folder stays itself: the code that opens it reports what is wrong with it. */
function capturesIn(folder: string): readonly string[] {
  const files = entries(folder).map((name) => join(folder, name));
  const captures = files.filter(isCapture);
  return captures.length > 0 ? captures : [folder];
}

function matching(pattern: string): Result<readonly string[], string> {
  const parts = pattern.split('/');
  let found = [parts[0] === '' ? '/' : '.'];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    found = found.filter(isFolder).flatMap((folder) => namesIn(folder, part).map((name) => join(folder, name)));
  }
  const files = found.flatMap((path) => (isFolder(path) ? capturesIn(path) : [path]));
  return files.length > 0 ? ok(files) : failure(`no file matches ${pattern}`);
}

/** As in a shell: hidden names have to be asked for. */
function namesIn(folder: string, part: string): readonly string[] {
  if (!isGlob(part)) return isPath(join(folder, part)) ? [part] : [];
  const matches = globMatcher(part);
  return entries(folder).filter((name) => matches(name) && (part.startsWith('.') || !name.startsWith('.')));
}

function entries(folder: string): readonly string[] {
  return readdirSync(folder).sort(ORDER.compare);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isCapture(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(4);
    readSync(file, head, 0, head.length, 0);
    return MAGICS.some((magic) => magic.every((byte, i) => head[i] === byte));
  } finally {
    closeSync(file);
  }
}
