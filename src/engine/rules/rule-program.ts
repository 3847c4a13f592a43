// SPDX-License-Identifier: Apache-2.0
// A rule's plan for one kind of event, as a short program: tests with where to go on when they hold and when they do not.
// What the kind alone answers is folded away before; a rule that it rules out has no program for it.

import type { EventKind } from '../event/event-kind.js';
import type { Plan, PlanLeaf } from '../filter/plan.js';

/** Ends of a program. */
export const MATCH = -1;
export const NO_MATCH = -2;

/** Triples: test, where to go on if it holds, where if not. A program starts at 0 or is an end itself. */
export interface RuleProgram {
  readonly start: number;
  readonly code: Int32Array;
}

/** The program; undefined where the rule is never true for this kind. */
export function programOf(plan: Plan, kind: EventKind, numberOf: (leaf: PlanLeaf) => number): RuleProgram | undefined {
  const rest = fold(plan, kind);
  if (rest === false) return undefined;
  if (rest === true) return { start: MATCH, code: new Int32Array(0) };
  const writer = new ProgramWriter(numberOf);
  const start = writer.write(rest, MATCH, NO_MATCH);
  return { start, code: Int32Array.from(writer.code) };
}

/** What is left of the plan when the kind is known. */
function fold(plan: Plan, kind: EventKind): Plan | boolean {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'not': {
      const child = fold(plan.child, kind);
      return typeof child === 'boolean' ? !child : { kind: 'not', child };
    }
    case 'leaf':
      return foldLeaf(plan, kind);
    default:
      return foldJunction(plan.kind, plan.children, kind);
  }
}

function foldJunction(type: 'and' | 'or', children: readonly Plan[], kind: EventKind): Plan | boolean {
  const decisive = type === 'or';
  const left: Plan[] = [];
  for (const child of children) {
    const rest = fold(child, kind);
    if (rest === decisive) return decisive;
    if (typeof rest !== 'boolean') left.push(rest);
  }
  const [first] = left;
  if (first === undefined) return !decisive;
  return left.length === 1 ? first : { kind: type, children: left.sort(byCost) };
}

function foldLeaf(leaf: PlanLeaf, kind: EventKind): Plan | boolean {
  const { source } = leaf.use.field;
  if (leaf.dependsOn === 'type') return leaf.holds((use) => typeValue(use.field.source, kind, use.argument));
  if (leaf.uses.length === 1 && source.kind === 'event' && source.kinds?.(kind, leaf.use.argument) === false) {
    return leaf.holds(() => undefined);
  }
  return leaf;
}

function typeValue(source: PlanLeaf['use']['field']['source'], kind: EventKind, argument: PlanLeaf['use']['argument']) {
  return source.kind === 'type' ? source.of(kind, argument) : undefined;
}

const COSTS = { type: 0, column: 1, thread: 1, fd: 1, metric: 2, event: 4 } as const;

/** Cheap tests first, and small trees before large ones. */
function byCost(a: Plan, b: Plan): number {
  return costOf(a) - costOf(b);
}

function costOf(plan: Plan): number {
  switch (plan.kind) {
    case 'constant':
      return 0;
    case 'leaf':
      return COSTS[plan.dependsOn];
    case 'not':
      return costOf(plan.child);
    default:
      return plan.children.reduce((sum, child) => sum + costOf(child), 0);
  }
}

class ProgramWriter {
  readonly code: number[] = [];
  readonly #numberOf: (leaf: PlanLeaf) => number;

  constructor(numberOf: (leaf: PlanLeaf) => number) {
    this.#numberOf = numberOf;
  }

  /** Writes backwards, since a test must know where those after it begin; answers where to start. */
  write(plan: Plan, yes: number, no: number): number {
    switch (plan.kind) {
      case 'constant':
        return plan.value ? yes : no;
      case 'not':
        return this.write(plan.child, no, yes);
      case 'and':
        return plan.children.reduceRight((next, child) => this.write(child, next, no), yes);
      case 'or':
        return plan.children.reduceRight((next, child) => this.write(child, yes, next), no);
      case 'leaf':
        return this.code.push(this.#numberOf(plan), yes, no) - 3;
    }
  }
}
