// SPDX-License-Identifier: Apache-2.0
// The filter language's front door. compileFilter() takes what a person wrote and answers with a filter that can be run
// on events one by one (`matches`) or by a query over the store (`plan`), or with where and why it cannot.

import type { EventView } from '../event/event-view.js';
import { ok, type Result } from '../result.js';
import type { Ast } from './ast.js';
import { checkOperand, type FieldCatalogue } from './check-operand.js';
import { checkFilter } from './checker.js';
import type { FilterError } from './error-text.js';
import { evaluate } from './evaluate.js';
import type { Operand } from './operand.js';
import { catchFailure, ParseFailure } from './parse-failure.js';
import { parseFilter, parseOperand } from './parser.js';
import { type Plan, planFilter } from './plan.js';
import { type ServiceNames, systemServices } from './services.js';

export interface CompiledFilter {
  /** As written. */
  readonly text: string;
  readonly ast: Ast;
  readonly matches: (view: EventView) => boolean;
  readonly plan: Plan;
}

/** An empty text is an error, as in the reference: "no filter" is not to have one. */
export function compileFilter(
  text: string,
  catalogue: FieldCatalogue,
  services: ServiceNames = systemServices(),
): Result<CompiledFilter, FilterError> {
  const ast = parseFilter(text);
  if (!ast.ok) return ast;
  const checked = checkFilter(ast.value, text, { catalogue, services });
  if (!checked.ok) return checked;
  const filter = checked.value;
  return ok({ text, ast: ast.value, matches: (view) => evaluate(filter, view), plan: planFilter(filter) });
}

/** A field or a transformer for display: `%tolower(proc.name)` of an output format. */
export function compileOperand(text: string, catalogue: FieldCatalogue): Result<Operand, FilterError> {
  const ast = parseOperand(text);
  if (!ast.ok) return ast;
  return catchFailure(text, () => {
    const operand = checkOperand(ast.value, catalogue);
    if (operand.field?.field.filterOnly !== true) return operand;
    throw new ParseFailure(`${text} is filter only and cannot be used as a display field`, ast.value.at);
  });
}
