// SPDX-License-Identifier: Apache-2.0
// Fields that never have a value any more, because their source is gone: the user of one gets a note, once.

import type { FieldUse } from '../engine/fields/field.js';
import type { CompiledFilter } from '../engine/filter/compile.js';
import type { Plan } from '../engine/filter/plan.js';

/** One line for each such field of a filter and an output format. */
export function retiredNotes(filter: CompiledFilter | undefined, fields: readonly FieldUse[]): string[] {
  const uses = filter === undefined ? fields : [...usesOf(filter.plan), ...fields];
  const notes = new Map<string, string>();
  for (const { field } of uses) {
    if (field.retired !== undefined)
      notes.set(field.name, `warning: ${field.name} never has a value. ${field.retired}`);
  }
  return [...notes.values()];
}

function usesOf(plan: Plan): readonly FieldUse[] {
  switch (plan.kind) {
    case 'constant':
      return [];
    case 'and':
    case 'or':
      return plan.children.flatMap(usesOf);
    case 'not':
      return usesOf(plan.child);
    case 'leaf':
      return plan.uses;
  }
}
