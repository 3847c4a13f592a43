// SPDX-License-Identifier: Apache-2.0

import type { Plan } from '../filter/plan.js';
import type { Condition } from './condition.js';
import type { RuleItem } from './rule-items.js';

/** A rule that can be run. */
export interface CompiledRule {
  readonly item: RuleItem;
  readonly name: string;
  /** Lists and macros put in, exceptions added. */
  readonly condition: Condition;
  readonly plan: Plan;
  /** Numbers of the event types that the condition can be true for. */
  readonly eventTypes: ReadonlySet<number>;
  /** Format of the alert's text. */
  readonly output: string;
  /** Sorted. */
  readonly tags: readonly string[];
}
