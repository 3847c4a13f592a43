// SPDX-License-Identifier: Apache-2.0
// `rules test`: what rules would have found in captures, how often, and what another version of them finds; or why they
// did not match one event. `rules cost`: what each rule was asked.

import { failure, ok, type Result } from '../engine/result.js';
import { AlertWriter } from '../engine/rules/alert-text.js';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { CompletedView } from '../engine/rules/completed-view.js';
import { explainCondition } from '../engine/rules/explain-condition.js';
import { RuleEvaluator } from '../engine/rules/rule-evaluator.js';
import { compareTrials, type RuleChange, RuleTrial, type TriedRule } from '../engine/rules/rule-trial.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { readCaptures } from './rules-input.js';

const HOUR = 3600e9;

export interface TestRequest {
  readonly rules: readonly CompiledRule[];
  /** The version that they are compared with. */
  readonly against: readonly CompiledRule[] | undefined;
  readonly captures: readonly string[];
  readonly json: boolean;
}

/** Lines for the user; the error is a message. */
export async function testRules({ rules, against, captures, json }: TestRequest): Promise<Result<string[], string>> {
  const writer = new AlertWriter({ ...DEFAULT_PRINT, maxBuffer: 0 });
  let trials: RuleTrial[] = [];
  const read = await readCaptures(captures, (capture) => {
    trials = [rules, ...(against === undefined ? [] : [against])].map((set) => new RuleTrial(capture, set, writer));
    return () => {
      for (const trial of trials) trial.run();
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
  const fired = results.filter(({ rows }) => rows.length > 0);
  const total = fired.reduce((sum, { rows }) => sum + rows.length, 0);
  const lines = [`${total} alerts by ${fired.length} of ${results.length} rules in ${(hours * 3600).toFixed(1)} s`];
  for (const { rule, rows, first } of [...fired].sort((a, b) => b.rows.length - a.rows.length)) {
    lines.push(
      `${String(rows.length).padStart(7)}  ${rateText(rows.length, hours)}  ${rule.item.priority}  ${rule.name}`,
    );
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
  const rules = results.map(({ rule, rows, first }) => ({
    rule: rule.name,
    priority: rule.item.priority,
    count: rows.length,
    per_hour: hours > 0 ? rows.length / hours : null,
    events: rows.slice(0, first.length).map((row) => row + 1),
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

/** Rows that each rule was asked about, and matches, the most asked first. */
export async function costOfRules(
  rules: readonly CompiledRule[],
  captures: readonly string[],
): Promise<Result<string[], string>> {
  let evaluator: RuleEvaluator | undefined;
  const read = await readCaptures(captures, (capture) => {
    const running = new RuleEvaluator(capture, rules, { matching: 'all' }, true);
    evaluator = running;
    return () => running.run(() => true);
  });
  if (!read.ok || evaluator === undefined) return read.ok ? failure('nothing was read') : read;
  const { pairs, matches, tests, time } = evaluator;
  const order = [...rules.keys()].sort((a, b) => (time[b] ?? 0) - (time[a] ?? 0));
  const head = '      ms   asked of    tests  matches  rule';
  const lines = order.map((k) => {
    const cells = [
      (time[k] ?? 0).toFixed(1).padStart(8),
      count(pairs[k], 10),
      count(tests[k], 8),
      count(matches[k], 8),
    ];
    return `${cells.join(' ')}  ${rules[k]?.name ?? ''}`;
  });
  const total = time.reduce((sum, ms) => sum + ms, 0);
  return ok([`${read.value.store.rows} events, ${total.toFixed(1)} ms for the rules`, head, ...lines]);
}

function count(value: number | undefined, width: number): string {
  return String(value ?? 0).padStart(width);
}
