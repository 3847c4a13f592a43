// SPDX-License-Identifier: Apache-2.0
// A condition as a tree whose leaves keep the text that they were parsed from: macros come from other places of the files
// than the rule that names them, and problems must point into the right text.

import type { Ast, AstCheck } from '../filter/ast.js';
import type { CheckContext, CheckedTest } from '../filter/check-predicate.js';
import type { Checked } from '../filter/checker.js';
import { checkFilter } from '../filter/checker.js';
import { type FilterError, filterError } from '../filter/error-text.js';
import { printFilter } from '../filter/print.js';
import { failure, ok, type Result } from '../result.js';
import { alwaysHolds } from './always-holds.js';

export type Condition = ConditionJunction | ConditionNot | ConditionCheck | ConditionName;

export interface ConditionJunction {
  readonly kind: 'and' | 'or';
  readonly children: readonly Condition[];
}

export interface ConditionNot {
  readonly kind: 'not';
  readonly child: Condition;
}

export interface ConditionCheck {
  readonly kind: 'check';
  readonly ast: AstCheck;
  readonly text: string;
}

/** A macro that is not put in yet. */
export interface ConditionName {
  readonly kind: 'name';
  readonly name: string;
  readonly at: number;
  readonly text: string;
}

export function conditionOf(ast: Ast, text: string): Condition {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return { kind: ast.kind, children: ast.children.map((child) => conditionOf(child, text)) };
    case 'not':
      return { kind: 'not', child: conditionOf(ast.child, text) };
    case 'check':
      return { kind: 'check', ast, text };
    case 'name':
      return { kind: 'name', name: ast.name, at: ast.at, text };
  }
}

/** Every check of the tree, from left to right. */
export function checksOf(condition: Condition): readonly ConditionCheck[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.children.flatMap(checksOf);
    case 'not':
      return checksOf(condition.child);
    case 'check':
      return [condition];
    case 'name':
      return [];
  }
}

/** Tests as they were checked, by what they say: rules that share macros share them too. */
export type KnownTests = Map<string, CheckedTest>;

/** Fields found, values read; the first problem, within its own text. */
export function checkCondition(
  condition: Condition,
  context: CheckContext,
  known: KnownTests,
): Result<Checked, FilterError> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const children: Checked[] = [];
      for (const child of condition.children) {
        const checked = checkCondition(child, context, known);
        if (!checked.ok) return checked;
        children.push(checked.value);
      }
      return ok({ kind: condition.kind, children });
    }
    case 'not': {
      const child = checkCondition(condition.child, context, known);
      return child.ok ? ok({ kind: 'not', child: child.value }) : child;
    }
    case 'check':
      return checkTest(condition, context, known);
    case 'name':
      return failure(filterError(`there is no macro '${condition.name}'`, condition.text, condition.at));
  }
}

function checkTest(
  { ast, text }: ConditionCheck,
  context: CheckContext,
  known: KnownTests,
): Result<Checked, FilterError> {
  const key = printFilter(ast);
  const found = known.get(key);
  if (found !== undefined) return ok(found);
  const checked = checkFilter(ast, text, context);
  const always = checked.ok ? alwaysHolds(ast) : undefined;
  if (always !== undefined) return ok({ kind: 'test', uses: [], holds: () => always });
  if (checked.ok && checked.value.kind === 'test') known.set(key, checked.value);
  return checked;
}

/** The tree as text again, macros put in. */
export function printCondition(condition: Condition): string {
  return printFilter(astOf(condition));
}

function astOf(condition: Condition): Ast {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, children: condition.children.map(astOf), at: 0 };
    case 'not':
      return { kind: 'not', child: astOf(condition.child), at: 0 };
    case 'check':
      return condition.ast;
    case 'name':
      return condition;
  }
}
