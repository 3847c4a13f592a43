// SPDX-License-Identifier: Apache-2.0
// Rules over the rows of a capture as they come. A call is seen once, at its exit; events that are not calls as they are.
// Rules are indexed by kind of event: for most rows there is nothing to ask.

import type { Plan, PlanLeaf } from '../filter/plan.js';
import type { Capture } from '../ingest/capture.js';
import type { RowView } from '../query/row-view.js';
import { type Chunk, RowFlag } from '../store/event-store.js';
import type { CompiledRule } from './compiled-rule.js';
import { RowValues } from './row-values.js';
import { MATCH, programOf, type RuleProgram, type SharedTests } from './rule-program.js';
import { RuleTests } from './rule-tests.js';

export interface EvaluatorOptions {
  /** Whether the first rule that matches ends the search. */
  readonly matching: 'first' | 'all';
  /** The first row to look at; 0 if not given. */
  readonly from?: number;
}

/** A rule has matched the row that the view is at; false: no more rows are wanted. */
export type OnMatch = (rule: CompiledRule, view: RowView) => boolean;

interface KindRules {
  readonly rules: readonly number[];
  readonly programs: readonly RuleProgram[];
}

const OWN_PREFIX = 'sysdrill.';
const UNKNOWN = 0;
const SOME = 1;
const NONE = 2;

export class RuleEvaluator {
  /** Rule × row pairs asked, and matches, by rule. */
  readonly pairs: Float64Array;
  readonly matches: Float64Array;
  /** Tests answered by rule. */
  readonly tests: Float64Array;
  /** ms spent by rule; only where it is measured, which costs more than most rules do. */
  readonly time: Float64Array;
  readonly #isMeasured: boolean;
  readonly #capture: Capture;
  readonly #rules: readonly CompiledRule[];
  readonly #options: EvaluatorOptions;
  readonly #values: RowValues;
  readonly #ruleTests: RuleTests;
  readonly #shared: SharedTests;
  readonly #gates: Uint8Array;
  readonly #byKind: (KindRules | undefined)[] = [];
  #next: number;

  constructor(capture: Capture, rules: readonly CompiledRule[], options: EvaluatorOptions, isMeasured = false) {
    this.#isMeasured = isMeasured;
    this.#next = options.from ?? 0;
    this.#capture = capture;
    this.#rules = rules;
    this.#options = options;
    this.#values = new RowValues(capture);
    this.#ruleTests = new RuleTests(this.#values);
    const users = usersOf(rules);
    this.#shared = {
      number: (leaf) => this.#ruleTests.add(leaf),
      users: (leaf) => users.get(leaf.holds) ?? 1,
    };
    this.#gates = new Uint8Array(capture.kinds.size);
    this.pairs = new Float64Array(rules.length);
    this.matches = new Float64Array(rules.length);
    this.tests = new Float64Array(rules.length);
    this.time = new Float64Array(rules.length);
  }

  /** The next row to look at. */
  get next(): number {
    return this.#next;
  }

  /** Looks at what has come since the last time; false where onMatch wants no more. */
  run(onMatch: OnMatch): boolean {
    const { store } = this.#capture;
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      if (!this.#runChunk(chunk, Math.max(0, this.#next - chunk.base), onMatch)) return false;
    }
    this.#next = store.rows;
    return true;
  }

  #runChunk(chunk: Chunk, from: number, onMatch: OnMatch): boolean {
    const gates = this.#gates;
    const { kind, count, flags } = chunk;
    for (let i = from; i < count; i++) {
      const gate = gates[kind[i] as number] as number;
      if (gate === NONE || ((flags[i] as number) & RowFlag.STATE_ONLY) !== 0) continue;
      if (gate === UNKNOWN && this.#prepare(kind[i] as number) === undefined) continue;
      if (!this.#runRow(chunk, i, onMatch)) return false;
    }
    return true;
  }

  #runRow(chunk: Chunk, i: number, onMatch: OnMatch): boolean {
    const { rules, programs } = this.#byKind[chunk.kindAt(i)] as KindRules;
    const tests = this.#ruleTests;
    this.#values.moveTo(chunk, i);
    tests.nextRow(chunk.base + i + 1);
    for (let k = 0; k < rules.length; k++) {
      const rule = rules[k] as number;
      this.pairs[rule] = (this.pairs[rule] as number) + 1;
      const end = this.#isMeasured
        ? this.#runMeasured(programs[k] as RuleProgram, rule)
        : run(programs[k] as RuleProgram, tests);
      if (end !== MATCH) continue;
      this.matches[rule] = (this.matches[rule] as number) + 1;
      if (!onMatch(this.#rules[rule] as CompiledRule, this.#values.view)) return false;
      if (this.#options.matching === 'first') return true;
    }
    return true;
  }

  #runMeasured({ code, start }: RuleProgram, rule: number): number {
    const from = performance.now();
    let asked = 0;
    let at = start;
    while (at >= 0) {
      asked++;
      at = code[at + (this.#ruleTests.holds(code[at] as number) ? 1 : 2)] as number;
    }
    this.tests[rule] = (this.tests[rule] as number) + asked;
    this.time[rule] = (this.time[rule] as number) + performance.now() - from;
    return at;
  }

  /** The rules that this kind of event may match. */
  #prepare(kindNumber: number): KindRules | undefined {
    const found = this.#rulesOf(kindNumber);
    this.#byKind[kindNumber] = found;
    this.#gates[kindNumber] = found === undefined ? NONE : SOME;
    return found;
  }

  #rulesOf(kindNumber: number): KindRules | undefined {
    const { kinds } = this.#capture;
    const type = kinds.type(kindNumber);
    if (type.origin === 'syscall' && !type.isExit) return undefined;
    const kind = kinds.of(kindNumber);
    // An alert that is recorded is not an event that rules may see: it would cause the next one.
    if (kind.name.startsWith(OWN_PREFIX)) return undefined;
    const rules: number[] = [];
    const programs: RuleProgram[] = [];
    for (const [number, { plan, eventTypes }] of this.#rules.entries()) {
      if (!eventTypes.has(type.id)) continue;
      const program = programOf(plan, kind, this.#shared);
      if (program === undefined) continue;
      rules.push(number);
      programs.push(program);
    }
    return rules.length === 0 ? undefined : { rules, programs };
  }
}

/** In how many rules each test is. */
function usersOf(rules: readonly CompiledRule[]): ReadonlyMap<PlanLeaf['holds'], number> {
  const users = new Map<PlanLeaf['holds'], number>();
  for (const { plan } of rules) {
    for (const test of new Set(leavesOf(plan).map(({ holds }) => holds))) users.set(test, (users.get(test) ?? 0) + 1);
  }
  return users;
}

function leavesOf(plan: Plan): readonly PlanLeaf[] {
  switch (plan.kind) {
    case 'constant':
      return [];
    case 'leaf':
      return [plan];
    case 'not':
      return leavesOf(plan.child);
    default:
      return plan.children.flatMap(leavesOf);
  }
}

/** The end that a program comes to for the row at hand. */
function run({ code, start }: RuleProgram, tests: RuleTests): number {
  let at = start;
  while (at >= 0) at = code[at + (tests.holds(code[at] as number) ? 1 : 2)] as number;
  return at;
}
