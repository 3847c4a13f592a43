// SPDX-License-Identifier: Apache-2.0

import type { FieldUse } from '../fields/field.js';
import type { Plan } from '../filter/plan.js';

/** Every field that a filter asks, with its argument; none without a filter. */
export function usesOf(plan: Plan | undefined): readonly FieldUse[] {
  if (plan === undefined) return [];
  switch (plan.kind) {
    case 'constant':
      return [];
    case 'not':
      return usesOf(plan.child);
    case 'leaf':
      return plan.uses;
    case 'and':
    case 'or':
      return plan.children.flatMap(usesOf);
  }
}
