// SPDX-License-Identifier: Apache-2.0
// A checked filter arranged for a scan over millions of events. Every leaf says what it depends on, so that the query
// evaluates it once per event kind, thread snapshot or fd snapshot, and per row only where nothing narrower will do.
// Children are ordered cheapest first, constants folded away, nested junctions of a kind merged. Same answers as
// evaluate.ts.

import type { EventView } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { FD_EVENT_FLAGS, readField } from '../fields/read-field.js';
import type { CheckedTest } from './check-predicate.js';
import type { Checked } from './checker.js';
import type { FieldReader } from './operand.js';

/** Narrowest first: also the order of cost. `column` reads a row's cell, `metric` its thread's counters. */
export const DEPENDENCIES = ['type', 'thread', 'fd', 'column', 'metric', 'event'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

export type Plan = PlanConstant | PlanJunction | PlanNot | PlanLeaf;

/** Only ever the whole plan. */
export interface PlanConstant {
  readonly kind: 'constant';
  readonly value: boolean;
}

export interface PlanJunction {
  readonly kind: 'and' | 'or';
  readonly children: readonly Plan[];
}

export interface PlanNot {
  readonly kind: 'not';
  readonly child: Plan;
}

export interface PlanLeaf {
  readonly kind: 'leaf';
  /** Source of all its fields, or `event` where they differ: a thread and an fd are known together only at an event. */
  readonly dependsOn: Dependency;
  /** Its fields, each once; hardly ever more than one. */
  readonly uses: readonly [FieldUse, ...FieldUse[]];
  /** The first of `uses`. */
  readonly use: FieldUse;
  /** For leaves of one field. A missing value is false. */
  readonly test: (value: FieldValue) => boolean;
  /** For all leaves. */
  readonly holds: (reader: FieldReader) => boolean;
  /**
   * fd leaves: the answer for a row whose event has no fd entry, where a field has a value then too (a failed open
   * names its file). Undefined: false for such rows.
   */
  readonly otherwise: ((event: EventView) => boolean) | undefined;
  /** Union of EventFlag: `otherwise` is false for event kinds that have none of these. 0 without `otherwise`. */
  readonly typeMask: number;
}

export function planFilter(filter: Checked): Plan {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return junction(filter.kind, filter.children.map(planFilter));
    case 'not':
      return negation(planFilter(filter.child));
    case 'test':
      return leaf(filter);
  }
}

/** The plan's answer for one whole event. */
export function matchesPlan(plan: Plan, view: EventView): boolean {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'and':
      return plan.children.every((child) => matchesPlan(child, view));
    case 'or':
      return plan.children.some((child) => matchesPlan(child, view));
    case 'not':
      return !matchesPlan(plan.child, view);
    case 'leaf':
      return plan.holds((use) => readField(use, view));
  }
}

function junction(kind: 'and' | 'or', planned: readonly Plan[]): Plan {
  const decisive = kind === 'or';
  const children: Plan[] = [];
  for (const child of planned) {
    if (child.kind === 'constant') {
      if (child.value === decisive) return child;
    } else if (child.kind === kind) children.push(...child.children);
    else children.push(child);
  }
  const [first] = children;
  if (first === undefined) return { kind: 'constant', value: !decisive };
  if (children.length === 1) return first;
  return { kind, children: children.sort((a, b) => cost(a) - cost(b)) };
}

function negation(child: Plan): Plan {
  if (child.kind === 'constant') return { kind: 'constant', value: !child.value };
  return child.kind === 'not' ? child.child : { kind: 'not', child };
}

function leaf({ uses, holds, test }: CheckedTest): Plan {
  const [use, ...others] = uses;
  if (use === undefined) return { kind: 'constant', value: holds(() => undefined) };
  const dependsOn = dependencyOf(uses);
  const otherwise = dependsOn === 'fd' ? withoutFd(uses, holds) : undefined;
  return {
    kind: 'leaf',
    dependsOn,
    uses: [use, ...others],
    use,
    test: test ?? ((value) => holds(() => value)),
    holds,
    otherwise,
    typeMask: otherwise === undefined ? 0 : FD_EVENT_FLAGS,
  };
}

/** All fields must have a value, so a field that has none without an fd settles it. */
function withoutFd(uses: readonly FieldUse[], holds: CheckedTest['holds']): PlanLeaf['otherwise'] {
  if (!uses.every(({ field }) => field.source.kind === 'fd' && field.source.otherwise !== undefined)) return undefined;
  // With no fd on the row readField asks `otherwise`, once it has looked at the flags and the thread.
  return (event) => holds((use) => readField(use, event));
}

function dependencyOf(uses: readonly FieldUse[]): Dependency {
  const kinds = new Set(uses.map(({ field }) => dependencyOfSource(field.source)));
  const [only, ...others] = kinds;
  return only === undefined || others.length > 0 ? 'event' : only;
}

function dependencyOfSource(source: FieldSource): Dependency {
  return source.kind === 'mapped' ? 'column' : source.kind;
}

/** Index into DEPENDENCIES of the dearest leaf. */
function cost(plan: Plan): number {
  switch (plan.kind) {
    case 'constant':
      return 0;
    case 'and':
    case 'or':
      return Math.max(...plan.children.map(cost));
    case 'not':
      return cost(plan.child);
    case 'leaf':
      return DEPENDENCIES.indexOf(plan.dependsOn);
  }
}
