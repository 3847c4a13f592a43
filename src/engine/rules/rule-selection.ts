// SPDX-License-Identifier: Apache-2.0
// Which of the loaded rules run.

import { type Priority, rankOf } from './priority.js';

export interface RuleSelection {
  /** Rules of less weight are left out; undefined: none is. */
  readonly leastPriority: Priority | undefined;
  /** Where there are any, exactly the rules with one of these tags run, also those that are switched off. */
  readonly tags: readonly string[];
  /** Names, `*` for any letters in them, and `tag:TAG`. */
  readonly disabled: readonly string[];
}

export const ALL_RULES: RuleSelection = { leastPriority: undefined, tags: [], disabled: [] };

/** What selection asks of a rule. */
interface Selectable {
  readonly name: string;
  readonly tags: readonly string[];
  readonly item: { readonly priority: Priority; readonly enabled: boolean };
}

export function selectedRules<R extends Selectable>(rules: readonly R[], selection: RuleSelection): readonly R[] {
  const { leastPriority, tags, disabled } = selection;
  const least = leastPriority === undefined ? Number.POSITIVE_INFINITY : rankOf(leastPriority);
  const isDisabled = disabled.map(disabledTest);
  return rules.filter((rule) => {
    if (rankOf(rule.item.priority) > least) return false;
    const isEnabled = tags.length > 0 ? tags.some((tag) => rule.tags.includes(tag)) : rule.item.enabled;
    return isEnabled && !isDisabled.some((test) => test(rule));
  });
}

function disabledTest(pattern: string): (rule: Selectable) => boolean {
  if (pattern.startsWith('tag:')) return ({ tags }) => tags.includes(pattern.slice('tag:'.length));
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const name = new RegExp(`^${parts.join('.*')}$`, 's');
  return (rule) => name.test(rule.name);
}
