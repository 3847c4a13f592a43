// SPDX-License-Identifier: Apache-2.0
// What rules would have found: matches of each rule over a capture, with the first of them as text; and two versions of
// the rules compared.

import type { Capture } from '../ingest/capture.js';
import type { RowView } from '../query/row-view.js';
import type { AlertWriter } from './alert-text.js';
import type { CompiledRule } from './compiled-rule.js';
import { printCondition } from './condition.js';
import { RuleEvaluator } from './rule-evaluator.js';

/** Lines kept of each rule. */
const FIRST_LINES = 3;

export interface TriedRule {
  readonly rule: CompiledRule;
  /** Rows that it matched, ascending. */
  readonly rows: readonly number[];
  /** The first alerts as text. */
  readonly first: readonly string[];
}

export class RuleTrial {
  readonly #evaluator: RuleEvaluator;
  readonly #writer: AlertWriter;
  readonly #tried: ReadonlyMap<CompiledRule, { rows: number[]; first: string[] }>;

  constructor(capture: Capture, rules: readonly CompiledRule[], writer: AlertWriter) {
    this.#evaluator = new RuleEvaluator(capture, rules, { matching: 'all' });
    this.#writer = writer;
    this.#tried = new Map(rules.map((rule) => [rule, { rows: [], first: [] }]));
  }

  /** Looks at what has been read since the last call. */
  run(): void {
    this.#evaluator.run((rule, view) => this.#keep(rule, view));
  }

  /** In the order of the rules. */
  get results(): readonly TriedRule[] {
    return [...this.#tried].map(([rule, { rows, first }]) => ({ rule, rows, first }));
  }

  #keep(rule: CompiledRule, view: RowView): boolean {
    const tried = this.#tried.get(rule);
    if (tried === undefined) return true;
    tried.rows.push(view.row);
    if (tried.first.length < FIRST_LINES) tried.first.push(this.#writer.line(rule, view));
    return true;
  }
}

export interface RuleChange {
  readonly name: string;
  /** `new` and `gone`: of the rule itself; `changed`: it says something else, or matches other events. */
  readonly kind: 'new' | 'gone' | 'changed';
  readonly before: number;
  readonly after: number;
  /** Events that only the new version matches, and only the old one. */
  readonly added: number;
  readonly removed: number;
}

/** Rules of both sets whose text or matches differ, by name; those that are the same are left out. */
export function compareTrials(before: readonly TriedRule[], after: readonly TriedRule[]): readonly RuleChange[] {
  const old = new Map(before.map((tried) => [tried.rule.name, tried]));
  const changes = after.flatMap((tried) => {
    const earlier = old.get(tried.rule.name);
    old.delete(tried.rule.name);
    return earlier === undefined ? [change('new', undefined, tried)] : changesOf(earlier, tried);
  });
  return [...changes, ...[...old.values()].map((tried) => change('gone', tried, undefined))];
}

function changesOf(earlier: TriedRule, later: TriedRule): readonly RuleChange[] {
  const made = change('changed', earlier, later);
  const isSame = textOf(earlier.rule) === textOf(later.rule) && made.added === 0 && made.removed === 0;
  return isSame ? [] : [made];
}

function change(kind: RuleChange['kind'], earlier: TriedRule | undefined, later: TriedRule | undefined): RuleChange {
  const before = new Set(earlier?.rows);
  const after = new Set(later?.rows);
  return {
    name: later?.rule.name ?? earlier?.rule.name ?? '',
    kind,
    before: before.size,
    after: after.size,
    added: [...after].filter((row) => !before.has(row)).length,
    removed: [...before].filter((row) => !after.has(row)).length,
  };
}

function textOf({ condition, output, item }: CompiledRule): string {
  return [printCondition(condition), output, item.priority].join('\n');
}
