// SPDX-License-Identifier: Apache-2.0
// `rules test`: what rules would have found in captures, how often, and what another version of them finds; or why they
// did not match one event. `rules cost`: what each rule was asked.

import { viewAlert } from '../engine/pipeline/view-alert.js';
import { failure, ok, type Result } from '../engine/result.js';
import { AlertWriter } from '../engine/rules/alert-text.js';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { CompletedView } from '../engine/rules/completed-view.js';
import { explainCondition } from '../engine/rules/explain-condition.js';
import { RuleEvaluator } from '../engine/rules/rule-evaluator.js';
import type { ActiveRules } from '../engine/rules/rule-texts.js';
import {
  compareTrials,
  type RuleChange,
  RuleTrial,
  type TrialText,
  type TriedRule,
} from '../engine/rules/rule-trial.js';
import type { ViewRule } from '../engine/rules/view-rule.js';
import { ViewRuleRunner } from '../engine/rules/view-rule-runner.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { readCaptures } from './rules-input.js';

const HOUR = 3600e9;

export interface TestRequest {
  readonly rules: ActiveRules;
  /** The version that they are compared with. */
  readonly against: ActiveRules | undefined;
  readonly captures: readonly string[];
  readonly json: boolean;
}

/** Lines for the user; the error is a message. */
export async function testRules({ rules, against, captures, json }: TestRequest): Promise<Result<string[], string>> {
  const writer = new AlertWriter({ ...DEFAULT_PRINT, maxBuffer: 0 });
  const sets = [rules, ...(against === undefined ? [] : [against])];
  let trials: RuleTrial[] = [];
  const read = await readCaptures(captures, (capture) => {
    const text: TrialText = {
      writer,
      viewLine: (rule, rows, row, window) => viewAlert(capture, rule, rows, { row, window }).line,
    };
    trials = sets.map((set) => new RuleTrial(capture, set, text));
    return (isEnd) => {
      for (const trial of trials) trial.run(isEnd);
      return true;
    };
  });
  if (!read.ok) return read;
  const [now, before] = trials.map(({ results }) => results);
  const { from, to } = read.value.store.span();
  const hours = (to - from) / HOUR;
  const changes = before === undefined || now === undefined ? undefined : compareTrials(before, now);
  const results = now ?? [];
  return ok(json ? [testJson(results, changes, hours)] : testLines(results, changes, hours));
}

function testLines(results: readonly TriedRule[], changes: readonly RuleChange[] | undefined, hours: number): string[] {
  const fired = results.filter(({ found }) => found.length > 0);
  const total = fired.reduce((sum, { found }) => sum + found.length, 0);
  const lines = [`${total} alerts by ${fired.length} of ${results.length} rules in ${(hours * 3600).toFixed(1)} s`];
  for (const { name, priority, found, first } of [...fired].sort((a, b) => b.found.length - a.found.length)) {
    lines.push(`${String(found.length).padStart(7)}  ${rateText(found.length, hours)}  ${priority}  ${name}`);
    for (const line of first) lines.push(`           ${line}`);
  }
  for (const { name, kind, before, after, added, removed } of changes ?? []) {
    lines.push(`${kind.padEnd(7)}  ${name}: ${before} → ${after} alerts (+${added} −${removed})`);
  }
  if (changes?.length === 0) lines.push('no rule has changed, and none matches other events');
  return lines;
}

function rateText(count: number, hours: number): string {
  return hours > 0 ? `${(count / hours).toFixed(count / hours < 10 ? 1 : 0)}/h` : '<NA>/h';
}

function testJson(results: readonly TriedRule[], changes: readonly RuleChange[] | undefined, hours: number): string {
  const rules = results.map(({ name, priority, found, first }) => ({
    rule: name,
    priority,
    count: found.length,
    per_hour: hours > 0 ? found.length / hours : null,
    events: found.slice(0, first.length).flatMap((row) => (typeof row === 'number' ? [row + 1] : [])),
    first,
  }));
  return JSON.stringify({ seconds: hours * 3600, rules, ...(changes === undefined ? {} : { changes }) }, null, 1);
}

/** Why each rule matches the event with this number, or does not. */
export async function explainEvent(
  rules: readonly CompiledRule[],
  captures: readonly string[],
  number: number,
): Promise<Result<string[], string>> {
  const lines: string[] = [];
  const read = await readCaptures(captures, (capture) => () => {
    if (lines.length > 0 || capture.store.rows < number) return lines.length === 0;
    const view = new CompletedView(capture);
    if (view.moveToRow(number - 1)) for (const rule of rules) lines.push(...explained(rule, view));
    return false;
  });
  if (!read.ok) return read;
  return lines.length > 0 ? ok(lines) : failure(`there is no event ${number}`);
}

function explained(rule: CompiledRule, view: CompletedView): readonly string[] {
  const { holds, reasons } = explainCondition(rule.condition, view);
  const isSeen = view.type.isExit || view.type.origin !== 'syscall';
  const verdict = !isSeen ? 'not asked: rules see a call at its exit' : holds ? 'matches' : 'does not match';
  return [`${rule.name}: ${verdict}`, ...reasons.map((reason) => `  ${reason}`)];
}

interface Cost {
  readonly name: string;
  readonly ms: number;
  /** NaN: it is not asked event by event. */
  readonly pairs: number;
  readonly tests: number;
  readonly matches: number;
}

/** Rows that each rule was asked about, and matches, the most expensive first. */
export async function costOfRules(
  { rules, sequences, viewRules }: ActiveRules,
  captures: readonly string[],
): Promise<Result<string[], string>> {
  let costs: (() => readonly Cost[]) | undefined;
  const steps = sequences.flatMap((sequence) => sequence.steps);
  const read = await readCaptures(captures, (capture) => {
    const evaluator = new RuleEvaluator(capture, [...rules, ...steps], { matching: 'all' }, true);
    const views = new ViewRuleRunner(capture, viewRules);
    costs = () => [...eventCosts(evaluator, [...rules, ...steps]), ...viewCosts(views, viewRules)];
    return (isEnd) => evaluator.run(() => true) && views.step(() => true, isEnd);
  });
  if (!read.ok || costs === undefined) return read.ok ? failure('nothing was read') : read;
  const sorted = [...costs()].sort((a, b) => b.ms - a.ms);
  const head = '      ms   asked of    tests  matches  rule';
  const total = sorted.reduce((sum, { ms }) => sum + ms, 0);
  const title = `${read.value.store.rows} events, ${total.toFixed(1)} ms for the rules`;
  return ok([title, head, ...sorted.map(costLine)]);
}

function eventCosts(evaluator: RuleEvaluator, rules: readonly CompiledRule[]): readonly Cost[] {
  const { pairs, matches, tests, time } = evaluator;
  const at = (values: Float64Array, k: number): number => values[k] ?? 0;
  return rules.map(({ name }, k) => {
    return { name, ms: at(time, k), pairs: at(pairs, k), tests: at(tests, k), matches: at(matches, k) };
  });
}

function viewCosts({ time, matches }: ViewRuleRunner, rules: readonly ViewRule[]): readonly Cost[] {
  return rules.map(({ name }, k) => {
    return { name, ms: time[k] ?? 0, pairs: Number.NaN, tests: Number.NaN, matches: matches[k] ?? 0 };
  });
}

function costLine({ name, ms, pairs, tests, matches }: Cost): string {
  return `${ms.toFixed(1).padStart(8)} ${count(pairs, 10)} ${count(tests, 8)} ${count(matches, 8)}  ${name}`;
}

function count(value: number, width: number): string {
  return (Number.isNaN(value) ? '-' : String(value)).padStart(width);
}
