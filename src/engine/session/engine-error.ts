// SPDX-License-Identifier: Apache-2.0
// How the session refuses.

import type { CompiledFilter } from '../filter/compile.js';
import type { EngineError } from '../protocol/protocol.js';
import { compileViewFilter } from '../query/view-filter.js';
import { type Failure, failure, type Result } from '../result.js';

export function refuse(code: EngineError['code'], message: string, hint = ''): Failure<EngineError> {
  return failure({ code, message, position: -1, hint });
}

/** The user's filter and the view's own, joined; positions of mistakes are in the user's part. */
export function sessionFilter(user: string, own?: string): Result<CompiledFilter | undefined, EngineError> {
  const filter = compileViewFilter(own, user);
  if (filter.ok) return filter;
  const { part, message, index } = filter.error;
  if (part === 'view') return refuse('view', `the view's own filter: ${message}`);
  return failure({ code: 'filter', message, position: index, hint: '' });
}
