// SPDX-License-Identifier: Apache-2.0
// How a recursive descent gets out: thrown by lexer, parser and checker, caught by their public functions, which answer
// with a FilterError. Nobody else sees it.

import { failure, ok, type Result } from '../result.js';
import { type FilterError, filterError } from './error-text.js';

export class ParseFailure extends Error {
  constructor(
    message: string,
    /** Index into the filter's text. */
    readonly at: number,
    /** A field or an event type that does not exist. */
    readonly isUnknown = false,
  ) {
    super(message);
  }
}

/** What `read` returns, or where and why it gave up. */
export function catchFailure<T>(text: string, read: () => T): Result<T, FilterError> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof ParseFailure) return failure(filterError(error.message, text, error.at, error.isUnknown));
    throw error;
  }
}
