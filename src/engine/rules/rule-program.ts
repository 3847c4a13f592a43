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

/** What programs have in common. */
export interface SharedTests {
  /** The number of a test. */
  number(leaf: PlanLeaf): number;
  /** Rules that ask it: it is answered for the first of them, and known to the others. */
  users(leaf: PlanLeaf): number;
}

/** The program; undefined where the rule is never true for this kind. */
export function programOf(plan: Plan, kind: EventKind, shared: SharedTests): RuleProgram | undefined {
  const rest = fold(plan, kind, shared);
  if (rest === false) return undefined;
  if (rest === true) return { start: MATCH, code: new Int32Array(0) };
  const writer = new ProgramWriter((leaf) => shared.number(leaf));
  const start = writer.write(rest, MATCH, NO_MATCH);
  return { start, code: Int32Array.from(writer.code) };
}

/** What is left of the plan when the kind is known. */
function fold(plan: Plan, kind: EventKind, shared: SharedTests): Plan | boolean {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'not': {
      const child = fold(plan.child, kind, shared);
      return typeof child === 'boolean' ? !child : { kind: 'not', child };
    }
    case 'leaf':
      return foldLeaf(plan, kind);
    default:
      return foldJunction(plan, kind, shared);
  }
}

function foldJunction(
  { kind: type, children }: Extract<Plan, { kind: 'and' | 'or' }>,
  kind: EventKind,
  shared: SharedTests,
): Plan | boolean {
  const decisive = type === 'or';
  const left: Plan[] = [];
  for (const child of children) {
    const rest = fold(child, kind, shared);
    if (rest === decisive) return decisive;
    if (typeof rest !== 'boolean') left.push(rest);
  }
  const [first] = left;
  if (first === undefined) return !decisive;
  return left.length === 1 ? first : { kind: type, children: ordered(type, left, shared) };
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

/** Of reading what a test needs, in units of a look-up. */
const COSTS = { type: 0, column: 1, thread: 1, fd: 1, metric: 2, event: 12 } as const;
/** How often a test holds: most ask for something rare. */
const RARE = 0.1;

/** What a part of a condition is thought to cost, and how often it holds. */
interface Estimate {
  readonly cost: number;
  readonly chance: number;
}

/** Children in the order in which they settle the matter soonest for the least, by the estimates. */
function ordered(type: 'and' | 'or', children: readonly Plan[], shared: SharedTests): readonly Plan[] {
  const ranked = children.map((child) => {
    const { cost, chance } = estimate(child, shared);
    return { child, rank: cost / Math.max(type === 'and' ? 1 - chance : chance, 0.001) };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ child }) => child);
}

function estimate(plan: Plan, shared: SharedTests): Estimate {
  switch (plan.kind) {
    case 'constant':
      return { cost: 0, chance: plan.value ? 1 : 0 };
    case 'leaf':
      return {
        cost: COSTS[plan.dependsOn] / Math.max(1, shared.users(plan)),
        chance: isUsuallyTrue(plan) ? 1 - RARE : RARE,
      };
    case 'not': {
      const { cost, chance } = estimate(plan.child, shared);
      return { cost, chance: 1 - chance };
    }
    default:
      return estimateJunction(plan.kind === 'and', plan.children, shared);
  }
}

function estimateJunction(isAnd: boolean, children: readonly Plan[], shared: SharedTests): Estimate {
  let cost = 0;
  /** Chance that the children so far have left the matter open. */
  let open = 1;
  for (const child of children) {
    const each = estimate(child, shared);
    cost += open * each.cost;
    open *= isAnd ? each.chance : 1 - each.chance;
  }
  return { cost, chance: isAnd ? open : 1 - open };
}

/** A test of a text that holds for one that nobody has asked for: `!=`, mostly. */
function isUsuallyTrue({ uses, use, test }: PlanLeaf): boolean {
  return uses.length === 1 && use.field.type === 'CHARBUF' && test('\u0001');
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
