// SPDX-License-Identifier: Apache-2.0
// Why a condition is false (or true) for one event: the checks that settle it, with the values that they looked at.

import type { EventView } from '../event/event-view.js';
import { lookupField } from '../fields/catalogue.js';
import { readField } from '../fields/read-field.js';
import { checkFilter } from '../filter/checker.js';
import { evaluate } from '../filter/evaluate.js';
import { printFilter } from '../filter/print.js';
import { systemServices } from '../filter/services.js';
import { valueText } from '../format/value-text.js';
import type { Condition, ConditionCheck } from './condition.js';

export interface Explanation {
  readonly holds: boolean;
  /** The checks that settle it; each with the values of its fields. */
  readonly reasons: readonly string[];
}

const CONTEXT = { catalogue: { lookupField }, services: systemServices() };

export function explainCondition(condition: Condition, event: EventView): Explanation {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return explainJunction(
        condition.kind === 'or',
        condition.children.map((child) => explainCondition(child, event)),
      );
    case 'not': {
      const { holds, reasons } = explainCondition(condition.child, event);
      return { holds: !holds, reasons };
    }
    case 'check':
      return explainCheck(condition, event);
    case 'name':
      return { holds: false, reasons: [`${condition.name}: no such macro`] };
  }
}

/** One child that is as the whole settles it; without such a child all of them do. */
function explainJunction(decisive: boolean, children: readonly Explanation[]): Explanation {
  const settling = children.filter(({ holds }) => holds === decisive);
  const holds = settling.length > 0 === decisive;
  const reasons = (settling.length > 0 ? settling : children).flatMap((child) => child.reasons);
  return { holds, reasons: [...new Set(reasons)] };
}

function explainCheck({ ast, text }: ConditionCheck, event: EventView): Explanation {
  const checked = checkFilter(ast, text, CONTEXT);
  if (!checked.ok) return { holds: false, reasons: [checked.error.message] };
  const holds = evaluate(checked.value, event);
  const uses = checked.value.kind === 'test' ? checked.value.uses : [];
  const values = uses.map((use) => `${use.text} is ${valueText(readField(use, event), use.field) ?? '<NA>'}`);
  const found = values.length === 0 ? '' : `  (${values.join(', ')})`;
  return { holds, reasons: [`${printFilter(ast)}: ${holds}${found}`] };
}
