// SPDX-License-Identifier: Apache-2.0
// Puts macros into conditions. A macro sees those that were defined before its own last change, a rule sees all.

import { type FilterError, filterError } from '../filter/error-text.js';
import { failure, ok, type Result } from '../result.js';
import type { Condition, ConditionName } from './condition.js';

export interface ResolvedCondition {
  readonly condition: Condition;
  /** Names of the macros that were put in, also inside others. */
  readonly used: ReadonlySet<string>;
}

/** `macro` answers the condition of a macro that may be seen. The error is the first unknown or circular name. */
export function resolveMacros(
  condition: Condition,
  macro: (name: string) => Condition | undefined,
): Result<ResolvedCondition, FilterError> {
  const resolver = new Resolver(macro);
  const resolved = resolver.resolve(condition, []);
  return resolver.problem === undefined ? ok({ condition: resolved, used: resolver.used }) : failure(resolver.problem);
}

class Resolver {
  readonly used = new Set<string>();
  problem: FilterError | undefined;
  readonly #macro: (name: string) => Condition | undefined;

  constructor(macro: (name: string) => Condition | undefined) {
    this.#macro = macro;
  }

  resolve(condition: Condition, path: readonly string[]): Condition {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return { kind: condition.kind, children: condition.children.map((child) => this.resolve(child, path)) };
      case 'not':
        return { kind: 'not', child: this.resolve(condition.child, path) };
      case 'check':
        return condition;
      case 'name':
        return this.#resolveName(condition, path);
    }
  }

  #resolveName(name: ConditionName, path: readonly string[]): Condition {
    const macro = this.#macro(name.name);
    if (macro === undefined) return this.#fail(`there is no macro '${name.name}'`, name);
    if (path.includes(name.name)) return this.#fail(`the macro '${name.name}' contains itself`, name);
    this.used.add(name.name);
    return this.resolve(macro, [...path, name.name]);
  }

  #fail(message: string, name: ConditionName): Condition {
    this.problem ??= filterError(message, name.text, name.at);
    return name;
  }
}
