// SPDX-License-Identifier: Apache-2.0
// Rules on sequences over the rows of a capture as they come. For each key it is known when the latest sequence began that
// has come to each step: if that one is too old, all are.

import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { RowView } from '../query/row-view.js';
import { keyText } from '../query/table.js';
import type { Alert } from './alert.js';
import type { CompiledRule } from './compiled-rule.js';
import { printCondition } from './condition.js';
import { RuleEvaluator } from './rule-evaluator.js';
import type { SequenceRule } from './sequence-rule.js';

/** A sequence is complete at the row that the view is at. */
export interface SequenceMatch {
  readonly rule: SequenceRule;
  /** The rule's last step, which has its output. */
  readonly last: CompiledRule;
  /** Value of the key, as text. */
  readonly key: string;
  /** ns since its first event. */
  readonly span: number;
}

/** False: no more are wanted. */
export type OnSequence = (match: SequenceMatch, view: RowView) => boolean;

interface Step {
  readonly rule: SequenceRule;
  readonly index: number;
  readonly progress: Map<string, Float64Array>;
}

const NS_PER_MS = 1e6;
/** Keys that may be on their way at one time, for each rule; beyond, those that are too old leave, then the oldest. */
const MOST_KEYS = 100_000;

export class SequenceRunner {
  readonly #evaluator: RuleEvaluator;
  readonly #steps = new Map<CompiledRule, Step>();

  /** `from`: first row to look at. */
  constructor(capture: Capture, rules: readonly SequenceRule[], from = 0) {
    for (const rule of rules) {
      const progress = new Map<string, Float64Array>();
      for (const [index, step] of rule.steps.entries()) this.#steps.set(step, { rule, index, progress });
    }
    // Last steps first: an event is one step of a sequence, not two.
    const compiled = rules.flatMap(({ steps }) => [...steps].reverse());
    this.#evaluator = new RuleEvaluator(capture, compiled, { matching: 'all', from });
  }

  /** Looks at what has come since the last time; false where onMatch wants no more. */
  run(onMatch: OnSequence): boolean {
    if (this.#steps.size === 0) return true;
    return this.#evaluator.run((compiled, view) => {
      const step = this.#steps.get(compiled);
      const match = step === undefined ? undefined : this.#advance(step, view);
      return match === undefined || onMatch(match, view);
    });
  }

  #advance({ rule, index, progress }: Step, view: RowView): SequenceMatch | undefined {
    const value = readField(rule.key, view);
    if (value === undefined || Number.isNaN(view.time)) return undefined;
    const key = keyText(value);
    const began = index === 0 ? view.time : (progress.get(key)?.[index - 1] ?? Number.NaN);
    // NaN: the step before has not been met.
    if (!(view.time - began <= rule.item.window * NS_PER_MS)) return undefined;
    const last = rule.steps[index];
    if (last !== undefined && index === rule.steps.length - 1) {
      progress.delete(key);
      return { rule, last, key, span: view.time - began };
    }
    this.#keep(progress, key, rule)[index] = began;
    return undefined;
  }

  #keep(progress: Map<string, Float64Array>, key: string, { steps, item }: SequenceRule): Float64Array {
    const known = progress.get(key);
    if (known !== undefined) return known;
    if (progress.size >= MOST_KEYS) leaveOld(progress, item.window * NS_PER_MS);
    const times = new Float64Array(steps.length).fill(Number.NaN);
    progress.set(key, times);
    return times;
  }
}

function leaveOld(progress: Map<string, Float64Array>, window: number): void {
  const newest = (times: Float64Array): number =>
    times.reduce((most, time) => (Number.isNaN(time) ? most : Math.max(most, time)), 0);
  const latest = [...progress.values()].reduce((most, times) => Math.max(most, newest(times)), 0);
  for (const [key, times] of progress) if (latest - newest(times) > window) progress.delete(key);
  for (const key of progress.keys()) {
    if (progress.size < MOST_KEYS) return;
    progress.delete(key);
  }
}

/** The alert of the last event, about all of the sequence. */
export function sequenceAlert(alert: Alert, { rule, key, span }: SequenceMatch): Alert {
  const value = /^-?\d+$/.test(key) ? key : JSON.stringify(key);
  const conditions = rule.steps.map(({ condition }) => `(${printCondition(condition)})`).join(' or ');
  return { ...alert, incident: { key, filter: `${rule.key.text} = ${value} and (${conditions})`, span } };
}
