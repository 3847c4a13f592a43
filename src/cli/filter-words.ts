// SPDX-License-Identifier: Apache-2.0
// What the words of the command line and the options about names mean to the engine.

import type { CompiledFilter } from '../engine/filter/compile.js';
import { formatFilterError } from '../engine/filter/error-text.js';
import { nameOptions } from '../engine/pipeline/name-options.js';
import { compileViewFilter } from '../engine/query/view-filter.js';
import { failure, type Result } from '../engine/result.js';
import type { NameOptions } from '../engine/state/names.js';
import type { Options } from './options.js';

export function namesOf(options: Options): NameOptions {
  const names = nameOptions(!options.noUsers, options.portNames);
  return options.rules.containers ? names : { ...names, containers: false };
}

/** The words of the command line as one filter; undefined where there are none. The error is a message for the user. */
export function userFilter(words: readonly string[]): Result<CompiledFilter | undefined, string> {
  return joinedFilter(undefined, words);
}

/** The same, together with a view's own filter. */
export function joinedFilter(
  own: string | undefined,
  words: readonly string[],
): Result<CompiledFilter | undefined, string> {
  const filter = compileViewFilter(own, words.join(' '));
  return filter.ok ? filter : failure(formatFilterError(filter.error));
}
