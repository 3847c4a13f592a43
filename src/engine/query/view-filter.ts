// SPDX-License-Identifier: Apache-2.0
// What a view keeps and what the user keeps, as one filter. The only place that compiles what people write as a filter.

import { lookupField } from '../fields/catalogue.js';
import { type CompiledFilter, compileFilter } from '../filter/compile.js';
import type { FilterError } from '../filter/error-text.js';
import { failure, ok, type Result } from '../result.js';

const CATALOGUE = { lookupField };

/** `part`: whose text is wrong. Positions in the error are positions in that text. */
export interface ViewFilterError extends FilterError {
  readonly part: 'user' | 'view';
}

/** The view's own filter ("" or undefined: none) and the user's ("": none) joined; undefined where there is neither. */
export function compileViewFilter(
  own: string | undefined,
  user: string,
): Result<CompiledFilter | undefined, ViewFilterError> {
  const mine = partFilter(user, 'user');
  if (!mine.ok || own === undefined || own === '') return mine;
  const views = partFilter(own, 'view');
  if (!views.ok || mine.value === undefined) return views;
  return partFilter(`(${own}) and (${user})`, 'view');
}

function partFilter(text: string, part: ViewFilterError['part']): Result<CompiledFilter | undefined, ViewFilterError> {
  if (text.trim() === '') return ok(undefined);
  const compiled = compileFilter(text, CATALOGUE);
  return compiled.ok ? compiled : failure({ ...compiled.error, part });
}
