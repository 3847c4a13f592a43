// SPDX-License-Identifier: Apache-2.0
// The operator regex: RE2 syntax and guarantees (time linear in the text), through the only import of re2js. It is
// loaded when a filter first uses the operator. The pattern must match the whole value; `.` does not match a newline;
// `^` and `$` match at line ends, as with the options that the reference compiles its patterns with.

import { createRequire } from 'node:module';
import { failure, ok, type Result } from '../result.js';
import { wellFormed } from './text-compare.js';

type Re2Module = typeof import('re2js');

/** A test for texts that match as a whole, bytes outside UTF-8 read as U+FFFD; the error is a sentence. */
export function regexMatcher(pattern: string): Result<(text: string) => boolean, string> {
  const { RE2JS }: Re2Module = createRequire(import.meta.url)('re2js');
  try {
    const regex = RE2JS.compile(wellFormed(pattern), RE2JS.MULTILINE);
    return ok((text) => regex.testExact(wellFormed(text)));
  } catch (error) {
    // re2js writes the flag in front of the pattern that it quotes.
    const reason = error instanceof Error ? error.message.replace('`(?m)', '`') : String(error);
    return failure(`invalid regex pattern: ${reason}`);
  }
}
