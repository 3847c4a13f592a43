// SPDX-License-Identifier: Apache-2.0
// What rules would have found: matches of each rule over a capture, with the first of them as text; and two versions of
// the rules compared.

import type { Capture } from '../ingest/capture.js';
import type { RowView } from '../query/row-view.js';
import type { TableSource } from '../query/table.js';
import type { AlertWriter } from './alert-text.js';
import type { CompiledRule } from './compiled-rule.js';
import { printCondition } from './condition.js';
import type { Priority } from './priority.js';
import { RuleEvaluator } from './rule-evaluator.js';
import type { ActiveRules } from './rule-texts.js';
import type { SequenceRule } from './sequence-rule.js';
import { type SequenceMatch, SequenceRunner } from './sequence-runner.js';
import type { ViewRule } from './view-rule.js';
import { type RuleWindow, ViewRuleRunner } from './view-rule-runner.js';

/** Lines kept of each rule. */
const FIRST_LINES = 3;

type AnyRule = CompiledRule | SequenceRule | ViewRule;

export interface TriedRule {
  readonly name: string;
  readonly priority: Priority;
  /** What it says: another version of the same rule has another text. */
  readonly text: string;
  /** Rows that it matched, ascending; of a rule on a view the row and its window. */
  readonly found: readonly (number | string)[];
  /** The first alerts as text. */
  readonly first: readonly string[];
}

/** How alerts are written. */
export interface TrialText {
  readonly writer: AlertWriter;
  viewLine(rule: ViewRule, rows: TableSource, row: number, window: RuleWindow): string;
}

export class RuleTrial {
  readonly #evaluator: RuleEvaluator;
  readonly #sequences: SequenceRunner;
  readonly #views: ViewRuleRunner;
  readonly #text: TrialText;
  readonly #tried: ReadonlyMap<AnyRule, { found: (number | string)[]; first: string[] }>;

  constructor(capture: Capture, { rules, sequences, viewRules }: ActiveRules, text: TrialText) {
    this.#evaluator = new RuleEvaluator(capture, rules, { matching: 'all' });
    this.#sequences = new SequenceRunner(capture, sequences);
    this.#views = new ViewRuleRunner(capture, viewRules);
    this.#text = text;
    const all: AnyRule[] = [...rules, ...sequences, ...viewRules];
    this.#tried = new Map(all.map((rule) => [rule, { found: [], first: [] }]));
  }

  /** Looks at what has been read since the last call; `isEnd`: nothing more comes. */
  run(isEnd: boolean): void {
    const { writer } = this.#text;
    const ofEvent = (rule: CompiledRule, view: RowView): boolean =>
      this.#keep(rule, view.row, () => writer.line(rule, view));
    this.#evaluator.run(ofEvent);
    this.#sequences.run(({ rule, last }: SequenceMatch, view) =>
      this.#keep(rule, view.row, () => writer.line(last, view)),
    );
    this.#views.step(
      (rule, rows, row, window) =>
        this.#keep(rule, `${window.from} ${rows.key(row)}`, () => this.#text.viewLine(rule, rows, row, window)),
      isEnd,
    );
  }

  /** In the order of the rules. */
  get results(): readonly TriedRule[] {
    return [...this.#tried].map(([rule, { found, first }]) => ({
      name: rule.name,
      priority: rule.item.priority,
      text: textOf(rule),
      found,
      first,
    }));
  }

  #keep(rule: AnyRule, where: number | string, line: () => string): boolean {
    const tried = this.#tried.get(rule);
    if (tried === undefined) return true;
    tried.found.push(where);
    if (tried.first.length < FIRST_LINES) tried.first.push(line());
    return true;
  }
}

function textOf(rule: AnyRule): string {
  const { output, priority } = rule.item;
  if ('steps' in rule) {
    const { key, window } = rule.item;
    return [...rule.steps.map(({ condition }) => printCondition(condition)), key, window, output, priority].join('\n');
  }
  if ('plan' in rule && 'condition' in rule) return [printCondition(rule.condition), rule.output, priority].join('\n');
  const { view, key, window, having, condition } = (rule as ViewRule).item;
  return [view, key, window, having, condition, output, priority].join('\n');
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
  const old = new Map(before.map((tried) => [tried.name, tried]));
  const changes = after.flatMap((tried) => {
    const earlier = old.get(tried.name);
    old.delete(tried.name);
    return earlier === undefined ? [change('new', undefined, tried)] : changesOf(earlier, tried);
  });
  return [...changes, ...[...old.values()].map((tried) => change('gone', tried, undefined))];
}

function changesOf(earlier: TriedRule, later: TriedRule): readonly RuleChange[] {
  const made = change('changed', earlier, later);
  const isSame = earlier.text === later.text && made.added === 0 && made.removed === 0;
  return isSame ? [] : [made];
}

function change(kind: RuleChange['kind'], earlier: TriedRule | undefined, later: TriedRule | undefined): RuleChange {
  const before = new Set(earlier?.found);
  const after = new Set(later?.found);
  return {
    name: later?.name ?? earlier?.name ?? '',
    kind,
    before: before.size,
    after: after.size,
    added: [...after].filter((row) => !before.has(row)).length,
    removed: [...before].filter((row) => !after.has(row)).length,
  };
}
