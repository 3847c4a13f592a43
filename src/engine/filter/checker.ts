// SPDX-License-Identifier: Apache-2.0
// Ast → Checked: every field found in the catalogue, every value read as its field's type, every comparison made a
// function. What is left is a tree of and, or, not and tests; evaluate.ts runs it, plan.ts arranges it for speed.

import type { Result } from '../result.js';
import type { Ast } from './ast.js';
import { type CheckContext, type CheckedTest, checkTest } from './check-predicate.js';
import type { FilterError } from './error-text.js';
import { catchFailure, ParseFailure } from './parse-failure.js';

export type Checked = CheckedJunction | CheckedNot | CheckedTest;

export interface CheckedJunction {
  readonly kind: 'and' | 'or';
  readonly children: readonly Checked[];
}

export interface CheckedNot {
  readonly kind: 'not';
  readonly child: Checked;
}

/** `text` is what the Ast was parsed from; the error points into it. */
export function checkFilter(ast: Ast, text: string, context: CheckContext): Result<Checked, FilterError> {
  return catchFailure(text, () => check(ast, context));
}

function check(ast: Ast, context: CheckContext): Checked {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return { kind: ast.kind, children: ast.children.map((child) => check(child, context)) };
    case 'not':
      return { kind: 'not', child: check(ast.child, context) };
    case 'check':
      return checkTest(ast, context);
    case 'name':
      throw new ParseFailure(`unexpected identifier '${ast.name}'`, ast.at);
  }
}
